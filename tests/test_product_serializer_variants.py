from odoo import Command
from odoo.tests import tagged

from .test_product_serializer import SerializerCase


@tagged("post_install", "-at_install")
class TestSerializerOptions(SerializerCase):
    """Attributes become options, combinations become variants."""

    def test_without_attributes(self):
        product = self.make_product()
        self.assertEqual(self.options_of(product), {"Default": ["Default"]})
        [variant] = self.payload(product)["variants"]
        self.assertEqual(variant["fields"]["title"], "Default")
        self.assertEqual(variant["options"], {"Default": "Default"})
        self.assertEqual(variant["external_id"], str(product.product_variant_id.id))
        self.assertEqual(
            variant["fields"]["metadata"], {"external_id": str(product.product_variant_id.id)}
        )

    def test_attribute_with_one_value(self):
        shirt = self.make_shirt(("S",))
        self.assertEqual(self.options_of(shirt), {"Size": ["S"]})
        self.assertEqual(list(self.variants_of(shirt)), ["S"])

    def test_attribute_without_variants_is_left_out(self):
        engraving = self.make_attribute("Engraving", "Yes", "No", create_variant="no_variant")
        self.assertEqual(
            self.options_of(self.make_product("Ring", [engraving])), {"Default": ["Default"]}
        )
        size = self.make_attribute("Size", "S", "M")
        ring = self.make_product("Ring", [size, engraving])
        self.assertEqual(self.options_of(ring), {"Size": ["S", "M"]})
        self.assertEqual(list(self.variants_of(ring)), ["S", "M"])

    def test_several_attributes(self):
        size, color = (
            self.make_attribute("Size", "S", "M"),
            self.make_attribute("Color", "Red", "Blue"),
        )
        shirt = self.make_product("Shirt", [size, color])
        variants = self.variants_of(shirt)
        self.assertEqual(set(variants), {"S / Red", "S / Blue", "M / Red", "M / Blue"})
        payload = self.payload(shirt)
        keys = {option["title"]: option["key"] for option in payload["options"]}
        values = {
            value["title"]: value["key"]
            for option in payload["options"]
            for value in option["values"]
        }
        self.assertEqual(
            variants["M / Red"]["options"],
            {keys["Size"]: values["M"], keys["Color"]: values["Red"]},
        )
        self.assertEqual(
            variants["M / Red"]["external_id"], str(self.get_variant(shirt, "M", "Red").id)
        )

    def test_dynamic_variants_not_yet_made(self):
        size = self.make_attribute("Size", "S", "M", create_variant="dynamic")
        payload = self.payload(shirt := self.make_product("Shirt", [size]))
        self.assertEqual(self.options_of(shirt), {"Size": ["S", "M"]})
        self.assertEqual(payload["variants"], [])
        # Published, it would be a page on which nothing can be bought.
        self.assertEqual(payload["product"]["status"], "draft")

    def test_dynamic_variant_that_was_made(self):
        size = self.make_attribute("Size", "S", "M", create_variant="dynamic")
        shirt = self.make_product("Shirt", [size])
        shirt._create_product_variant(self.get_value(shirt, "M"))
        self.assertEqual(list(self.variants_of(shirt)), ["M"])
        self.assertEqual(self.fields_of(shirt)["status"], "published")

    def test_archived_variant_is_left_out(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").active = False
        self.assertEqual(list(self.variants_of(shirt)), ["M"])
        self.assertEqual(self.options_of(shirt), {"Size": ["S", "M"]})

    def test_value_that_was_taken_off_is_left_out(self):
        shirt = self.make_shirt(("S", "M", "L"))
        line = shirt.attribute_line_ids
        line.value_ids = [Command.unlink(line.value_ids[1].id)]
        self.assertEqual(self.options_of(shirt), {"Size": ["S", "L"]})
        self.assertEqual(set(self.variants_of(shirt)), {"S", "L"})

    def test_order_of_lines_and_values(self):
        size, color = self.make_attribute("Size", "S", "M"), self.make_attribute("Color", "Red")
        shirt = self.make_product("Shirt", [size, color])
        self.get_line(shirt, "Size").sequence = 20
        self.get_line(shirt, "Color").sequence = 10
        size.value_ids[0].sequence, size.value_ids[1].sequence = 20, 10
        self.assertEqual(list(self.options_of(shirt)), ["Color", "Size"])
        self.assertEqual(self.options_of(shirt)["Size"], ["M", "S"])
        self.assertIn("Red / M", self.variants_of(shirt))


@tagged("post_install", "-at_install")
class TestSerializerDuplicates(SerializerCase):
    """Medusa tells options and values apart by their titles alone."""

    def test_attributes_of_one_name(self):
        first, second = self.make_attribute("Size", "S"), self.make_attribute("Size", "Long")
        shirt = self.make_product("Shirt", [first, second])
        self.assertEqual(self.options_of(shirt), {"Size": ["S"], "Size (2)": ["Long"]})
        [variant] = self.payload(shirt)["variants"]
        self.assertEqual(len(variant["options"]), 2)

    def test_attributes_of_one_name_in_the_stores_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        first, second = self.make_attribute("Size", "S"), self.make_attribute("Cut", "Long")
        (first + second).with_context(lang="fr_FR").name = "Taille"
        shirt = self.make_product("Shirt", [first, second])
        self.assertEqual(set(self.options_of(shirt)), {"Size", "Cut"})
        self.backend.lang = "fr_FR"
        self.assertEqual(set(self.options_of(shirt)), {"Taille", "Taille (2)"})

    def test_values_of_one_name_in_the_stores_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        shirt = self.make_shirt(("Grey", "Gray"))
        values = shirt.attribute_line_ids.value_ids
        for value in values:
            value.with_context(lang="fr_FR").name = "Gris"
        self.backend.lang = "fr_FR"
        self.assertEqual(self.options_of(shirt), {"Size": ["Gris", "Gris (2)"]})
        self.assertEqual(set(self.variants_of(shirt)), {"Gris", "Gris (2)"})

    def test_number_that_another_one_has_already(self):
        names = ("Size", "Size", "Size (2)", "Size")
        shirt = self.make_product("Shirt", [self.make_attribute(name, "One") for name in names])
        titles = list(self.options_of(shirt))
        self.assertEqual(len(set(titles)), 4, titles)
        # The one that is called so keeps its name.
        self.assertEqual(titles[2], "Size (2)")


@tagged("post_install", "-at_install")
class TestSerializerFields(SerializerCase):
    """The fields of a variant, and its price."""

    def test_sku_and_barcode(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").write({"default_code": " SH-S ", "barcode": "4006381333931"})
        variants = self.variants_of(shirt)
        self.assertEqual(variants["S"]["fields"]["sku"], "SH-S")
        self.assertEqual(variants["S"]["fields"]["barcode"], "4006381333931")

    def test_empty_sku_and_barcode_are_none(self):
        product = self.make_product(default_code="  ")
        fields = self.variants_of(product)["Default"]["fields"]
        self.assertIsNone(fields["sku"])
        self.assertIsNone(fields["barcode"])

    def test_inventory_is_not_managed(self):
        fields = self.variants_of(self.make_product(is_storable=True))["Default"]["fields"]
        self.assertIs(fields["manage_inventory"], False)

    def test_every_id_is_text(self):
        payload = self.payload(self.make_shirt())
        ids = [payload["external_id"], payload["product"]["metadata"]["external_id"]]
        for row in payload["variants"]:
            ids += [row["external_id"], row["fields"]["metadata"]["external_id"]]
        self.assertTrue(all(isinstance(value, str) and value.isdecimal() for value in ids), ids)

    def prices_of(self, product, backend=None):
        """Return {variant's title: (currency, amount)}."""
        return {
            title: [(price["currency_code"], price["amount"]) for price in row["prices"]]
            for title, row in self.variants_of(product, backend).items()
        }

    def set_currency(self, code):
        """Let the company, and with it its products, sell in a currency."""
        currency = self.env.ref(f"base.{code}")
        currency.active = True
        self.env.company.currency_id = currency

    def test_price_with_the_attributes_extra(self):
        self.set_currency("EUR")
        shirt = self.make_shirt(list_price=19.99)
        self.get_value(shirt, "M").price_extra = 5
        self.assertEqual(self.prices_of(shirt), {"S": [("eur", 19.99)], "M": [("eur", 24.99)]})

    def test_price_without_float_noise(self):
        self.set_currency("EUR")
        shirt = self.make_shirt(list_price=0.1)
        self.get_value(shirt, "M").price_extra = 0.2
        self.assertEqual(self.prices_of(shirt)["M"], [("eur", 0.3)])

    def test_currency_without_decimals(self):
        self.set_currency("JPY")
        [price] = self.prices_of(self.make_product(list_price=1234.5))["Default"]
        self.assertEqual(price, ("jpy", 1235))

    def test_currency_with_three_decimals(self):
        self.set_currency("KWD")
        [price] = self.prices_of(self.make_product(list_price=1.23456))["Default"]
        self.assertEqual(price, ("kwd", 1.235))

    def test_price_in_the_currency_of_the_stores_company(self):
        self.set_currency("EUR")
        swiss = self.env.ref("base.CHF")
        swiss.active = True
        other = self.env["res.company"].create({"name": "Swiss", "currency_id": swiss.id})
        swiss.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": swiss.id, "company_id": other.id, "name": "2020-01-01", "rate": 0.5}
        )
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.env.ref("base.EUR").id, "company_id": other.id,
                "name": "2020-01-01", "rate": 1.0,
            }
        )  # fmt: skip
        theirs = self.make_backend(company_id=other.id)
        shared = self.make_product(list_price=10)
        own = self.make_product(list_price=10, company_id=other.id)
        self.assertEqual(self.prices_of(shared)["Default"], [("eur", 10)])
        self.assertEqual(self.prices_of(shared, theirs)["Default"], [("chf", 5)])
        self.assertEqual(self.prices_of(own, theirs)["Default"], [("chf", 10)])
