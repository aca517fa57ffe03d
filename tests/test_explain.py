from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..medusa.held import list_held
from ..models.store.client import get_client_settings
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture


class ExplainMixin:
    """A product is explained: by Odoo, by the store, and by what a shopper sees."""

    def setUp(self):
        super().setUp()
        self.product = self.make_product(list_price=12.5)

    def explain(self, product=None, backend=None):
        """Return {topic: [(tone, text)]} of a page."""
        page = self.open(product or self.product, backend)
        found = {}
        for point in page.point_ids:
            found.setdefault(point.topic, []).append((point.tone, point.text))
        return found

    def open(self, product, backend=None):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            pages = self.env["medusa.explanation"]
            action = pages._open_for(product, backend or self.backend)
        return pages.browse(action["res_id"])

    def told_of_region(self, found):
        """Return what a shopper sees in the test's own region, of a variant."""
        return "\n".join(text for _tone, text in found["shopper"] if f"Home {self.token}" in text)

    def text(self, found, topic):
        return "\n".join(text for _tone, text in found[topic])

    def tones(self, found, topic):
        return {tone for tone, _text in found[topic]}

    def open_shop(self):
        """Give the store a region, and Odoo the shop's key."""
        body = {"name": f"Home {self.token}", "currency_code": self.currency}
        self.region_id = self.store_call("POST", "/admin/regions", body)["region"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/regions/{self.region_id}")
        self.backend.publishable_key = self.get_shop_key()
        self.backend.action_test_connection()

    def test_not_there_yet(self):
        found = self.explain()
        self.assertEqual(self.tones(found, "selection"), {"good"})
        self.assertIn("never pushed", self.text(found, "due"))
        self.assertIn("isn't in the store", self.text(found, "store"))
        self.assertNotIn("shopper", found)
        self.assertNotIn("sent", found)
        self.assertFalse(self.product.medusa_binding_ids, "an explanation bound the product")

    def test_as_in_odoo(self):
        self.push(self.product)
        self.open_shop()
        found = self.explain()
        self.assertEqual(self.tones(found, "due"), {"good"})
        self.assertEqual(self.tones(found, "store"), {"good"}, found["store"])
        self.assertNotIn("bad", self.tones(found, "shopper"), found["shopper"])
        # Of a shared store's other regions nothing is known.
        self.assertRegex(self.told_of_region(found), r"Home \w+: \D*12.50\D*, as in Odoo")
        self.assertIn("was created", self.text(found, "sent"))

    def test_picture(self):
        """Whether it is shown and loads, and in which channel all of it is seen."""
        self.product.image_1920 = picture("red")
        remote = self.push(self.product)
        self.open_shop()
        text = self.text(self.explain(), "shopper")
        self.assertIn("Its picture is shown, and loads.", text)
        self.assertIn("A shopper finds the product, in: ", text)
        file = self.env["medusa.picture"].search([("backend_id", "=", self.backend.id)])
        self.store_call("DELETE", f"/admin/uploads/{file.medusa_id}")
        self.assertIn("Its picture doesn't load", self.text(self.explain(), "shopper"))
        self.change_remote(remote, thumbnail="https://img.example.com/1.png")
        self.assertIn("A picture of img.example.com is shown", self.text(self.explain(), "shopper"))
        self.change_remote(remote, thumbnail=None, images=[])
        self.assertIn("No picture is shown", self.text(self.explain(), "shopper"))

    def test_changed_on_both_sides(self):
        remote = self.push(self.product)
        self.product.list_price = 15
        self.change_remote(remote, title=f"Somebody's title {self.token}")
        found = self.explain()
        self.assertIn("changed in Odoo", self.text(found, "due"))
        text = self.text(found, "store")
        self.assertIn("title", text)
        self.assertIn(f"price ({self.currency.upper()})", text)
        self.assertNotIn("description", text)

    def test_hidden_from_shoppers(self):
        remote = self.push(self.product)
        self.open_shop()
        self.change_remote(remote, status="draft")
        found = self.explain()
        self.assertIn("bad", self.tones(found, "shopper"))
        self.assertIn("somebody made it a draft in Medusa", self.text(found, "shopper"))

    def test_price_of_others(self):
        remote = self.push(self.product)
        self.open_shop()
        self.change_remote_variant(
            remote, "Default", prices=[{"currency_code": self.currency, "amount": 99}]
        )
        text = self.text(self.explain(), "shopper")
        self.assertIn("99.00", text)
        self.assertIn("12.50", text)
        self.assertIn("was changed in Medusa", text)

    def test_price_for_a_region(self):
        """One that somebody made for the region comes before Odoo's."""
        remote = self.push(self.product)
        self.open_shop()
        ours = {"currency_code": self.currency, "amount": 12.5}
        theirs = {**ours, "amount": 99, "rules": {"region_id": self.region_id}}
        self.change_remote_variant(remote, "Default", prices=[ours, theirs])
        self.assertIn("made a price for this region", self.told_of_region(self.explain()))

    def test_what_is_left_to_medusa(self):
        """What Odoo doesn't decide about is no price of Odoo's that was changed."""
        remote = self.push(self.product)
        self.open_shop()
        self.backend.owner_prices = "creation"
        theirs = [{"currency_code": self.currency, "amount": 99}]
        self.change_remote_variant(remote, "Default", prices=theirs)
        self.assertIn("a price that isn't Odoo's", self.told_of_region(self.explain()))
        self.change_remote_variant(remote, "Default", prices=[])
        self.assertIn("Its prices are left to Medusa", self.told_of_region(self.explain()))

    def test_price_that_is_gone(self):
        remote = self.push(self.product)
        self.open_shop()
        self.change_remote_variant(remote, "Default", prices=[])
        self.assertIn("removed in Medusa", self.told_of_region(self.explain()))

    def test_region_without_currency(self):
        """A region whose currency Odoo has no prices in: nobody there can buy."""
        self.push(self.product)
        self.open_shop()
        other = "usd" if self.currency != "usd" else "gbp"
        body = {"name": f"Far {self.token}", "currency_code": other}
        region_id = self.store_call("POST", "/admin/regions", body)["region"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/regions/{region_id}")
        self.backend.action_test_connection()
        found = self.explain()
        text = self.text(found, "shopper")
        self.assertIn(f"Far {self.token}: no price. Odoo sends no price in its currency", text)
        self.assertIn("warn", self.tones(found, "shopper"))

    def test_channel_of_no_key(self):
        remote = self.push(self.product)
        self.open_shop()
        channel = self.make_channel()
        self.change_remote(remote, sales_channels=[{"id": channel}])
        text = self.text(self.explain(), "shopper")
        self.assertIn("None of its sales channels", text)
        self.assertIn("belongs to the publishable key", text)

    def test_location_that_is_not_linked(self):
        """In stock, but at a place from which the shop doesn't sell."""
        self.product.is_storable = self.backend.push_stock = True
        remote = self.push(self.product)
        self.open_shop()
        self.assertIn("It is in no stock location", self.text(self.explain(), "shopper"))
        location = self.stock(remote, 5)
        text = self.text(self.explain(), "shopper")
        self.assertIn(f"in stock at “Depot {self.token}”, but that location isn't linked", text)
        key = self.store_call("GET", "/admin/api-keys", query=[("token", self.get_shop_key())])
        channel = key["api_keys"][0]["sales_channels"][0]["id"]
        path = f"/admin/stock-locations/{location}/sales-channels"
        self.store_call("POST", path, {"add": [channel]})
        self.assertIn("5 can be bought", self.text(self.explain(), "shopper"))

    def stock(self, remote, quantity):
        """Lay some of a product at a location that no channel sells from, and return its id."""
        body = {"name": f"Depot {self.token}"}
        location = self.store_call("POST", "/admin/stock-locations", body)["stock_location"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/stock-locations/{location}")
        with get_client_settings(self.backend).make_client() as client:
            [row] = list_held(client, [remote["id"]])
        item = row["variants"][0]["inventory_items"][0]["inventory_item_id"]
        body = {"create": [], "update": [], "delete": []}
        level = {"inventory_item_id": item, "location_id": location, "stocked_quantity": quantity}
        body["create"].append(level)
        self.store_call("POST", "/admin/inventory-items/location-levels/batch", body)
        return location

    def test_wrong_publishable_key(self):
        self.push(self.product)
        self.open_shop()
        self.backend.publishable_key = "pk_wrong"
        found = self.explain()
        self.assertEqual(self.tones(found, "shopper"), {"bad"})
        self.assertIn("publishable key", self.text(found, "shopper"))


@tagged("post_install", "-at_install")
class TestExplain(ExplainMixin, FakeLifecycleCase):
    def get_shop_key(self):
        return self.fake.publishable_key

    def test_no_write(self):
        """Nothing is written to the store, nor to what Odoo knows of it."""
        self.push(self.product)
        self.product.list_price = 15
        binding = self.product.medusa_binding_ids
        before = binding.read()
        self.fake.forget_requests()
        self.explain()
        binding.invalidate_recordset()
        self.assertEqual(binding.read(), before)
        self.assertEqual(self.fake.writes, [])

    def test_index_that_waits(self):
        """All is right in the store, and yet no shopper sees it."""
        remote = self.push(self.product)
        self.open_shop()
        self.fake.unindexed_ids = [remote["id"]]
        found = self.explain()
        self.assertIn("index or cache hasn't caught up", self.text(found, "shopper"))

    def test_region_that_is_gone(self):
        """What the shop refuses isn't the key's fault for that."""
        self.push(self.product)
        self.open_shop()
        self.backend.region_ids.medusa_id = "reg_gone"
        text = self.text(self.explain(), "shopper")
        self.assertIn("reg_gone", text)
        self.assertNotIn("publishable key", text)

    def test_stock_that_odoo_does_not_count(self):
        remote = self.push(self.product)
        self.open_shop()
        self.change_remote_variant(remote, "Default", manage_inventory=True)
        text = self.text(self.explain(), "shopper")
        self.assertIn("Medusa counts its stock, which Odoo doesn't", text)

    def test_status_of_others(self):
        remote = self.push(self.product)
        self.open_shop()
        self.change_remote(remote, status="proposed")
        text = self.text(self.explain(), "shopper")
        self.assertIn("waits for approval or was refused (Proposed)", text)

    def test_counted_without_an_item(self):
        self.product.is_storable = self.backend.push_stock = True
        remote = self.push(self.product)
        self.open_shop()
        self.fake.state.variants[remote["variants"]["Default"]["id"]]["_item_links"] = []
        text = self.text(self.explain(), "shopper")
        self.assertIn("no inventory item", text)
        self.assertNotIn("can be bought", text)

    def test_key_that_opens_nothing(self):
        self.push(self.product)
        self.open_shop()
        channels = self.fake.key_channel_ids
        self.fake.key_channel_ids = []
        text = self.text(self.explain(), "shopper")
        self.assertIn("belongs to no sales channel", text)
        self.fake.key_channel_ids = channels
        self.fake.is_key_revoked = True
        self.assertIn("was revoked", self.text(self.explain(), "shopper"))

    def test_part_of_the_filter(self):
        """Which condition keeps it out is named, and with the names of records."""
        other = self.env["product.category"].create({"name": "Elsewhere"})
        self.product.write({"categ_id": other.id})
        found = self.explain()
        text = self.text(found, "selection")
        self.assertEqual(self.tones(found, "selection"), {"warn"})
        self.assertIn(self.category.name, text)
        self.assertNotIn("Sales", text.partition("What it doesn't meet")[2])

    def test_switched_off(self):
        self.product.medusa_excluded_backend_ids = self.backend
        page = self.open(self.product)
        point = page.point_ids.filtered(lambda row: row.topic == "selection")
        self.assertEqual(point.mend, "as_filter")
        self.fake.forget_requests()
        with self.enter_registry_test_mode():
            point.action_mend()
        self.assertFalse(self.product.medusa_excluded_backend_ids)
        self.assertEqual(self.fake.requests, [], "what was written waits for the store")

    def test_page_is_renewed_in_place(self):
        """Looking again, and at the next store, leaves the way back to the product."""
        other = self.backend.copy({"url": "http://other.test"})
        page = self.open(self.product)
        self.product.list_price = 99
        before = page.point_ids
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.assertFalse(page.action_look_again())
            self.assertFalse(before.exists())
            self.assertEqual(page.backend_id, self.backend)
            self.assertFalse(page.action_other_store())
        self.assertEqual(page.backend_id, other)
        self.assertIn(other.name, page.display_name)
        self.assertTrue(page.point_ids)

    def test_what_is_missing_is_read_in_any_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.backend.readiness_description = "draft"
        self.push(self.product)
        self.assertIn("description", self.text(self.explain(), "readiness"))
        french = self.product.with_context(lang="fr_FR")
        backend = self.backend.with_context(lang="fr_FR")
        with self.enter_registry_test_mode():
            pages = self.env["medusa.explanation"].with_context(lang="fr_FR")
            page = pages.browse(pages._open_for(french, backend)["res_id"])
        texts = "\n".join(page.point_ids.mapped("text"))
        self.assertNotIn("It has no", texts)

    def test_store_in_a_test(self):
        """The schedule pushes nothing of it: no next run is promised."""
        self.backend.stage = "test"
        text = self.text(self.explain(), "waiting")
        self.assertIn("until it goes live", text)

    def test_odd_answers(self):
        """A condition names some of very many products; no state of a store breaks the page."""
        many = self.env["product.template"].create([{"name": f"Other {i}"} for i in range(15)])
        self.backend.product_domain = f"[('id', 'in', {many.ids})]"
        text = self.text(self.explain(), "selection")
        self.assertIn("Other 0", text)
        self.assertNotIn("Other 14", text)
        self.backend.product_domain = f"[('categ_id', '=', {self.category.id})]"
        for state, _label in self.backend._fields["connection_state"].selection:
            self.env.flush_all()
            self.backend.connection_state = state
            page = self.open(self.product)
            self.assertTrue(all(page.point_ids.mapped("text")), state)
        with self.enter_registry_test_mode():
            self.assertFalse(page.point_ids.filtered(lambda row: not row.mend)[:1].action_mend())

    def test_failed_push(self):
        self.push(self.product)
        self.fake.misbehave("answer", lambda row: row.is_write, status=400)
        self.product.name = f"Refused {self.token}"
        self.sync()
        self.fake.behave()
        found = self.explain()
        self.assertEqual(self.tones(found, "sent"), {"bad"})

    def test_store_unreachable(self):
        self.push(self.product)
        self.fake.misbehave("refused")
        found = self.explain()
        self.assertEqual(self.tones(found, "store"), {"bad"})
        self.assertNotIn("shopper", found)

    def test_without_publishable_key(self):
        self.push(self.product)
        found = self.explain()
        self.assertEqual(self.tones(found, "shopper"), {"info"})

    def test_key_is_write_only(self):
        self.backend.publishable_key = "pk_hidden"
        self.assertFalse(self.backend.publishable_key)
        self.assertTrue(self.backend.publishable_key_set)
        self.backend.invalidate_recordset()
        self.assertNotIn("pk_hidden", str(self.backend.read()))
        self.backend.url = "https://elsewhere.example.com"
        self.assertFalse(self.backend.publishable_key_set)

    def test_secret_key_stays_at_home(self):
        """The shop is asked with its own key, never with the secret one."""
        self.push(self.product)
        self.open_shop()
        self.fake.forget_requests()
        self.explain()
        asked = [row for row in self.fake.requests if row.path.startswith("/store")]
        self.assertTrue(asked)
        for request in asked:
            self.assertNotIn("Authorization", request.headers)

    def test_rights(self):
        outsider = new_test_user(self.env, "explain_outsider", groups="base.group_user")
        user = new_test_user(self.env, "explain_user", groups="medusa_connector.group_medusa_user")
        with self.assertRaises(AccessError):
            self.product.with_user(outsider).action_medusa_explain()
        with self.enter_registry_test_mode():
            action = self.product.with_user(user).action_medusa_explain()
        page = self.env["medusa.explanation"].with_user(user).browse(action["res_id"])
        self.assertTrue(page.point_ids)
        other = new_test_user(
            self.env, "explain_other", groups="medusa_connector.group_medusa_user"
        )
        for records in (page, page.point_ids):
            self.assertFalse(records.with_user(other).has_access("read"))


@tagged("post_install", "-at_install")
class TestExplainReal(ExplainMixin, RealLifecycleCase):
    def get_shop_key(self):
        query = [("type", "publishable"), ("limit", "1")]
        return self.store_call("GET", "/admin/api-keys", query=query)["api_keys"][0]["token"]

    def test_price_list_of_others(self):
        """A lower price of a list that a marketer made is named as such."""
        remote = self.push(self.product)
        self.open_shop()
        variant = remote["variants"]["Default"]["id"]
        body = {
            "title": f"Sale {self.token}",
            "description": "By hand",
            "status": "active",
            "type": "override",
            "prices": [{"variant_id": variant, "currency_code": self.currency, "amount": 3}],
        }
        made = self.store_call("POST", "/admin/price-lists", body)["price_list"]["id"]
        self.addCleanup(self.store_call, "DELETE", f"/admin/price-lists/{made}")
        text = self.text(self.explain(), "shopper")
        self.assertIn(f"Price list “Sale {self.token}”, made in Medusa, comes before", text)
        self.assertIn("12.50", text)
