"""Updating products by the batch route, and what a failing call leaves behind."""

from ...medusa.exceptions import MedusaConflictError, MedusaNotFoundError, MedusaValidationError
from ...medusa.packing import encode
from ..support.versions import needs
from .base import ContractBase


class UpdateContract(ContractBase):
    def keys(self, product):
        return {variant["title"]: {"id": variant["id"]} for variant in product["variants"]}

    def test_what_is_left_out_stays(self):
        info = self.store.probe()
        product = self.make(
            description="d",
            weight=5,
            sales_channels=[{"id": info.default_sales_channel_id}],
            shipping_profile_id=info.shipping_profiles[0][0],
        )
        after = self.update({"id": product["id"], "title": "New"})
        self.assertEqual(after["title"], "New")
        product["title"] = "New"
        for row in (product, after):
            row["variants"] = self.by_title(row["variants"])
            row["options"] = self.option_values(row)
            for variant in row["variants"].values():
                variant["prices"] = self.prices_of(variant)
        self.assertEqual(after, product)

    def test_null_clears(self):
        product = self.make(description="d", weight=5, hs_code="1")
        values = {"description": None, "weight": None, "hs_code": None}
        after = self.update({"id": product["id"], **values})
        self.assertEqual({key: after[key] for key in values}, values)

    def test_null_is_refused(self):
        product = self.make()
        for key in ("title", "handle", "status", "variants"):
            with self.subTest(key=key):
                self.refused(
                    MedusaValidationError,
                    self.update,
                    {"id": product["id"], key: None},
                    words=f"Field 'update, 0, {key}' is required",
                )

    def test_metadata_is_merged(self):
        product = self.make("S")
        after = self.update({"id": product["id"], "metadata": {"mine": 2}})
        self.assertEqual(
            after["metadata"], {"external_id": product["external_id"], "theirs": 1, "mine": 2}
        )
        after = self.update({"id": product["id"], "metadata": {"theirs": "", "mine": None}})
        self.assertEqual(after["metadata"], {"external_id": product["external_id"], "mine": None})

    def test_empty_metadata_clears(self):
        for empty in (None, {}):
            with self.subTest(empty=empty):
                after = self.update({"id": self.make()["id"], "metadata": empty})
                self.assertEqual(after["metadata"], empty)

    def test_metadata_of_a_listed_variant_is_replaced(self):
        product = self.make("S")
        (variant,) = product["variants"]
        after = self.update_variants(product, {"id": variant["id"], "metadata": {"mine": ""}})
        self.assertEqual(after["variants"][0]["metadata"], {"mine": ""})

    @needs("merged_variant_metadata")
    def test_metadata_of_a_variant_is_merged_by_its_own_route(self):
        product = self.make("S")
        variant = {"id": product["variants"][0]["id"], "metadata": {"mine": 2, "theirs": ""}}
        path = f"/admin/products/{product['id']}/variants/batch"
        self.post(path, {"update": [variant]})
        metadata = self.read(product["id"])["variants"][0]["metadata"]
        self.assertEqual(metadata, {"external_id": "S", "mine": 2})

    def test_lists_are_replaced(self):
        info = self.store.probe()
        tags = [
            self.post("/admin/product-tags", {"value": self.unique()})["product_tag"]
            for _number in range(2)
        ]
        product = self.make(
            tags=[{"id": tags[0]["id"]}],
            images=[{"url": "https://img.example.test/1.jpg"}],
            sales_channels=[{"id": info.default_sales_channel_id}],
        )
        after = self.update(
            {
                "id": product["id"],
                "tags": [{"id": tags[1]["id"]}],
                "images": [{"url": "https://img.example.test/2.jpg"}],
                "sales_channels": [],
            }
        )
        self.assertEqual([tag["id"] for tag in after["tags"]], [tags[1]["id"]])
        urls = [image["url"] for image in after["images"]]
        self.assertEqual(urls, ["https://img.example.test/2.jpg"])
        self.assertEqual(after["sales_channels"], [])
        # The thumbnail is not recomputed.
        self.assertEqual(after["thumbnail"], "https://img.example.test/1.jpg")

    def test_shipping_profile_is_removed_by_null(self):
        profile = self.store.probe().shipping_profiles[0][0]
        product = self.make(shipping_profile_id=profile)
        after = self.update({"id": product["id"], "shipping_profile_id": None})
        self.assertNotIn("shipping_profile", after)

    def test_options_are_refused(self):
        product = self.make()
        self.refused(
            MedusaValidationError,
            self.update,
            {"id": product["id"], "options": [{"title": "Size", "values": ["S"]}]},
            words="The 'options' property was removed in version 2.16.0",
        )

    def test_unknown_fields(self):
        product = self.make("S")
        words = "Unrecognized fields: 'foo'"
        item = {"id": product["id"], "foo": 1}
        self.refused(MedusaValidationError, self.update, item, words=words)
        variant = {"id": product["variants"][0]["id"], "foo": 1}
        self.refused(MedusaValidationError, self.update_variants, product, variant, words=words)
        with self.assertRaises(MedusaValidationError):
            self.post("/admin/products/batch", {"upsert": []})

    def test_id_is_required(self):
        self.refused(MedusaValidationError, self.update, {"title": "x"}, words="update, 0, id")

    def test_unknown_product_stops_the_call(self):
        product = self.make()
        error = self.refused(
            MedusaNotFoundError,
            self.update,
            {"id": product["id"], "title": "New"},
            {"id": "prod_nope", "title": "x"},
            words="Unable to update the products with ids: prod_nope",
        )
        self.assertFalse(error.outcome_unknown)
        self.assertEqual(self.read(product["id"])["title"], product["title"])

    def test_taken_values(self):
        product, other = self.make("S"), self.make("S")
        self.taken(
            "handle",
            other["handle"],
            self.update,
            {"id": product["id"], "handle": other["handle"]},
        )
        sku = other["variants"][0]["sku"]
        variant = {"id": product["variants"][0]["id"], "sku": sku}
        self.taken("sku", sku, self.update_variants, product, variant)

    def test_bad_handle(self):
        product = self.make()
        self.refused(
            MedusaValidationError,
            self.update,
            {"id": product["id"], "handle": "A b"},
            words="Invalid product handle",
        )

    def test_unknown_tag(self):
        item = {"id": self.make()["id"], "tags": [{"id": "ptag_nope"}]}
        self.refused(MedusaNotFoundError, self.update, item, words="ptag_nope")

    def test_failing_update_leaves_the_others_untouched(self):
        good, bad, taken = self.make("S"), self.make("S"), self.make("S")
        variant = {
            "id": good["variants"][0]["id"],
            "title": "New",
            "prices": [{"currency_code": "eur", "amount": 99}],
        }
        self.refused(
            MedusaConflictError,
            self.update,
            {"id": good["id"], "title": "New", "variants": [variant]},
            {"id": bad["id"], "handle": taken["handle"]},
        )
        after = self.read(good["id"])
        self.assertEqual(after["title"], good["title"])
        self.assertEqual(after["variants"][0]["title"], "S")
        self.assertEqual(
            self.prices_of(after["variants"][0]), [("eur", 10, None), ("usd", 12.5, None)]
        )

    def test_mixed_batch_that_fails_loses_prices(self):
        # Why ProductApi.batch takes one operation a call.
        product, taken = self.make("S"), self.make("S")
        variant = {
            "id": product["variants"][0]["id"],
            "prices": [{"currency_code": "eur", "amount": 99}],
        }
        body = {
            "update": [{"id": product["id"], "variants": [variant]}],
            "create": [self.item(handle=taken["handle"])],
        }
        self.refused(MedusaConflictError, self.post, "/admin/products/batch", body)
        self.assertEqual(self.read(product["id"])["variants"][0]["prices"], [])

    def test_product_twice_in_one_update_doubles_prices(self):
        product = self.make("S")
        variant_id = product["variants"][0]["id"]
        items = [
            {
                "id": product["id"],
                "variants": [
                    {"id": variant_id, "prices": [{"currency_code": "eur", "amount": amount}]}
                ],
            }
            for amount in (1, 2)
        ]
        after = self.update(*items)
        self.assertEqual(self.prices_of(after["variants"][0]), [("eur", 1, None), ("eur", 2, None)])

    def test_empty_calls(self):
        for operation in ("create", "update", "delete"):
            self.assertEqual(self.products.batch(operation, []), [])

    def test_deleted_product_is_unknown(self):
        product = self.make()
        self.products.batch("delete", [encode(product["id"])])
        item = {"id": product["id"], "title": "x"}
        self.refused(MedusaNotFoundError, self.update, item, words="Unable to update")
