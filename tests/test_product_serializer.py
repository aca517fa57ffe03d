import gc
import json
import weakref
from unittest.mock import patch

from odoo.tests import tagged

from ..sync.sections import get_hashes
from .support.catalogue import CatalogueMixin
from .support.common import MedusaCase


class SerializerCase(CatalogueMixin, MedusaCase):
    """Builds payloads; nothing is sent."""

    def setUp(self):
        super().setUp()
        self.backend = self.make_backend()
        self.serializer = self.env["medusa.product.serializer"]

    def payload(self, product, backend=None):
        """Return a product's payload as a run would build it, from the database."""
        self.env.flush_all()
        self.env.invalidate_all()
        return self.serializer._prepare_payloads(backend or self.backend, product)[product.id]

    def fields_of(self, product, backend=None):
        """Return Medusa's own fields of a product."""
        return self.payload(product, backend)["product"]

    def variants_of(self, product, backend=None):
        """Return {variant's title: its payload}."""
        rows = self.payload(product, backend)["variants"]
        return {row["fields"]["title"]: row for row in rows}

    def options_of(self, product, backend=None):
        """Return {option's title: [its values' titles]}."""
        options = self.payload(product, backend)["options"]
        return {row["title"]: [value["title"] for value in row["values"]] for row in options}


@tagged("post_install", "-at_install")
class TestSerializerProduct(SerializerCase):
    """What of a product reaches the store, and what never does."""

    def test_identity(self):
        product = self.make_product()
        payload = self.payload(product)
        database = self.env["ir.config_parameter"].sudo().get_param("database.uuid")
        self.assertEqual(payload["external_id"], str(product.id))
        self.assertEqual(payload["product"]["external_id"], str(product.id))
        self.assertEqual(
            payload["product"]["metadata"],
            {"external_id": str(product.id), "odoo_database": database},
        )

    def test_texts(self):
        product = self.make_product("Chair", description_sale="Sits well.")
        product.description = "<p>Bought too dear.</p>"
        fields = self.fields_of(product)
        self.assertEqual((fields["title"], fields["description"]), ("Chair", "Sits well."))
        self.assertNotIn("Bought too dear", json.dumps(self.payload(product)))

    def test_no_description_is_none(self):
        self.assertIsNone(self.fields_of(self.make_product())["description"])

    def test_internal_reference_is_not_part_of_the_title(self):
        product = self.make_product("Chair", default_code="CH-1")
        self.assertEqual(self.fields_of(product)["title"], "Chair")

    def test_handle_is_slug_and_id(self):
        product = self.make_product("Žalia kėdė & Co.")
        self.assertEqual(self.payload(product)["handle"], f"zalia-kede-co-{product.id}")

    def test_handle_without_latin_letters(self):
        for name in ("木の椅子", "Стул", "كرسي", "İstanbul Ⅷ", "!?", "_"):
            first, second = self.make_product(name), self.make_product(name)
            for product in first + second:
                handle = self.payload(product)["handle"]
                with self.subTest(handle=handle):
                    self.assertRegex(handle, rf"(^|-){product.id}$")
                    # Medusa takes letters and digits of any script, and single hyphens.
                    self.assertRegex(handle, r"^[^\W_]+(-[^\W_]+)*$")
                    self.assertEqual(handle, handle.lower())

    def test_status_follows_the_policy(self):
        product = self.make_product()
        self.assertEqual(self.fields_of(product)["status"], "published")
        self.backend.status_policy = "draft"
        self.assertEqual(self.fields_of(product)["status"], "draft")

    def test_channels_and_profile_are_the_default_ones(self):
        self.make_store_records()
        payload = self.payload(self.make_product())
        self.assertEqual(payload["channels"], ["sc_default"])
        self.assertEqual(payload["shipping_profile_id"], "sp_default")

    def test_chosen_channels_replace_the_default_one(self):
        channels, profiles = self.make_store_records()
        self.backend.sales_channel_ids = channels.filtered(lambda row: not row.is_default)
        self.backend.shipping_profile_id = profiles.filtered(lambda row: not row.is_default)
        payload = self.payload(self.make_product())
        self.assertEqual(payload["channels"], ["sc_app", "sc_pos"])
        self.assertEqual(payload["shipping_profile_id"], "sp_bulky")

    def make_store_records(self):
        """Give the store channels and profiles, in an order that is not the ids'."""
        channels = self.env["medusa.sales.channel"].create(
            [
                self.store_record(key, key == "sc_default")
                for key in ("sc_pos", "sc_default", "sc_app")
            ]
        )
        profiles = self.env["medusa.shipping.profile"].create(
            [self.store_record(key, key == "sp_default") for key in ("sp_bulky", "sp_default")]
        )
        return channels, profiles

    def store_record(self, medusa_id, is_default):
        """Return the values of one line of the store's lists."""
        return {
            "backend_id": self.backend.id,
            "medusa_id": medusa_id,
            "name": medusa_id,
            "is_default": is_default,
        }

    def test_weight_of_kilograms_in_grams(self):
        product = self.make_product(weight=0.4)
        self.assertEqual(self.fields_of(product)["weight"], 400)
        self.assertEqual(self.variants_of(product)["Default"]["fields"]["weight"], 400)

    def test_weight_of_pounds_in_grams(self):
        self.env["ir.config_parameter"].sudo().set_param("product.weight_in_lbs", "1")
        self.assertAlmostEqual(self.fields_of(self.make_product(weight=2))["weight"], 907.18, 2)

    def test_weight_without_float_noise(self):
        # 0.07 * 1000 is 70.00000000000001 in floats.
        self.assertEqual(self.fields_of(self.make_product(weight=0.07))["weight"], 70.0)

    def test_no_weight_is_none(self):
        self.assertIsNone(self.fields_of(self.make_product())["weight"])

    def test_weights_of_several_variants_stay_with_the_variants(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").weight = 0.2
        self.assertIsNone(self.fields_of(shirt)["weight"])
        variants = self.variants_of(shirt)
        self.assertEqual(variants["S"]["fields"]["weight"], 200)
        self.assertIsNone(variants["M"]["fields"]["weight"])

    def test_hs_code_where_its_module_is(self):
        fields = self.fields_of(self.make_product())
        self.assertIn("hs_code", fields)
        if "hs_code" not in self.env["product.template"]._fields:
            self.assertIsNone(fields["hs_code"])


@tagged("post_install", "-at_install")
class TestSerializerContext(SerializerCase):
    """Who asks, and in which language or company, makes no difference."""

    def setUp(self):
        super().setUp()
        self.env["res.lang"]._activate_lang("fr_FR")

    def test_a_chunk_is_let_go_of_at_once(self):
        """The records of a thousand products don't wait for Python to look for circles."""
        shared = self.serializer._prepare_shared(self.backend, self.make_shirt())
        for load in shared.loaders.values():
            load()
        known = weakref.ref(shared)
        self.addCleanup(gc.enable)
        gc.disable()
        del shared, load
        self.assertIsNone(known())

    def test_language_is_the_stores(self):
        shirt = self.make_shirt(("Small",), description_sale="Nice")
        shirt.with_context(lang="fr_FR").write({"name": "Chemise", "description_sale": "Belle"})
        line = shirt.attribute_line_ids
        line.attribute_id.with_context(lang="fr_FR").name = "Taille"
        line.value_ids.with_context(lang="fr_FR").name = "Petit"
        self.backend.lang = "fr_FR"
        payload = self.payload(shirt.with_context(lang="en_US"))
        self.assertEqual(payload["product"]["title"], "Chemise")
        self.assertEqual(payload["product"]["description"], "Belle")
        self.assertEqual(payload["handle"], f"chemise-{shirt.id}")
        self.assertEqual(self.options_of(shirt), {"Taille": ["Petit"]})
        self.assertEqual(list(self.variants_of(shirt)), ["Petit"])
        self.backend.lang = "en_US"
        self.assertEqual(self.fields_of(shirt.with_context(lang="fr_FR"))["title"], "Shirt")

    def test_company_is_the_stores(self):
        """What an extension reads of company-dependent fields is the store's company's."""
        other = self.env["res.company"].create({"name": "Other"})
        product = self.make_product(standard_price=3)
        product.with_company(other).standard_price = 7
        theirs = self.make_backend(company_id=other.id)

        def describe(_serializer, product):
            return product.standard_price

        with patch.object(type(self.serializer), "_prepare_description", describe):
            self.assertEqual(self.fields_of(product, self.backend)["description"], 3)
            self.assertEqual(self.fields_of(product, theirs)["description"], 7)

    def test_archived_variants_are_left_out_whoever_asks(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").active = False
        asked = shirt.with_context(active_test=False)
        self.assertEqual(list(self.variants_of(asked)), ["M"])


@tagged("post_install", "-at_install")
class TestSerializerHashes(SerializerCase):
    """One hash for the product's own fields and one for its variants."""

    def hashes_of(self, product):
        return get_hashes(self.payload(product))

    def test_same_twice(self):
        shirt = self.make_shirt()
        self.assertEqual(self.hashes_of(shirt), self.hashes_of(shirt))

    def test_title_leaves_the_variants_alone(self):
        shirt = self.make_shirt()
        before = self.hashes_of(shirt)
        shirt.name = "Blouse"
        after = self.hashes_of(shirt)
        self.assertNotEqual(after["product"], before["product"])
        self.assertEqual(after["variants"], before["variants"])

    def test_price_leaves_the_rest_alone(self):
        shirt = self.make_shirt()
        before = self.hashes_of(shirt)
        shirt.list_price = 11
        after = self.hashes_of(shirt)
        changed = {name for name in after if after[name] != before[name]}
        self.assertEqual(changed, {"prices"})

    def test_handle_is_in_neither(self):
        payload = self.payload(self.make_product())
        renamed = dict(payload, handle="another")
        self.assertEqual(get_hashes(payload), get_hashes(renamed))

    def test_a_batch_gives_what_each_alone_gives(self):
        products = self.make_shirt() + self.make_product("Chair") + self.make_product("Desk")
        together = self.serializer._prepare_payloads(self.backend, products)
        self.assertEqual(together, {product.id: self.payload(product) for product in products})

    def test_payload_is_json_and_the_order_is_odoos(self):
        size = self.make_attribute("Size", "S", "M", "L")
        color = self.make_attribute("Color", "Red", "Blue")
        shirt = self.make_product("Shirt", [size, color])
        first, second = (json.dumps(self.payload(shirt)) for _turn in range(2))
        self.assertEqual(first, second)
        self.assertEqual(list(self.options_of(shirt)), ["Size", "Color"])
        self.assertEqual(self.options_of(shirt)["Size"], ["S", "M", "L"])
        ranks = [row["fields"]["variant_rank"] for row in self.payload(shirt)["variants"]]
        self.assertEqual(ranks, list(range(6)))

    def test_query_count_does_not_grow_with_the_products(self):
        size = self.make_attribute("Size", "S", "M")
        shirts = self.env["product.template"].concat(
            *(self.make_product(f"Shirt {index}", [size]) for index in range(30))
        )
        self.count_queries(shirts)  # fills Odoo's own caches
        few, many = (self.count_queries(shirts[:count]) for count in (5, 30))
        self.assertEqual(few, many)

    def count_queries(self, products):
        """Return the queries that the payloads take when nothing is in the cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.serializer._prepare_payloads(self.backend, products)
        return self.env.cr.sql_log_count - before
