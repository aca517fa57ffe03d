"""Creating and deleting products."""

from ...medusa.exceptions import MedusaNotFoundError, MedusaServerError, MedusaValidationError
from ...medusa.packing import encode
from .base import ContractBase


class ProductContract(ContractBase):
    def rejected(self, words, **values):
        """Check that a product with these values is refused, and the one beside it with it."""
        item, good = self.item(), self.item()
        item.update(values)
        item = {key: value for key, value in item.items() if value is not ...}
        error = self.refused(MedusaValidationError, self.create, good, item, words=words)
        self.assertFalse(self.products.list_by("external_id", [good["external_id"]], "id"))
        return error

    def test_created_as_sent(self):
        info = self.store.probe()
        item = self.item(
            "S",
            status="published",
            description="<p>Žalia kėdė</p>",
            weight=400.5,
            hs_code="6109.10",
            images=[{"url": "https://img.example.test/a.jpg"}],
            sales_channels=[{"id": info.default_sales_channel_id}],
            shipping_profile_id=info.shipping_profiles[0][0],
        )
        item["variants"][0].update(barcode=self.unique(), weight=410)
        (row,) = self.create(item)
        for key in (
            "title",
            "handle",
            "status",
            "description",
            "weight",
            "hs_code",
            "external_id",
            "metadata",
        ):
            self.assertEqual(row[key], item[key], key)
        self.assertEqual(row["thumbnail"], "https://img.example.test/a.jpg")
        self.assertEqual(
            [channel["id"] for channel in row["sales_channels"]], [info.default_sales_channel_id]
        )
        self.assertEqual(row["shipping_profile"]["id"], info.shipping_profiles[0][0])
        (variant,) = row["variants"]
        for key in ("title", "sku", "barcode", "weight", "manage_inventory", "metadata"):
            self.assertEqual(variant[key], item["variants"][0][key], key)
        self.assertEqual(self.prices_of(variant), [("eur", 10, None), ("usd", 12.5, None)])
        self.assertEqual(self.values_of(row), {"S": {"Size": "S"}})
        self.assertEqual(self.option_values(row), {"Size": ["L", "M", "S"]})

    def test_defaults(self):
        word = self.unique()
        item = {
            "title": f"Žalia Kėdė {word} №5",
            "external_id": word,
            "options": [{"title": "Size", "values": ["S"]}],
            "variants": [{"title": "S", "prices": []}],
        }
        (row,) = self.create(item)
        self.assertEqual(row["status"], "draft")
        self.assertEqual(row["handle"], f"žalia-kėdė-{word}-5")
        self.assertEqual(row["sales_channels"], [])
        self.assertNotIn("shipping_profile", row)
        self.assertIsNone(row["metadata"])
        (variant,) = row["variants"]
        self.assertTrue(variant["manage_inventory"])
        self.assertEqual(len(variant["inventory_items"]), 1)
        self.assertIsNone(variant["sku"])
        self.assertEqual((variant["prices"], variant["options"]), ([], []))

    def test_many_in_one_call(self):
        items = [self.item() for _number in range(30)]
        rows = self.create(*items)
        for item, row in zip(items, rows, strict=True):
            self.assertEqual(row["title"], item["title"])
            self.assertEqual(
                {variant["sku"] for variant in row["variants"]},
                {variant["sku"] for variant in item["variants"]},
            )

    def test_nulls_are_accepted(self):
        item = self.item("S", description=None, weight=None, hs_code=None, metadata=None)
        item["variants"][0].update(
            sku=None, barcode=None, ean=None, upc=None, weight=None, hs_code=None, metadata=None
        )
        (row,) = self.create(item)
        self.assertIsNone(row["description"])
        self.assertIsNone(row["variants"][0]["sku"])

    def test_several_variants_without_sku(self):
        variants = [self.variant(size, sku=None) for size in "SM"]
        self.assertEqual(len(self.make(variants=variants)["variants"]), 2)

    def test_title_is_required(self):
        self.rejected("Field 'create, 1, title' is required", title=...)
        self.rejected("Product title is required", title="")

    def test_options_are_required(self):
        self.rejected("Product options are not provided for", options=...)
        self.rejected("Product options are not provided for", options=[])

    def test_prices_and_title_of_a_variant_are_required(self):
        variant = self.variant("S")
        del variant["prices"]
        self.rejected("Field 'create, 1, variants, 0, prices' is required", variants=[variant])
        variant = self.variant("S")
        del variant["title"]
        self.rejected("Field 'create, 1, variants, 0, title' is required", variants=[variant])

    def test_unknown_fields(self):
        self.rejected("Unrecognized fields: 'foo'", foo=1)
        self.rejected("Unrecognized fields: 'foo'", variants=[self.variant("S", foo=1)])

    def test_unknown_field_of_a_price_is_dropped(self):
        price = {"currency_code": "EUR", "amount": 3, "foo": 1}
        (variant,) = self.make(variants=[self.variant("S", prices=[price])])["variants"]
        self.assertEqual(self.prices_of(variant), [("eur", 3, None)])

    def test_wrong_types(self):
        self.rejected("'create, 1, weight'", weight="1.5")
        self.rejected("'create, 1, status'", status="active")
        self.rejected("'create, 1, title'", title=None)
        price = {"currency_code": "eur", "amount": "10"}
        self.rejected("amount' is required", variants=[self.variant("S", prices=[price])])

    def test_bad_handle(self):
        error = self.rejected("Invalid product handle 'My Handle'", handle="My Handle")
        self.assertEqual(error.status_code, 400)

    def test_handle_is_taken(self):
        product = self.make()
        self.taken("handle", product["handle"], self.create, self.item(handle=product["handle"]))

    def test_sku_and_barcodes_are_taken(self):
        for key in ("sku", "barcode", "ean", "upc"):
            with self.subTest(key=key):
                value = self.unique()
                self.make(variants=[self.variant("S", **{key: value})])
                item = self.item(variants=[self.variant("S", **{key: value})])
                error = self.taken(key, value, self.create, item)
                self.assertEqual(error.entity, "Product variant")

    def test_taken_within_one_call(self):
        sku = self.unique()
        items = [self.item(variants=[self.variant("S", sku=sku)]) for _number in range(2)]
        self.taken("sku", sku, self.create, *items)
        variants = [self.variant("S", sku=sku), self.variant("M", sku=sku)]
        self.taken("sku", sku, self.create, self.item(variants=variants))
        variants = [self.variant("S", sku=""), self.variant("M", sku="")]
        self.taken("sku", "", self.create, self.item(variants=variants))

    def test_one_bad_product_stops_the_call(self):
        good, taken = self.item(), self.make()
        self.taken("handle", taken["handle"], self.create, good, self.item(handle=taken["handle"]))
        self.assertFalse(self.products.list_by("external_id", [good["external_id"]], "id"))
        self.create(good)

    def test_option_values(self):
        self.rejected(
            "Option value XXL does not exist for option Size",
            variants=[self.variant("S", options={"Size": "XXL"})],
        )
        self.rejected(
            "Option value S does not exist for option Shape",
            variants=[self.variant("S", options={"Shape": "S"})],
        )
        self.rejected(
            "Product has 1 option values but there were 2 provided option values",
            variants=[self.variant("S", options={"Size": "S", "Color": "Red"})],
        )
        self.rejected("value: S, already exists", options=[{"title": "Size", "values": ["S", "S"]}])

    def test_metadata_of_an_option_is_dropped(self):
        option = {"title": "Size", "values": ["S"], "metadata": {"external_id": "7"}}
        row = self.make("S", options=[option])
        self.assertIsNone(row["options"][0]["metadata"])
        self.assertTrue(row["options"][0]["is_exclusive"])

    def test_equal_combinations_are_accepted_at_creation(self):
        variants = [self.variant("S"), self.variant("S", title="S again")]
        row = self.make(variants=variants)
        self.assertEqual(self.values_of(row), {"S": {"Size": "S"}, "S again": {"Size": "S"}})

    def test_last_of_equal_prices_stays(self):
        prices = [
            {"currency_code": "eur", "amount": 1},
            {"currency_code": "eur", "amount": 2},
            {"currency_code": "eur", "amount": 1.5, "min_quantity": 10},
        ]
        (variant,) = self.make(variants=[self.variant("S", prices=prices)])["variants"]
        self.assertEqual(self.prices_of(variant), [("eur", 1.5, 10), ("eur", 2, None)])

    def test_price_with_a_null_quantity_is_another_price(self):
        prices = [
            {"currency_code": "eur", "amount": 1},
            {"currency_code": "eur", "amount": 2, "min_quantity": None},
        ]
        (variant,) = self.make(variants=[self.variant("S", prices=prices)])["variants"]
        self.assertEqual(self.prices_of(variant), [("eur", 1, None), ("eur", 2, None)])

    def test_empty_text_in_new_metadata_is_kept(self):
        self.assertEqual(self.make(metadata={"a": ""})["metadata"], {"a": ""})

    def test_empty_options_of_a_new_variant_are_a_server_error(self):
        item = self.item(variants=[self.variant("S", options={})])
        self.refused(MedusaServerError, self.create, item)

    def test_unknown_tag(self):
        self.rejected("Tag with id ptag_nope not found", tags=[{"id": "ptag_nope"}])

    def test_unknown_category(self):
        item = self.item(categories=[{"id": "pcat_nope"}])
        self.refused(MedusaNotFoundError, self.create, item, words="pcat_nope")

    def test_unknown_channel_is_accepted(self):
        row = self.make(sales_channels=[{"id": "sc_nope"}])
        self.assertEqual(row["sales_channels"], [None])

    def test_deleting_frees_what_is_unique(self):
        item = self.item()
        (row,) = self.create(item)
        ids = self.products.batch("delete", [encode(row["id"])])
        self.assertEqual(ids, [row["id"]])
        self.assertEqual(self.products.list_by("id", [row["id"]], "id"), [])
        self.refused(MedusaNotFoundError, self.products.read, row["id"], "id")
        (again,) = self.create(item)
        self.assertNotEqual(again["id"], row["id"])

    def test_deleting_what_does_not_exist(self):
        self.assertEqual(self.products.batch("delete", [encode("prod_nope")]), ["prod_nope"])

    def test_deleting_removes_inventory_items(self):
        variant = self.variant("S", manage_inventory=True)
        row = self.make(variants=[variant])
        self.products.batch("delete", [encode(row["id"])])
        self.make(variants=[variant])

    def test_reservations_keep_a_product(self):
        row = self.make(variants=[self.variant("S", manage_inventory=True)])
        (variant,) = row["variants"]
        reservation = self.reserve(variant["inventory_items"][0]["inventory_item_id"])
        words = "since they have reservations"
        self.refused(
            MedusaValidationError,
            self.products.batch,
            "delete",
            [encode(row["id"])],
            words=words,
        )
        self.refused(
            MedusaValidationError, self.variants.delete, row["id"], [variant["id"]], words=words
        )
        self.assertEqual(len(self.read(row["id"])["variants"]), 1)
        self.client.request("DELETE", f"/admin/reservations/{reservation}")

    def reserve(self, item_id):
        """Reserve one of an inventory item, as an open order does."""
        location = self.post("/admin/stock-locations", {"name": self.unique()})
        location_id = location["stock_location"]["id"]
        level = {"location_id": location_id, "stocked_quantity": 5}
        self.post(f"/admin/inventory-items/{item_id}/location-levels", level)
        body = {"inventory_item_id": item_id, "location_id": location_id, "quantity": 1}
        return self.post("/admin/reservations", body)["reservation"]["id"]
