from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import LISTS, PriceMixin


class PriceListScenarios(PriceMixin):
    """A price list from its creation to its end."""

    def setUp(self):
        super().setUp()
        self.product = self.make_product(list_price=100)
        self.vip = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")

    def price(self, amount, low=None, high=None):
        return (self.currency, low, high, amount)

    def test_lifecycle(self):
        price_list = self.add_price_list(self.vip)
        self.assertEqual(price_list.state, "new")
        self.assert_run(self.sync(), created=1)
        [row] = self.price_lists(self.vip)
        self.assertEqual(
            (row["title"], row["type"], row["status"]), (self.vip.name, "sale", "active")
        )
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)])
        self.assertEqual((price_list.state, price_list.price_count), ("synced", 1))
        self.assert_nothing_left()
        # A rule changes, a break comes.
        self.vip.item_ids.percent_price = 30
        self.vip.item_ids = [(0, 0, self.discount(40, min_quantity=5))]
        self.assert_run(self.sync(), unchanged=1)
        self.assertEqual(self.shown_prices(self.vip), [self.price(60, 5), self.price(70)])
        # The list's own fields.
        price_list.write(
            {"title": "Best", "price_type": "override", "date_start": "2026-01-01 10:00:00"}
        )
        self.sync()
        [row] = self.price_lists(self.vip)
        self.assertEqual((row["title"], row["type"]), ("Best", "override"))
        self.assertEqual(row["starts_at"], "2026-01-01T10:00:00.000Z")
        # No rule any more: nothing differs from the base price.
        self.vip.item_ids.unlink()
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), [])
        self.assert_nothing_left()
        # Removed.
        with self.assertRaises(UserError):
            price_list.unlink()
        price_list.action_remove()
        self.assertEqual(price_list.state, "removing")
        self.sync()
        self.assertEqual(self.price_lists(self.vip), [])
        self.assertFalse(price_list.exists())
        self.assert_nothing_left()

    def test_variant_that_odoo_made_anew(self):
        """It takes the place of the former one in the store, whose price there is its own now."""
        self.product.active = False
        shirt = self.make_shirt(list_price=100)
        self.add_price_list(self.vip)
        self.assert_run(self.sync(), created=1)
        shirt.product_variant_ids[1:].unlink()
        shirt._create_variant_ids()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)] * 2)
        self.vip.item_ids.percent_price = 30
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), [self.price(70)] * 2)
        self.assert_nothing_left()

    def test_product_of_its_own(self):
        self.add_price_list(self.vip)
        self.sync()
        self.product.list_price = 200
        with self.enter_registry_test_mode():
            self.product.action_medusa_sync()
        self.assertEqual(self.shown_prices(self.vip), [self.price(160)])
        self.assert_nothing_left()

    def test_deleted_pricelist(self):
        self.add_price_list(self.vip)
        self.sync()
        [row] = self.price_lists(self.vip)
        self.vip.unlink()
        self.sync()
        query = [("limit", "1000"), ("fields", "id")]
        left = self.store_call("GET", LISTS, query=query)["price_lists"]
        self.assertNotIn(row["id"], [other["id"] for other in left])
        self.assertFalse(self.backend.price_list_ids)

    def test_archived_pricelist_comes_back(self):
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.vip.active = False
        self.sync()
        self.assertEqual((self.price_lists(self.vip), price_list.state), ([], "archived"))
        self.assert_nothing_left()
        self.vip.active = True
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)])
        price_list.action_remove()
        self.sync()

    def test_deleted_in_the_store(self):
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.store_call("DELETE", f"{LISTS}/{price_list.medusa_id}")
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)])
        price_list.action_remove()
        self.sync()

    def test_product_created_again(self):
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.delete_remote(self.read(self.product))
        self.assert_run(self.sync(), created=1)
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)])
        price_list.action_remove()
        self.sync()

    def test_lists_of_others_stay(self):
        self.sync()
        [row] = self.read_all(self.product.id)
        price = {"variant_id": row["variants"][0]["id"], "currency_code": "eur", "amount": 1}
        body = {"title": self.vip.name, "description": "theirs", "prices": [price]}
        theirs = self.store_call("POST", LISTS, body)["price_list"]["id"]
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.assertNotEqual(price_list.medusa_id, theirs)
        price_list.action_remove()
        self.sync()
        self.assertEqual([price["amount"] for price in self.list_prices(theirs)], [1])
        self.store_call("DELETE", f"{LISTS}/{theirs}")


@tagged("post_install", "-at_install")
class TestPriceListReal(PriceListScenarios, RealLifecycleCase):
    """On a real Medusa."""


@tagged("post_install", "-at_install")
class TestPriceList(PriceListScenarios, FakeLifecycleCase):
    """On the store in memory."""

    def test_customer_groups(self):
        group = self.fake.call("POST", "/admin/customer-groups", {"name": "Dealers"})
        self.backend.action_test_connection()
        groups = self.backend.customer_group_ids
        self.assertEqual(groups.mapped("name"), ["Dealers"])
        price_list = self.add_price_list(self.vip, group_ids=groups)
        self.sync()
        rules = self.fake.state.price_lists[price_list.medusa_id]["rules"]
        self.assertEqual(rules, {"customer.groups.id": [group["customer_group"]["id"]]})

    def test_customer_group_that_left_the_store(self):
        """The list never becomes one for everybody."""
        group = self.fake.call("POST", "/admin/customer-groups", {"name": "Dealers"})
        self.backend.action_test_connection()
        groups = self.backend.customer_group_ids
        price_list = self.add_price_list(self.vip, group_ids=groups)
        self.sync()
        self.fake.call("DELETE", f"/admin/customer-groups/{group['customer_group']['id']}")
        self.backend.action_test_connection()
        self.assertFalse(groups.active)
        price_list.title = "Best"
        self.sync()
        row = self.fake.state.price_lists[price_list.medusa_id]
        rules = {"customer.groups.id": groups.mapped("medusa_id")}
        self.assertEqual((row["title"], row["rules"]), ("Best", rules))
        self.assertIn(
            "Customer group Dealers isn't in the store any more", self.backend.price_warning
        )

    def test_removal_that_was_taken_back(self):
        """Its prices went first: which of them are left is read."""
        price_list = self.add_price_list(self.vip)
        self.sync()
        before = self.shown_prices(self.vip)
        self.assertTrue(before)
        price_list.action_remove()
        self.fake.misbehave(
            "timeout_after", lambda row: "delete" in row.operations() and "/prices/" in row.path
        )
        self.sync()
        self.fake.behave()
        self.assertEqual(self.shown_prices(self.vip), [])
        price_list.action_keep()
        price_list.next_try = False
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), before)

    def test_base_price_is_no_price_of_the_list(self):
        self.vip.item_ids.product_tmpl_id = self.product
        self.vip.item_ids.applied_on = "1_product"
        self.make_product("Other")
        self.add_price_list(self.vip)
        self.sync()
        self.assertEqual(self.shown_prices(self.vip), [self.price(80)])

    def test_sale_that_is_dearer_is_told(self):
        self.vip.item_ids.percent_price = -10
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.assertEqual(price_list.dearer_count, 1)
        self.assertIn("some variants (1) cost more", self.backend.price_warning)
        price_list.price_type = "override"
        self.assertNotIn("cost more", self.backend.price_warning or "")

    def test_title_follows_the_pricelist(self):
        price_list = self.add_price_list(self.vip)
        self.vip.name = "Dealers"
        self.assertEqual(price_list.name, "Dealers")
        price_list.title = "Best"
        self.vip.name = "Other"
        self.assertEqual(price_list.name, "Best")

    def test_prices_by_hundreds(self):
        self.make_products(40)
        self.add_price_list(self.vip)
        self.sync()
        batches = [request for request in self.fake.writes if "prices/batch" in request.path]
        self.assertEqual([len(request.body["create"]) for request in batches], [41])

    def test_prices_of_chosen_products_by_parts(self):
        products = self.make_products(4) | self.product
        self.sync()
        self.add_price_list(self.vip)
        self.sync()
        self.vip.item_ids.percent_price = 30
        self.backend._queue_run("button", products.ids, force=True)
        with patch("odoo.addons.medusa_connector.models.price.phase_price_lists.PRICES_CHUNK", 2):
            self.work_through_queue()
        batches = [request for request in self.fake.writes if "prices/batch" in request.path]
        self.assertEqual([len(request.body["update"]) for request in batches], [2, 2, 1])
        self.assertEqual(self.shown_prices(self.vip)[0][3], 7)

    def test_new_store_forgets_the_lists_of_the_former_one(self):
        price_list = self.add_price_list(self.vip)
        self.sync()
        self.backend.action_accept_new_store()
        self.assertFalse(price_list.medusa_id or price_list.price_ids or price_list.header_hash)
        self.assertTrue(price_list.needs_reading)

    def test_marks_that_somebody_exchanged(self):
        """A variant stays the one that it was pushed to, and its prices are no second ones."""
        self.product.active = False
        shirt = self.make_shirt(list_price=100)
        self.add_price_list(self.vip)
        self.assert_run(self.sync(), created=1)
        variants = self.get_binding(shirt).variant_binding_ids
        known = {row.external_id: row.medusa_id for row in variants}
        for row, other in zip(variants, reversed(variants), strict=True):
            mark = {**self.fake.state.variants[row.medusa_id]["metadata"]}
            mark["external_id"] = other.external_id
            self.fake.state.update("variants", row.medusa_id, metadata=mark)
        shirt.list_price = 200
        self.backend._queue_run("button", shirt.ids)
        self.assert_run(self.work_through_queue(), updated=1)
        self.assertEqual({row.external_id: row.medusa_id for row in variants.exists()}, known)
        self.assertEqual(self.shown_prices(self.vip), [self.price(160)] * 2)
