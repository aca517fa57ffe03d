"""Reading: lists, filters, fields, the store itself."""

from ...medusa.exceptions import (
    MedusaNotFoundError,
    MedusaResponseError,
    MedusaServerError,
    MedusaValidationError,
)
from ...medusa.packing import encode
from ...medusa.variants import Variants
from .base import ContractBase

PRODUCTS = "/admin/products"


class ReadingContract(ContractBase):
    def test_probe(self):
        info = self.store.probe()
        self.assertTrue(info.id.startswith("store_"))
        self.assertTrue(info.name)
        self.assertIn(info.default_currency, info.currencies)
        self.assertEqual(info.currencies, [code.lower() for code in info.currencies])
        self.assertIn(
            (info.default_sales_channel_id, info.default_sales_channel_name), info.sales_channels
        )
        self.assertIn("default", [profile[2] for profile in info.shipping_profiles])
        self.assertTrue(info.has_product_options)
        rights = {
            "stores", "products", "variants", "sales_channels", "shipping_profiles",
            "product_options", "price_lists", "price_preferences", "customer_groups",
            "stock_locations", "inventory_items", "product_categories", "product_tags",
            "product_types", "collections", "regions", "tax_rates",
        }  # fmt: skip
        self.assertEqual(info.rights.read, dict.fromkeys(rights, True))
        self.assertEqual(info.rights.write, {}, "reading alone says nothing of writing")
        self.assertIn(info.default_currency, info.tax_inclusive)

    def test_filter_by_id_and_external_id(self):
        first, second = self.create(self.item(), self.item())
        for key in ("id", "external_id"):
            with self.subTest(key=key):
                rows = self.products.list_by(key, [first[key], "nope", second[key]], "title")
                self.assertEqual(
                    {row[key]: row["title"] for row in rows},
                    {first[key]: first["title"], second[key]: second["title"]},
                )
        self.assertEqual(self.products.list_by("external_id", ["nope"], "id"), [])
        self.assertEqual(self.products.list_by("external_id", [], "id"), [])

    def test_filter_by_handle(self):
        first, second = self.create(self.item(), self.item())
        rows = self.products.list_by("handle", [first["handle"], "nope"], "id,handle,title")
        self.assertEqual(
            [(row["id"], row["title"]) for row in rows], [(first["id"], first["title"])]
        )
        self.assertNotEqual(first["handle"], second["handle"])

    def test_many_values_of_one_filter(self):
        first, last = self.create(self.item(), self.item())
        nobody = [f"prod_{number:026d}" for number in range(498)]
        rows = self.products.list_by("id", [first["id"], *nobody, last["id"]], "id")
        self.assertEqual({row["id"] for row in rows}, {first["id"], last["id"]})

    def test_single_value_of_a_filter(self):
        product = self.make()
        rows = self.products.list_by("external_id", [product["external_id"]], "id")
        self.assertEqual([row["id"] for row in rows], [product["id"]])

    def test_external_id_is_not_unique(self):
        one, other = self.item(), self.item()
        other["external_id"] = one["external_id"]
        rows = self.products.batch("create", [encode(one), encode(other)])
        self.made += [row["id"] for row in rows]
        found = self.products.list_by("external_id", [one["external_id"]], "id")
        self.assertEqual({row["id"] for row in found}, {row["id"] for row in rows})
        self.assertEqual(len(found), 2)

    def test_unknown_filter_answers_everything(self):
        self.create(self.item(), self.item())
        params = {"fields": "id", "limit": "0", "metadata[external_id]": "nope", "sku[]": "nope"}
        everything = self.client.request("GET", PRODUCTS, params=params)["count"]
        self.assertGreaterEqual(everything, 2)
        with self.assertRaises(MedusaResponseError):
            self.products.list_by("subtitle", ["nope"], "id")

    def test_operators_of_a_filter_are_refused(self):
        params = {"external_id[$in][]": "1", "fields": "id"}
        with self.assertRaises(MedusaValidationError):
            self.client.request("GET", PRODUCTS, params=params)

    def test_variant_list_is_strict(self):
        with self.assertRaises(MedusaValidationError) as caught:
            self.client.request("GET", "/admin/product-variants", params={"nope": "1"})
        self.assertIn("Unrecognized fields: 'nope'", caught.exception.message)

    def test_find_by_sku_and_barcode(self):
        word = self.unique()
        product = self.make(variants=[self.variant("S", word, barcode=f"{word}-b")])
        variants = Variants(self.client)
        fields = "id,sku,barcode,product_id,product.external_id,metadata"
        for key, value in (("sku", f"{word}-S"), ("barcode", f"{word}-b")):
            with self.subTest(key=key):
                (row,) = variants.list_by(key, [value, "nope"], fields)
                self.assertEqual(row["product_id"], product["id"])
                self.assertEqual(row["product"]["external_id"], product["external_id"])
                self.assertEqual(row["metadata"]["external_id"], "S")

    def test_pages_hold_every_product_once(self):
        made = {product["id"] for product in self.create(*(self.item() for _number in range(12)))}
        for page_size in (7, 1000):
            with self.subTest(page_size=page_size):
                pages = list(self.products.iter_pages("id,external_id", page_size))
                ids = [row["id"] for page in pages for row in page]
                self.assertEqual(len(ids), len(set(ids)))
                self.assertLessEqual(made, set(ids))
                self.assertEqual(ids, sorted(ids))

    def test_pages_when_products_disappear(self):
        made = self.create(*(self.item() for _number in range(12)))
        last = max(product["id"] for product in made)
        gone = min(product["id"] for product in made)
        seen = []
        for page in self.products.iter_pages("id", 5):
            seen += [row["id"] for row in page]
            if gone in seen and gone in self.made:
                self.products.batch("delete", [encode(gone)])
                self.made.remove(gone)
        self.assertEqual(len(seen), len(set(seen)))
        self.assertLessEqual({product["id"] for product in made}, set(seen))
        self.assertIn(last, seen)

    def test_count(self):
        before = self.products.count()
        self.make()
        self.assertEqual(self.products.count(), before + 1)

    def test_limits(self):
        answer = self.client.request("GET", PRODUCTS, params={"limit": "0", "fields": "id"})
        self.assertEqual((answer["products"], answer["limit"]), ([], 0))
        answer = self.client.request("GET", PRODUCTS, params={"limit": "20000", "fields": "id"})
        self.assertEqual(answer["limit"], 20000)
        with self.assertRaises(MedusaServerError):
            self.client.request("GET", PRODUCTS, params={"limit": "-1"})

    def test_unknown_order(self):
        self.make()
        with self.assertRaises(MedusaServerError):
            self.client.request("GET", PRODUCTS, params={"order": "nope", "fields": "id"})

    def test_unknown_product(self):
        self.refused(MedusaNotFoundError, self.products.read, "prod_nope", "id", words="not found")

    def test_plain_fields_replace_the_defaults(self):
        product = self.make()
        self.assertEqual(set(self.read(product["id"], "title")), {"id", "title"})
        self.assertEqual(set(self.read(product["id"], "nope")), {"id"})
        self.assertEqual(set(self.read(product["id"], "title,variants")), {"id", "title"})
        row = self.read(product["id"], "title,variants.sku")
        self.assertEqual(set(row["variants"][0]), {"id", "sku"})

    def test_star_fields_alone_add_to_the_defaults(self):
        product = self.make()
        row = self.read(product["id"], "*variants")
        self.assertIn("handle", row)
        row = self.read(product["id"], "id,*variants")
        self.assertEqual(set(row), {"id", "variants"})
        self.assertIn("sku", row["variants"][0])

    def test_fields_of_prices_and_options(self):
        product = self.make("S")
        row = self.read(product["id"], "id,variants.prices.amount,variants.options.value")
        (variant,) = row["variants"]
        self.assertEqual(set(variant), {"id", "prices", "options"})
        self.assertEqual(set(variant["prices"][0]), {"id", "amount", "variant_id", "rules"})
        self.assertEqual(variant["prices"][0]["rules"], {})
        self.assertEqual(variant["options"], [{"value": "S"}])
