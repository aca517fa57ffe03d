"""What the variants of a product are called in the store, and their inventory items."""


class CodesMixin:
    """Names variants in Odoo, and reads what the store has; for cases of `support.lifecycle`."""

    def read_codes(self, product):
        """Return {title of a variant: (its SKU, barcode, then (SKU, title) of each of its items)}.

        Of a real store, which may hold those of other databases, the test's own product.
        """
        names = ("title", "sku", "barcode")
        items = (f"inventory_items.inventory.{name}" for name in ("sku", "title"))
        [row] = self.read_all(product.id, ",".join(f"variants.{name}" for name in (*names, *items)))
        return {
            variant["title"]: (
                variant["sku"],
                variant["barcode"],
                *[
                    (link["inventory"]["sku"], link["inventory"]["title"])
                    for link in variant["inventory_items"]
                ],
            )
            for variant in row["variants"]
        }

    def name(self, product, **codes):
        """Give the variants of these sizes other SKUs."""
        for size, code in codes.items():
            self.get_variant(product, size).default_code = self.sku(code)

    def count_stock(self, product):
        """Let somebody switch on in the store that it counts the stock of all variants."""
        row = self.read_all(product.id)[0]
        for variant in row["variants"]:
            path = f"/admin/products/{row['id']}/variants/{variant['id']}"
            self.store_call("POST", path, {"manage_inventory": True})
