from odoo import Command
from odoo.tests import Form, tagged

from ..models.readiness.checks import CHECKS
from ..models.readiness.content import CONTENT
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.pictures import picture
from .support.prices import PriceMixin
from .support.security import SecurityCase
from .test_product_serializer import SerializerCase


class ReadinessScenarios:
    """Products that stay drafts until they are complete."""

    def get_state(self, product):
        """Return (status in the store, what the binding says)."""
        return self.read(product)["status"], self.get_binding(product).readiness

    def test_draft_until_it_is_complete(self):
        self.backend.readiness_picture = self.backend.readiness_weight = "draft"
        chair, table = self.make_product(weight=3), self.make_product("Table", weight=3)
        table.image_1920 = picture("red")
        self.assert_run(self.sync(), created=2)
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        self.assertEqual(self.get_state(table), ("published", False))
        self.assertIn("picture", self.get_binding(chair).missing_html)
        self.assert_nothing_left()
        chair.image_1920 = picture("blue")
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertEqual(self.get_state(chair), ("published", False))
        self.assertFalse(self.get_binding(chair).missing_html)
        chair.weight = 0
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        self.assert_nothing_left()

    def test_only_told(self):
        chair = self.make_product()
        self.push(chair)
        self.backend.readiness_barcode = "tell"
        run = self.sync()
        self.assertEqual((run.write_count, run.unchanged_count), (0, 1))
        self.assertEqual(self.get_state(chair), ("published", "tell"))
        self.assertIn("barcode", run.log_ids.failure_detail)
        self.assertFalse(self.sync().log_ids, "told once")
        self.backend.readiness_barcode = "draft"
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        self.backend.readiness_barcode = "off"
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.get_state(chair), ("published", False))

    def test_the_status_is_odoos_at_the_creation_alone(self):
        """It was we who made it a draft: a marketer doesn't have to publish it."""
        self.backend.write({"owner_status": "creation", "readiness_barcode": "draft"})
        chair = self.make_product()
        self.sync()
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        chair.weight = 3
        self.sync()
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        chair.barcode = self.sku("B")
        self.sync()
        self.assertEqual(self.get_state(chair), ("published", False))
        self.change_remote(self.read(chair), status="draft")
        chair.barcode = False
        self.sync()
        chair.barcode = self.sku("C")
        self.sync()
        self.assertEqual(self.read(chair)["status"], "draft", "a marketer's own")

    def test_what_medusa_would_sell_wrongly_is_sold_where_somebody_says_so(self):
        chair = self.make_product()
        combo = self.env["product.combo"].create(
            {
                "name": "Seat",
                "combo_item_ids": [Command.create({"product_id": chair.product_variant_id.id})],
            }
        )
        menu = self.make_product("Menu", type="combo", combo_ids=[Command.set(combo.ids)])
        self.sync()
        self.assertEqual(self.get_state(menu), ("draft", "draft"))
        for level, state in (("tell", ("published", "tell")), ("off", ("published", False))):
            self.backend.readiness_combo = level
            self.sync()
            self.assertEqual(self.get_state(menu), state)


@tagged("post_install", "-at_install")
class TestReadiness(ReadinessScenarios, FakeLifecycleCase):
    """Products that stay drafts, in a store in memory."""

    def test_a_return_before_it_is_complete(self):
        """What the withdrawal took is given back when nothing is missing any more."""
        self.backend.write({"owner_status": "creation"})
        chair = self.make_product()
        self.push(chair)
        chair.sale_ok = False
        self.sync()
        self.assertEqual(self.get_binding(chair).readiness, False)
        self.return_in_steps(chair)

    def test_a_return_where_the_status_is_the_stores_own(self):
        """What a marketer had published is published again, once it is ready."""
        self.backend.owner_status = "never"
        chair = self.make_product()
        self.push(chair)
        self.change_remote(self.read(chair), status="published")
        chair.sale_ok = False
        self.sync()
        self.return_in_steps(chair)

    def return_in_steps(self, product):
        """Let a withdrawn product come back before it has a barcode, then give it one."""
        self.backend.readiness_barcode = "draft"
        product.sale_ok = True
        self.sync()
        self.assertEqual(self.get_state(product), ("draft", "draft"))
        product.barcode = self.sku("B")
        self.sync()
        self.assertEqual(self.get_state(product), ("published", False))

    def test_a_creation_that_was_broken_off(self):
        """It was Odoo that made it a draft, although nobody saw it come into the store."""
        self.backend.write({"owner_status": "creation", "readiness_barcode": "draft"})
        chair = self.make_product()
        self.fake.misbehave("reset_after", "POST /admin/products/batch", times=1)
        self.sync()
        self.get_binding(chair).next_try = "2020-01-01"
        self.sync()
        self.assertEqual(self.get_state(chair), ("draft", "draft"))
        chair.barcode = self.sku("B")
        self.sync()
        self.assertEqual(self.get_state(chair), ("published", False))

    def test_a_draft_that_a_marketer_made(self):
        """It was in the store before, and stays what it was."""
        self.backend.write({"owner_status": "creation", "readiness_barcode": "draft"})
        chair = self.make_product()
        self.make_remote(external_id=str(chair.id), handle=f"x-{self.token}", status="draft")
        self.sync()
        chair.barcode = self.sku("B")
        self.sync()
        self.assertEqual(self.read(chair)["status"], "draft")

    def test_on_sale_by_a_marketer(self):
        """The status is theirs: Odoo doesn't say that the product is a draft."""
        self.backend.write({"owner_status": "creation"})
        chair = self.make_product()
        self.push(chair)
        self.backend.readiness_barcode = "draft"
        run = self.sync()
        self.assertEqual(self.get_state(chair), ("published", "tell"))
        self.assertIn("It isn't ready to be sold.", run.log_ids.failure_detail)

    def test_filters(self):
        self.backend.readiness_barcode = "draft"
        chair, table = self.make_product(), self.make_product("Table", barcode=self.sku("B"))
        gone = self.make_product("Gone")
        self.sync()
        gone.sale_ok = False
        self.sync()
        products = self.env["product.template"]
        mine = [("categ_id", "=", self.category.id)]
        arch = products.get_view(view_type="search")["arch"]
        self.assertIn("medusa_not_ready", arch)
        domain = [("medusa_binding_ids.readiness", "in", ("draft", "tell"))]
        self.assertEqual(products.search(mine + domain), chair)
        bindings = self.backend.product_binding_ids
        found = bindings.search([("readiness", "!=", False), ("id", "in", bindings.ids)])
        self.assertEqual(found.product_tmpl_id, chair)
        self.assertFalse(self.get_binding(table).missing)

    def test_variants_that_lack_something_are_linked(self):
        self.backend.readiness_barcode = "tell"
        shirt = self.make_shirt(categ_id=self.category.id)
        small, medium = shirt.product_variant_ids
        small.barcode = self.sku("S")
        self.sync()
        binding = self.get_binding(shirt)
        self.assertIn(f"/odoo/product.product/{medium.id}", binding.missing_html)
        self.assertNotIn(f"/odoo/product.product/{small.id}", binding.missing_html)
        self.assertIn("Variants: M.", binding.warning)
        self.assertFalse(binding.left_out, "told in one place")
        medium.unlink()
        self.assertIn("barcode", binding.missing_html)

    def test_what_else_was_left_out_is_told_beside_it(self):
        self.backend.readiness_barcode = "tell"
        chair = self.make_product()
        dozen = self.env.ref("uom.product_uom_dozen")
        dozen.active = True
        chair.uom_ids = [Command.set(dozen.ids)]
        self.sync()
        binding = self.get_binding(chair)
        self.assertIn("Packagings", binding.left_out)
        self.assertNotIn("barcode", binding.left_out)

    def test_a_failed_push_keeps_what_was_missing(self):
        self.backend.readiness_barcode = "draft"
        chair = self.make_product()
        self.sync()
        chair.barcode = self.sku("B")
        self.fake.misbehave("timeout_before", "POST /admin/products/batch")
        self.sync()
        self.assertEqual(self.get_binding(chair).readiness, "draft")


@tagged("post_install", "-at_install", "medusa_real")
class TestReadinessReal(ReadinessScenarios, RealLifecycleCase):
    """Products that stay drafts, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestChecks(PriceMixin, SerializerCase):
    """What each check asks for."""

    def setUp(self):
        super().setUp()
        self.backend.write({f"readiness_{name}": "off" for name in CHECKS})
        self.backend.category_source = "product"

    def find(self, name, product):
        """Return what one check says."""
        self.backend[f"readiness_{name}"] = "draft"
        payload = self.payload(product)
        self.backend[f"readiness_{name}"] = "off"
        return payload["missing"]

    def make_complete(self, **vals):
        category = self.env["product.category"].create({"name": "Seats"})
        complete = {
            "image_1920": picture("red"), "description_sale": "Nice", "weight": 3,
            "barcode": "4006381333931", "default_code": "CH", "categ_id": category.id,
        }  # fmt: skip
        return self.make_product(**{**complete, **vals})

    def test_complete(self):
        product = self.make_complete()
        for name in CHECKS:
            with self.subTest(name):
                self.assertFalse(self.find(name, product))

    def test_each_check(self):
        for name, vals, words in (
            ("picture", {"image_1920": False}, "picture"),
            ("price", {"list_price": 0}, "price"),
            ("description", {"description_sale": False}, "description"),
            ("category", {"categ_id": False}, "category"),
            ("weight", {"weight": 0}, "weight"),
            ("barcode", {"barcode": False}, "barcode"),
            ("reference", {"default_code": False}, "reference"),
        ):
            with self.subTest(name):
                product = self.make_complete(**({"barcode": False} | vals))
                [row] = self.find(name, product)
                self.assertIn(words, row["text"])
                self.assertEqual(self.payload(product)["product"]["status"], "published")

    def test_every_check_is_tried(self):
        tried = {"languages", "picture", "price", "description", "category", "weight", "barcode",
                 "reference"}  # fmt: skip
        self.assertEqual(set(CONTENT), tried)
        fields = {name for name in self.backend._fields if name.startswith("readiness_")}
        self.assertEqual(fields, {f"readiness_{name}" for name in CHECKS})

    def test_defaults(self):
        backend = self.make_backend(name="New")
        for name in CHECKS:
            expected = "off" if name in CONTENT else "draft"
            self.assertEqual(backend[f"readiness_{name}"], expected, name)

    def test_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["res.lang"]._activate_lang("de_DE")
        self.backend.translation_lang_ids = self.env["res.lang"]._lang_get("fr_FR")
        product = self.make_complete()
        [row] = self.find("languages", product)
        self.assertIn("French", row["text"])
        self.assertNotIn("German", row["text"])
        product.with_context(lang="fr_FR").name = "Chaise"
        [row] = self.find("languages", product)
        product.with_context(lang="fr_FR").description_sale = "Belle"
        self.assertFalse(self.find("languages", product))
        self.backend.lang = "de_DE"
        [row] = self.find("languages", product)
        self.assertTrue(row["text"])

    def test_prices_in_each_currency(self):
        product = self.make_complete()
        rule = {"compute_price": "formula", "base": "list_price", "price_discount": 100}
        currency = self.env.company.currency_id.name
        self.add_price_line(self.make_pricelist(currency=currency))
        self.assertFalse(self.find("price", product))
        self.add_price_line(self.make_pricelist(rule, currency="JPY"))
        self.assertTrue(self.find("price", product))

    def test_services_have_no_weight(self):
        self.assertFalse(self.find("weight", self.make_product(type="service")))

    def test_what_is_medusas_is_not_asked_for(self):
        product = self.make_product(categ_id=False, list_price=0)
        for name, owner in (
            ("picture", "pictures"), ("price", "prices"), ("description", "description"),
            ("category", "categories"),
        ):  # fmt: skip
            self.assertTrue(self.find(name, product), name)
            self.backend[f"owner_{owner}"] = "never"
            self.assertFalse(self.find(name, product), name)
        self.backend.owner_pictures = "always"
        self.backend.push_pictures = False
        self.assertFalse(self.find("picture", product))

    def test_many_variants_are_not_all_named(self):
        shirt = self.make_shirt(sizes=[f"S{index}" for index in range(8)])
        [row] = self.find("barcode", shirt)
        self.assertEqual(len(row["variants"]), 8)
        self.assertIn("S4, 3 more.", row["note"])
        self.assertNotIn("S5", row["note"])

    def test_no_variant_yet(self):
        fabric = self.make_attribute("Fabric", "Silk", "Wool", create_variant="dynamic")
        self.assertTrue(self.find("variant", self.make_product("Scarf", [fabric])))

    def test_a_draft_by_another_addon(self):
        serializer = type(self.serializer)
        self.patch(serializer, "_get_draft_reasons", lambda _self, _product, _shared: ["Not yet."])
        payload = self.payload(self.make_product())
        self.assertEqual(payload["product"]["status"], "draft")
        self.assertIn("It stays a draft. Not yet.", payload["notes"])

    def test_no_query_per_product(self):
        self.backend.write({f"readiness_{name}": "draft" for name in CHECKS})
        counts = []
        for number in (1, 5, 50):
            products = self.make_products(number)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.serializer._prepare_payloads(self.backend, products)
            counts.append(self.env.cr.sql_log_count - before)
        # The first one fills Odoo's caches.
        self.assertEqual(*counts[1:])


@tagged("post_install", "-at_install")
class TestReadinessForm(SecurityCase):
    """What a store asks for is chosen on its form, by a manager."""

    def test_form(self):
        with Form(self.backend.with_user(self.manager)) as form:
            form.readiness_picture = "draft"
            form.readiness_combo = "off"
        self.assertEqual(
            (self.backend.readiness_picture, self.backend.readiness_combo), ("draft", "off")
        )
