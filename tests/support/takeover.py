"""A shop that was made by hand, and what people decide about it."""

from ...sync.shop_index import prepare_before


class TakeOverMixin:
    """Helpers of the scenarios of a take-over; they go with a lifecycle case."""

    def take_over(self):
        """Read the shop as a manager does who waits for it in the background; return the run."""
        self.backend.action_take_over()
        run = self.work_through_queue()
        self.assertEqual(
            (run.scope, run.state), ("take_over", "done"), run.log_ids.mapped("message")
        )
        self.assertEqual(run.write_count, 0)
        return run

    def undo(self):
        self.backend.action_undo_take_over()
        run = self.work_through_queue()
        self.assertEqual((run.scope, run.state), ("take_over_undo", "done"))
        return run

    def get_match(self, product):
        return self.env["medusa.match"].search(
            [("backend_id", "=", self.backend.id), ("product_tmpl_id", "=", product.id)]
        )

    def get_leftover(self, remote):
        return self.env["medusa.match"].search(
            [
                ("backend_id", "=", self.backend.id),
                ("medusa_id", "=", remote["id"]),
                ("kind", "!=", "proposal"),
            ]
        )

    def tell(self, product):
        """Return what is proposed for a product, as a tuple."""
        match = self.get_match(product)
        return match.state, match.strength, match.reason, match.medusa_id

    def make_by_hand(self, title, sku=None, **body):
        """Create a product in the store as Medusa's admin makes one without options."""
        variant = self.remote_variant(
            "Default variant", "Default option", sku=sku and self.sku(sku), manage_inventory=False
        )
        variant["options"] = {"Default option": "Default option value"}
        body.setdefault("options", [
            {"title": "Default option", "values": ["Default option value"]}
        ])  # fmt: skip
        return self.make_remote(title=title, variants=[variant], **body)

    def make_shirt_by_hand(self, title, skus=True, **body):
        """Create a shirt of two sizes in the store."""
        return self.make_remote(
            title=title,
            options=[{"title": "Size", "values": ["S", "M"]}],
            variants=[
                self.remote_variant(name, "Size", sku=self.sku(name) if skus else None,
                                    manage_inventory=False)
                for name in ("S", "M")
            ],
            **body,
        )  # fmt: skip

    def identity(self, remote):
        """Return what a push overwrites of a product's identity, as it is in the store now."""
        now = self.read_by_id(remote["id"])
        return prepare_before({**now, "variants": list(now["variants"].values())})

    def assert_same_ids(self, before):
        """Check that a product of the store and its variants are there as before."""
        after = self.read_by_id(before["id"])
        self.assertEqual(
            {row["id"] for row in before["variants"].values()},
            {row["id"] for row in after["variants"].values()},
        )
        return after
