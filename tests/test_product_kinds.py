from unittest.mock import patch

from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin
from .test_product_serializer import SerializerCase

SHIPPING = [("fields", "id,status,shipping_profile.id")]


class KindScenarios(PriceMixin):
    """Products that a store can't sell as Odoo does: right, a draft, or told."""

    def get_profile(self, product):
        """Return the shipping profile that the store has of a product, or None."""
        path = f"/admin/products/{self.get_binding(product).medusa_id}"
        row = self.store_call("GET", path, query=SHIPPING)["product"]
        return (row.get("shipping_profile") or {}).get("id")

    def test_services_have_no_shipping(self):
        chair, hour = self.make_product(), self.make_product("Hour", type="service")
        self.assert_run(self.sync(), created=2)
        self.assertTrue(self.get_profile(chair))
        self.assertIsNone(self.get_profile(hour))
        self.assertEqual(self.read(hour)["status"], "published")
        chair.type = "service"
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertIsNone(self.get_profile(chair), "taken off again")
        self.assert_nothing_left()
        chair.type = "consu"
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertTrue(self.get_profile(chair))

    def test_combo_is_a_draft_and_told_once(self):
        chair = self.make_product()
        combo = self.env["product.combo"].create(
            {
                "name": "Seat",
                "combo_item_ids": [Command.create({"product_id": chair.product_variant_id.id})],
            }
        )
        menu = self.make_product("Menu", type="combo", combo_ids=[Command.set(combo.ids)])
        run = self.sync()
        self.assertEqual(
            (self.read(menu)["status"], self.read(chair)["status"]), ("draft", "published")
        )
        [log] = run.log_ids.filtered(lambda row: row.product_tmpl_id == menu)
        self.assertEqual((log.result, log.failure_type), ("warning", "left_out"))
        self.assertIn("combo", log.failure_detail)
        self.assertIn("combo", self.get_binding(menu).warning)
        self.assertFalse(self.sync().log_ids.filtered(lambda row: row.product_tmpl_id == menu))

    def test_one_negative_currency_leaves_the_others(self):
        bag = self.make_product("Bag", list_price=0.5)
        self.add_price_line(self.make_pricelist())
        rule = {"compute_price": "formula", "base": "list_price", "price_surcharge": -3}
        self.add_price_line(self.make_pricelist(rule, currency="JPY"))
        run = self.sync()
        self.assert_run(run, created=1)
        prices = self.read(bag)["variants"]["Default"]["prices"]
        self.assertEqual(prices, {(self.currency, None): 0.5})
        self.assertIn("negative", self.get_binding(bag).warning)
        self.assertIn("JPY", self.get_binding(bag).warning)

    def test_zero_price_that_the_website_forbids(self):
        free, chair = self.make_product("Free", list_price=0), self.make_product()
        self.sync()
        self.assertEqual(
            self.read(free)["variants"]["Default"]["prices"], {(self.currency, None): 0}
        )
        with patch(
            "odoo.addons.medusa_connector.models.price.serializer.forbids_zero",
            lambda _backend: True,
        ):
            self.assert_run(self.sync(), updated=1, unchanged=1)
            self.assertEqual(self.read(free)["variants"]["Default"]["prices"], {})
            self.assertIn("website", self.get_binding(free).warning)
            self.assertEqual(
                self.read(chair)["variants"]["Default"]["prices"], {(self.currency, None): 10}
            )
            self.assert_nothing_left()

    def test_told_once_where_nothing_is_written(self):
        chair = self.make_product()
        self.push(chair)
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        chair.uom_ids = [Command.set(dozen.ids)]
        run = self.sync()
        self.assertEqual((run.write_count, run.unchanged_count), (0, 1))
        self.assertIn("Packagings", run.log_ids.failure_detail)
        self.assertFalse(self.sync().log_ids)
        chair.uom_ids = False
        self.sync()
        self.assertFalse(self.get_binding(chair).warning)


@tagged("post_install", "-at_install")
class TestKinds(KindScenarios, FakeLifecycleCase):
    """Kinds of products, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestKindsReal(KindScenarios, RealLifecycleCase):
    """Kinds of products, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestKindsPayload(SerializerCase):
    """What is told of a product, and what it costs."""

    def prices_of(self, product):
        return [
            price["amount"] for row in self.payload(product)["variants"] for price in row["prices"]
        ]

    def make_wish(self, *extras, **vals):
        """Return a product of 100 with an attribute that makes no variants."""
        values = [f"Wish {index}" for index in range(len(extras))]
        wish = self.make_attribute("Wish", *values, create_variant="no_variant", **vals)
        product = self.make_product(attributes=[wish], list_price=100)
        for value, extra in zip(
            product.attribute_line_ids.product_template_value_ids, extras, strict=True
        ):
            value.price_extra = extra
        return product

    def test_a_single_value_is_part_of_the_price(self):
        product = self.make_wish(15)
        self.assertEqual(self.prices_of(product), [115])
        self.assertEqual(self.payload(product)["notes"], [])

    def test_a_single_value_is_part_of_a_pricelists_price(self):
        product = self.make_wish(20)
        rule = {"compute_price": "percentage", "percent_price": 50}
        pricelist = self.env["product.pricelist"].create(
            {"name": "Half", "item_ids": [Command.create(rule)]}
        )
        vals = {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        self.env["medusa.price.line"].create(vals)
        self.assertEqual(self.prices_of(product), [60])

    def test_several_values_are_a_choice_that_is_told(self):
        product = self.make_wish(30, 15)
        self.assertEqual(self.prices_of(product), [115], "never cheaper than the cheapest")
        self.assertIn("“Wish”", "".join(self.payload(product)["notes"]))

    def test_boxes_to_tick_may_stay_empty(self):
        product = self.make_wish(15, display_type="multi")
        self.assertEqual(self.prices_of(product), [100])
        self.assertIn("“Wish”", "".join(self.payload(product)["notes"]))

    def test_text_of_buyers(self):
        engraving = self.make_attribute("Engraving", "Yours", "None")
        engraving.value_ids[0].is_custom = True
        product = self.make_product(attributes=[engraving])
        self.assertIn("Yours", "".join(self.payload(product)["notes"]))

    def test_nothing_to_tell(self):
        self.assertEqual(self.payload(self.make_shirt())["notes"], [])


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestKindsWebsite(SerializerCase):
    """Kinds of products that further modules bring."""

    def assert_draft(self, product, words):
        payload = self.payload(product)
        self.assertEqual(payload["product"]["status"], "draft")
        self.assertIn(words, "".join(payload["notes"]))

    def test_what_odoo_books_discounts_and_deliveries_on(self):
        discount, delivery = self.make_products(2, type="service")
        self.env.company.sale_discount_product_id = discount.product_variant_id
        self.env["delivery.carrier"].create(
            {"name": "Post", "product_id": delivery.product_variant_id.id}
        )
        self.assert_draft(discount, "discounts")
        self.assert_draft(delivery, "delivery")

    def test_reward_of_a_program(self):
        product = self.make_product("Ten percent", type="service")
        reward = {"reward_type": "discount", "discount": 10}
        program = self.env["loyalty.program"].create(
            {"name": "Ten", "program_type": "promotion", "reward_ids": [Command.create(reward)]}
        )
        program.reward_ids.discount_line_product_id = product.product_variant_id
        self.assert_draft(product, "discounts")

    def test_money_of_programs(self):
        for kind, words in (("gift_card", "gift card"), ("ewallet", "eWallet")):
            card = self.make_product(words, type="service")
            rule = Command.create({"product_ids": card.product_variant_ids.ids})
            self.env["loyalty.program"].create(
                {"name": words, "program_type": kind, "rule_ids": [rule]}
            )
            self.assert_draft(card, words)

    def test_what_the_programs_of_odoo_come_with(self):
        for xmlid, words in (
            ("loyalty.gift_card_product_50", "gift card"),
            ("loyalty.ewallet_product_50", "eWallet"),
            ("point_of_sale.product_product_tip", "tips"),
            ("pos_discount.product_product_consumable", "discounts"),
            ("pos_sale.default_downpayment_product", "down payments"),
        ):
            with self.subTest(xmlid):
                self.assert_draft(self.env.ref(xmlid).product_tmpl_id, words)

    def test_what_a_point_of_sale_books_on(self):
        tip, discount, payment, plain = self.make_products(4, type="service")
        self.env["pos.config"].create(
            {
                "name": "Till",
                "iface_tipproduct": True,
                "tip_product_id": tip.product_variant_id.id,
                "discount_product_id": discount.product_variant_id.id,
                "down_payment_product_id": payment.product_variant_id.id,
            }
        )
        for product, words in ((tip, "tips"), (discount, "discounts"), (payment, "down payments")):
            self.assert_draft(product, words)
        self.assertEqual(self.payload(plain)["product"]["status"], "published")

    def test_tickets_and_accesses(self):
        for tracking, words in (
            ("event", "event"),
            ("event_booth", "event"),
            ("course", "course"),
            ("partnership", "membership"),
        ):
            with self.subTest(tracking):
                product = self.make_product(type="service", service_tracking=tracking)
                self.assert_draft(product, words)

    def test_what_people_do_is_on_sale(self):
        trackings = dict(
            self.env["product.template"]
            ._fields["service_tracking"]
            ._description_selection(self.env)
        )
        told = {"event", "event_booth", "course", "partnership"}
        # A kind that this list has never heard of is looked at first.
        self.assertEqual(
            trackings.keys() - told,
            {"no", "task_global_project", "task_in_project", "project_only", "repair"}
            & trackings.keys(),
        )
        for tracking in trackings.keys() - told - {"repair"}:
            product = self.make_product(type="service", service_tracking=tracking)
            payload = self.payload(product)
            self.assertEqual((payload["product"]["status"], payload["notes"]), ("published", []))

    def test_zero_is_forbidden_by_the_website(self):
        product = self.make_product(list_price=0)
        [variant] = self.payload(product)["variants"]
        self.assertEqual([price["amount"] for price in variant["prices"]], [0])
        self.env["website"].search([]).prevent_zero_price_sale = True
        [variant] = self.payload(product)["variants"]
        self.assertEqual(variant["prices"], [])
        self.assertIn("price is 0", "".join(self.payload(product)["notes"]))
