"""What taking over a shop relies on: reading it, and giving products back as they were."""

from ...sync.shop_index import ShopReader, read_product
from .base import ContractBase

FIELDS = "id,external_id,metadata,variants.id,variants.sku,variants.metadata"


class TakeOverContract(ContractBase):
    def test_shop_is_read_with_what_identifies_variants(self):
        word = self.unique()
        made = self.make(
            variants=[
                self.variant("S", word, barcode=f"{word}-b"),
                self.variant("M", word, sku=None, metadata=None),
            ]
        )
        [found] = [row for row in self.read_shop(500) if row.id == made["id"]]
        self.assertEqual((found.title, found.handle), (made["title"], made["handle"]))
        self.assertEqual((found.numbers, found.database), ({made["external_id"]}, ""))
        variants = {variant.title: variant for variant in found.variants}
        small, medium = variants["S"], variants["M"]
        self.assertEqual((small.sku, small.barcode), (f"{word}-S", f"{word}-b"))
        self.assertEqual((small.mark, small.values), ("S", {"s"}))
        self.assertEqual((medium.sku, medium.mark, medium.values), ("", "", {"m"}))

    def read_shop(self, page_size):
        """Return all products, each page read by a reader of its own."""
        found, place = [], {}
        while place is not None:
            reader = ShopReader(self.client, place, page_size)
            rows, place = reader.take(reader.read(), [row.id for row in found])
            found += rows
        return found

    def test_marks_are_taken_off(self):
        made = self.make("S", external_id=self.unique(), metadata=None)
        before = self.products.read(made["id"], FIELDS)
        [variant] = before["variants"]
        mark = {"external_id": "12", "odoo_database": "ours"}
        self.update(
            {
                "id": made["id"],
                "external_id": "12",
                "metadata": mark,
                "variants": [{"id": variant["id"], "metadata": {"external_id": "33"}}],
            }
        )
        self.update(
            {
                "id": made["id"],
                "external_id": None,
                "metadata": None,
                "variants": [{"id": variant["id"], "metadata": None}],
            }
        )
        after = self.products.read(made["id"], FIELDS)
        self.assertIsNone(after["external_id"])
        self.assertIsNone(after["metadata"])
        self.assertIsNone(after["variants"][0]["metadata"])
        self.assertEqual(after["variants"][0]["sku"], variant["sku"])

    def test_some_marks_are_taken_off(self):
        made = self.make("S", metadata={"theirs": 1})
        self.update({"id": made["id"], "metadata": {"external_id": "12", "odoo_database": "ours"}})
        row = self.update({"id": made["id"], "metadata": {"external_id": "", "odoo_database": ""}})
        self.assertEqual(row["metadata"], {"theirs": 1})
        self.assertEqual(read_product(row).numbers, {made["external_id"]})
