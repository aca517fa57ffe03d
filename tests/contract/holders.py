"""Who holds what is unique, and what a refused creation leaves."""

from datetime import datetime, timedelta

from ...medusa.exceptions import MedusaError, MedusaValidationError
from ...medusa.inventory import InventoryApi
from ...medusa.packing import encode
from ...medusa.variants import Variants
from .base import ContractBase


class HolderContract(ContractBase):
    def refuse(self, *items):
        """Create products in a call that Medusa refuses; return the error."""
        with self.assertRaises(MedusaError) as caught:
            self.products.batch("create", [encode(item) for item in items])
        return caught.exception

    def list_left(self, error, title):
        """Return the options of a title that were made around a refused call."""
        span = timedelta(seconds=10)
        rows = self.options.list_created(error.served_at - span, error.served_at + span)
        return [row for row in rows if row["title"] == title]

    def with_option(self, title, sku, **values):
        variant = {"title": "S", "sku": sku, "options": {title: "S"}, "prices": []}
        options = [{"title": title, "values": ["S", "M"]}]
        return {**self.item(), "options": options, "variants": [variant], **values}

    def test_columns_are_asked_together(self):
        word = self.unique()
        by_sku = self.make(variants=[self.variant("S", word)])
        by_barcode = self.make(variants=[self.variant("M", word, barcode=f"{word}-b")])
        wanted = {"sku": [f"{word}-S", f"{word}-x"], "barcode": [f"{word}-b", f"{word}-S"]}
        before = self.client.requests
        rows = Variants(self.client).list_holders(wanted)
        self.assertEqual(self.client.requests - before, 1)
        found = {row["product_id"]: (row["sku"], row["barcode"]) for row in rows}
        self.assertEqual(
            found,
            {
                by_sku["id"]: (f"{word}-S", None),
                by_barcode["id"]: (f"{word}-M", f"{word}-b"),
            },
        )

    def test_one_column_is_asked(self):
        word = self.unique()
        made = self.make(variants=[self.variant("S", word)])
        rows = Variants(self.client).list_holders(
            {"sku": [f"{word}-S", f"{word}-x"], "barcode": []}
        )
        self.assertEqual([row["product_id"] for row in rows], [made["id"]])

    def test_more_values_than_a_url_holds(self):
        word = self.unique()
        self.make(variants=[self.variant("S", word, barcode=f"{word}-b")])
        many = [f"{word}-{number}" for number in range(600)]
        wanted = {"sku": [*many, f"{word}-S"], "barcode": [f"{word}-b", *many]}
        rows = Variants(self.client).list_holders(wanted)
        self.assertEqual([row["sku"] for row in rows], [f"{word}-S"])

    def test_refused_variants_leave_options(self):
        title, word = self.unique(), self.unique()
        self.make(variants=[self.variant("S", word)])
        for sku in (f"{word}-1", f"{word}-2"):
            error = self.refuse(self.with_option(title, sku), self.with_option(title, f"{word}-S"))
        left = self.list_left(error, title)
        self.assertEqual(len(left), 4)
        for row in left:
            self.assertEqual((row["products"], row["metadata"]), ([], None))
            self.assertIs(row["is_exclusive"], True)
            self.assertEqual({value["value"] for value in row["values"]}, {"S", "M"})
            moment = datetime.fromisoformat(row["created_at"].replace("Z", "+00:00"))
            self.assertLess(abs(moment - error.served_at), timedelta(seconds=10))
        for row in left:
            self.options.delete(row["id"])
            # One that is gone is no error.
            self.options.delete(row["id"])
        self.assertFalse(self.list_left(error, title))

    def test_refused_handle_leaves_nothing(self):
        title, word = self.unique(), self.unique()
        taken = self.make()["handle"]
        error = self.refuse(
            self.with_option(title, word), self.with_option(title, f"{word}-2", handle=taken)
        )
        self.assertFalse(self.list_left(error, title))

    def test_option_that_a_product_has_stays(self):
        product = self.make()
        option = product["options"][0]["id"]
        with self.assertRaises(MedusaValidationError):
            self.options.delete(option)
        self.assertEqual(self.read(product["id"])["options"][0]["id"], option)

    def test_item_is_made_and_linked(self):
        word = self.unique()
        product = self.make(variants=[self.variant("S", word, manage_inventory=False)])
        inventory = InventoryApi(self.client)
        values = {"sku": word, "title": "S", "weight": 5, "hs_code": "9403"}
        values |= {"description": "S", "requires_shipping": True}
        item = inventory.create_item(values)
        variant = product["variants"][0]["id"]
        inventory.link_items(product["id"], [(variant, item)])
        [row] = self.variants.update(
            product["id"],
            [{"id": variant, "manage_inventory": True}],
            "id,inventory_items.inventory_item_id",
        )
        self.assertEqual([link["inventory_item_id"] for link in row["inventory_items"]], [item])
        self.assertEqual(inventory.find_items([word])[word]["variants"], [{"id": variant}])
