from contextlib import contextmanager
from unittest.mock import patch

import requests

from odoo.tests import tagged

from .support.lifecycle import URL, RealLifecycleCase
from .support.prices import PriceMixin
from .support.website import FakeWebsiteCase


class StrikeScenarios(PriceMixin):
    """Odoo's Compare to Price is shown struck through."""

    def setUp(self):
        super().setUp()
        self.backend.push_strike_prices = True
        self.addCleanup(self.clear_strikes)
        self.product = self.make_product(list_price=80, compare_list_price=100)

    def clear_strikes(self):
        for price_list in self.get_strikes().filtered("medusa_id"):
            self.store_call("DELETE", f"/admin/price-lists/{price_list.medusa_id}")

    def get_strikes(self):
        domain = [("backend_id", "=", self.backend.id), ("is_strike", "=", True)]
        return self.env["medusa.price.list"].search(domain)

    def struck(self, region=None):
        """Return (base prices, amounts of the list) of the product for all, or a region."""
        base = self.base_prices(self.product, region=region)
        price_list = self.get_strikes().medusa_id
        rules = [{"attribute": "region_id", "value": region.medusa_id}] if region else []
        rows = self.list_prices(price_list) if price_list else []
        today = sorted(row["amount"] for row in rows if row["price_rules"] == rules)
        return sorted(base.values()), today

    def test_a_higher_price_is_the_base_price(self):
        self.make_product("Other", list_price=80, compare_list_price=70)
        self.assert_run(self.sync(), created=2, updated=1)
        self.assertEqual(self.struck(), ([100], [80]))
        self.assert_nothing_left()

    def test_changes(self):
        self.sync()
        self.product.list_price = 70
        self.sync()
        self.assertEqual(self.struck(), ([100], [70]))
        self.product.compare_list_price = 90
        self.sync()
        self.assertEqual(self.struck(), ([90], [70]))
        self.product.list_price = 95
        self.sync()
        self.assertEqual(self.struck(), ([95], []))
        self.product.list_price = 60
        self.sync()
        self.assertEqual(self.struck(), ([90], [60]))
        self.product.compare_list_price = 0
        self.sync()
        self.assertEqual(self.struck(), ([60], []))
        self.assert_nothing_left()

    def test_switched_off(self):
        self.sync()
        self.backend.push_strike_prices = False
        self.sync()
        self.assertEqual(self.struck(), ([80], []))
        self.assertFalse(self.get_strikes())
        self.assert_nothing_left()
        self.backend.push_strike_prices = True
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))

    def test_breaks_currencies_and_regions(self):
        north = self.open_region("North")
        # Another currency at twice the company's: the price to compare with is 200 there.
        self.add_price_line(
            self.make_pricelist(
                self.fixed(150, min_quantity=5), self.fixed(160), currency="CHF", name="Francs"
            )
        )
        self.add_price_line(self.make_pricelist(self.fixed(90), name="North"), north)
        self.sync()
        self.assertEqual(self.struck(), ([200], [150, 160]))
        self.assertEqual(self.struck(north), ([100], [90]))
        self.backend.price_line_ids.filtered("region_ids").unlink()
        self.sync()
        self.assertEqual(self.struck(north), ([], []))
        self.assertEqual(self.struck(), ([200], [150, 160]))
        self.assert_nothing_left()

    def test_region_whose_own_price_is_not_struck_through(self):
        """Today's price for all would be the lower one there: the region's own is beside it."""
        north = self.open_region("North")
        self.add_price_line(self.make_pricelist(self.fixed(80), name="All"))
        self.add_price_line(self.make_pricelist(self.fixed(110), name="North"), north)
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.assertEqual(self.struck(north), ([110], [110]))
        self.assert_nothing_left()
        self.product.compare_list_price = 0
        self.sync()
        self.assertEqual(self.struck(), ([80], []))
        self.assertEqual(self.struck(north), ([110], []))
        self.assert_nothing_left()


# `compare_list_price` is website_sale's: these tests run where it is installed.
@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestStrikeReal(StrikeScenarios, RealLifecycleCase):
    """On a real Medusa, whose shop shows it."""

    def test_shop_shows_it_struck_through(self):
        region = self.open_region("Euro", "eur")
        line = self.make_pricelist(self.fixed(80), currency="EUR")
        self.add_price_line(line)
        self.product.compare_list_price = 50
        self.sync()
        # The company's currency is worth twice as many euros.
        self.assertEqual(self.read_shop(region), (80, 100))
        self.product.compare_list_price = 0
        self.sync()
        self.assertEqual(self.read_shop(region), (80, 80))

    def read_shop(self, region):
        """Return (calculated, original) amount as the Store API has it."""
        query = {"type": "publishable", "limit": "1"}.items()
        [key] = self.store_call("GET", "/admin/api-keys", query=query)["api_keys"]
        [remote] = self.read_all(self.product.id)
        answer = requests.get(
            f"{URL}/store/products/{remote['id']}",
            params={"region_id": region.medusa_id, "fields": "*variants.calculated_price"},
            headers={"x-publishable-api-key": key["token"]},
            timeout=60,
        )
        self.assertTrue(answer.ok, answer.text)
        price = answer.json()["product"]["variants"][0]["calculated_price"]
        return price["calculated_amount"], price["original_amount"]


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestStrike(StrikeScenarios, FakeWebsiteCase):
    """On the store in memory."""

    @contextmanager
    def watched(self):
        """Yield a list that gets what the product costs a shopper after each request."""
        seen, answer = [], self.fake.handle

        def watch(request, **kw):
            result = answer(request, **kw)
            for product in self.fake.products:
                base = min(price["amount"] for price in product["variants"][0]["prices"])
                known = product["variants"][0]["id"]
                rows = [
                    row["amount"]
                    for row in self.fake.state.list_prices.values()
                    if row["_variant_id"] == known
                ]
                seen.append(min([base, *rows]))
            return result

        with patch.object(self.fake, "handle", watch):
            yield seen

    def is_update(self, request):
        return "update" in request.operations() and request.path == "/admin/products/batch"

    def test_nobody_ever_pays_the_price_to_compare_with(self):
        """It is no base price before today's price is in the list, nor after it has left."""
        with self.watched() as seen:
            self.sync()
            self.product.list_price = 70
            self.sync()
            self.product.compare_list_price = 0
            self.sync()
            self.product.compare_list_price = 90
            self.sync()
            self.backend.push_strike_prices = False
            self.sync()
        self.assertTrue(seen)
        self.assertLessEqual(max(seen), 80)

    def test_nobody_pays_it_while_a_run_is_undone(self):
        for make in (self.strike_again, self.strike_no_more, self.raise_both):
            with self.subTest(make.__name__):
                self.product.write({"list_price": 80, "compare_list_price": 100})
                self.sync()
                before = self.struck()
                run = make()
                self.assertNotEqual(self.struck(), before)
                with self.watched() as seen:
                    run._undo(self.env["product.template"], "push")
                    self.assertEqual(self.work_through_queue().state, "done")
                self.assertEqual(self.struck(), before)
                self.assertLessEqual(max(seen), 80)

    def strike_again(self):
        self.product.compare_list_price = 120
        return self.sync()

    def strike_no_more(self):
        self.product.compare_list_price = 0
        return self.sync()

    def raise_both(self):
        self.product.write({"list_price": 60, "compare_list_price": 90})
        return self.sync()

    def test_undo_of_the_first_strike(self):
        self.product.compare_list_price = 0
        self.sync()
        self.product.compare_list_price = 100
        run = self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        with self.watched() as seen:
            self.fake.misbehave("answer", when=self.is_update, status=400, body={"message": "no"})
            run._undo(self.env["product.template"], "push")
            self.work_through_queue()
            self.assertEqual(self.struck(), ([100], [80]), "what the product failed for")
            self.fake.behave()
            run._undo(self.env["product.template"], "push")
            self.work_through_queue()
        self.assertEqual(self.struck(), ([80], []))
        self.assertLessEqual(max(seen), 80)

    def test_undo_where_the_list_is_gone(self):
        """Its base price stays: nobody is to pay the price to compare with."""
        self.sync()
        self.backend.push_strike_prices = False
        run = self.sync()
        self.assertEqual(self.struck(), ([80], []))
        with self.watched() as seen:
            run._undo(self.env["product.template"], "push")
            undo = self.work_through_queue()
        self.assertEqual(self.struck(), ([80], []))
        self.assertEqual(max(seen), 80)
        self.assertEqual(undo.log_ids.mapped("failure_type"), ["left_out"])

    def test_list_waits_for_a_product_that_fails(self):
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.backend.push_strike_prices = False
        self.fake.misbehave("answer", when=self.is_update, status=400, body={"message": "no"})
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.product.compare_list_price = 0
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.fake.behave()
        self.product.list_price = 75
        self.sync()
        self.assertEqual(self.struck(), ([75], []))

    def test_base_price_whose_answer_was_lost(self):
        self.fake.misbehave("reset_after", when=self.is_update)
        self.sync()
        self.fake.behave()
        self.assertEqual(self.struck(), ([100], [80]))
        self.product.compare_list_price = 0
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.get_binding(self.product).next_try = "2020-01-01"
        self.sync()
        self.assertEqual(self.struck(), ([80], []))

    def test_product_that_was_deleted_in_the_store(self):
        self.sync()
        self.delete_remote(self.read(self.product))
        with self.watched() as seen:
            self.sync()
        self.assertLessEqual(max(seen), 80)
        self.assertEqual(self.struck(), ([100], [80]))
        self.assert_nothing_left()

    def test_list_whose_deletion_had_no_answer(self):
        self.sync()
        self.product.compare_list_price = 0
        self.fake.misbehave(
            "timeout_after", lambda row: "delete" in row.operations() and "/prices/" in row.path
        )
        self.sync()
        self.fake.behave()
        self.product.compare_list_price = 100
        self.get_strikes().next_try = False
        with self.watched() as seen:
            self.sync()
        self.assertLessEqual(max(seen), 80)
        self.assertEqual(self.struck(), ([100], [80]))

    def test_prices_that_are_the_stores_own(self):
        self.backend.write({"owner_prices": "creation"})
        self.sync()
        self.assertEqual(self.struck(), ([80], []))

    def test_prices_that_become_the_stores_own(self):
        """The base price stays as it is, and so does today's."""
        self.sync()
        self.backend.owner_prices = "never"
        with self.watched() as seen:
            self.sync()
            self.sync()
        self.assertLessEqual(max(seen), 80)
        self.assertEqual(self.struck(), ([100], [80]))
        self.backend.owner_prices = "always"
        self.product.list_price = 70
        self.sync()
        self.assertEqual(self.struck(), ([100], [70]))

    def test_list_is_wound_up_while_a_product_fails(self):
        """What isn't struck through any more leaves it: else it would be sold so for ever."""
        other = self.make_product("Other", list_price=50, compare_list_price=60)
        self.sync()
        self.backend.push_strike_prices = False
        failing = self.get_binding(self.product).medusa_id
        self.fake.misbehave(
            "answer",
            when=lambda request: self.is_update(request) and failing in str(request.body),
            status=400,
            body={"message": "no"},
        )
        self.sync()
        self.assertEqual(self.struck(), ([100], [80]))
        self.assertEqual(list(self.base_prices(other).values()), [50])
        self.assertEqual(self.get_strikes().state, "removing")
        self.fake.behave()
        self.product.list_price = 75
        self.sync()
        self.assertEqual(self.struck(), ([75], []))
        self.assertFalse(self.get_strikes())

    def test_list_is_for_everybody_at_all_times(self):
        self.sync()
        self.get_strikes().write(
            {"status": "draft", "price_type": "override", "date_start": "2999-01-01"}
        )
        self.sync()
        row = self.fake.state.price_lists[self.get_strikes().medusa_id]
        self.assertEqual((row["status"], row["type"], row["starts_at"]), ("active", "sale", None))

    def test_button_refuses_to_remove_the_list(self):
        self.sync()
        with self.assertRaisesRegex(Exception, "Switch them off on the store's form"):
            self.get_strikes().action_remove()
