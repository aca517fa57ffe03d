from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.takeover import TakeOverMixin


class TakeOverScenarios(TakeOverMixin):
    """A shop made by hand: proposed, accepted, pushed, given back."""

    def test_whole_way(self):
        chair = self.make_product(default_code=self.sku("CH"), list_price=10)
        shirt = self.make_shirt()
        for name in ("S", "M"):
            self.get_variant(shirt, name).default_code = self.sku(name)
        stool = self.make_product("Stool")
        before = [
            self.make_by_hand(f"Our chair {self.token}", "CH", metadata={"theirs": 1}),
            self.make_shirt_by_hand(f"Tee {self.token}"),
            self.make_by_hand(stool.name),
        ]
        identities = [self.identity(row) for row in before]
        self.take_over()
        self.assertEqual(self.tell(chair), ("open", "exact", "sku", before[0]["id"]))
        self.assertEqual(self.tell(shirt), ("open", "exact", "sku", before[1]["id"]))
        self.assertEqual(self.tell(stool), ("open", "weak", "title", before[2]["id"]))

        run = self.sync()
        self.assertEqual((run.state, run.write_count), ("done", 0), "nothing before a yes")
        self.assertEqual([self.read_by_id(row["id"]) for row in before], before)

        (self.get_match(chair) | self.get_match(shirt) | self.get_match(stool)).action_accept()
        binding = self.get_binding(shirt)
        self.assertEqual((binding.state, binding.medusa_id), ("pending", before[1]["id"]))
        self.assertEqual(
            {row.product_id: row.medusa_id for row in binding.variant_binding_ids},
            {
                self.get_variant(shirt, name): before[1]["variants"][name]["id"]
                for name in ("S", "M")
            },
        )
        run = self.sync()
        self.assert_run(run, updated=3)
        self.assertEqual(set(run.log_ids.mapped("operation")), {"adopt"})
        self.assert_nothing_left()
        for product, row in zip((chair, shirt, stool), before, strict=True):
            after = self.assert_same_ids(row)
            self.assertEqual(after["title"], product.name)
            self.assertEqual(after["external_id"], str(product.id))
        self.assertEqual(self.read_by_id(before[0]["id"])["metadata"]["theirs"], 1)

        self.undo()
        self.assertEqual([self.identity(row) for row in before], identities)
        for row in before:
            self.assert_same_ids(row)
        self.assertFalse(self.backend.product_binding_ids)
        self.assertEqual(self.tell(chair), ("open", "exact", "sku", before[0]["id"]))
        self.assertEqual(self.sync().write_count, 0, "they wait for a decision again")

    def test_undo_before_the_push(self):
        chair = self.make_product(default_code=self.sku("CH"))
        before = self.make_by_hand(f"Our chair {self.token}", "CH")
        self.take_over()
        self.get_match(chair).action_accept()
        run = self.undo()
        self.assertEqual(run.write_count, 0)
        self.assertEqual(self.read_by_id(before["id"]), before)
        self.assertFalse(self.get_binding(chair))

    def test_what_odoo_leaves_empty_stays(self):
        chair = self.make_product()
        before = self.make_by_hand(chair.name, "MINE", description="By a marketer")
        self.take_over()
        self.get_match(chair).action_accept()
        self.assert_run(self.sync(), updated=1)
        after = self.assert_same_ids(before)
        [variant] = after["variants"].values()
        self.assertEqual(variant["sku"], self.sku("MINE"))
        self.assertEqual(after["description"], "By a marketer")

    def test_variants_that_only_one_side_has(self):
        shirt = self.make_shirt(("S", "L"))
        self.get_variant(shirt, "S").default_code = self.sku("S")
        before = self.make_shirt_by_hand(f"Tee {self.token}", metadata={})
        # Another tool's mark is none of Odoo's: the variant stays.
        self.change_remote_variant(before, "M", metadata={"external_id": "SAP-9"})
        self.take_over()
        self.assertEqual(self.tell(shirt), ("open", "partial", "sku", before["id"]))
        self.get_match(shirt).action_accept()
        self.assert_run(self.sync(), updated=1)
        after = self.read_by_id(before["id"])
        self.assertEqual(set(after["variants"]), {"S", "M", "L"})
        for name in ("S", "M"):
            self.assertEqual(after["variants"][name]["id"], before["variants"][name]["id"])
        shirt.name = f"Shirt of ours {self.token}"
        self.get_variant(shirt, "L").weight = 3
        self.sync_update(shirt)
        after = self.read_by_id(before["id"])
        self.assertEqual(after["variants"]["M"]["id"], before["variants"]["M"]["id"])

    def test_variant_that_odoo_takes_up_and_drops(self):
        """What became a variant of Odoo isn't sold on when Odoo drops it."""
        shirt, sizes = self.make_shirt(), ("S", "M", "L")
        before = self.make_remote(
            title=shirt.name,
            options=[{"title": "Size", "values": list(sizes)}],
            variants=[self.remote_variant(name, "Size") for name in sizes],
        )
        self.take_over()
        self.get_match(shirt).action_accept()
        self.sync()
        self.assertEqual(set(self.read(shirt)["variants"]), set(sizes))
        line = shirt.attribute_line_ids
        large = self.env["product.attribute.value"].create(
            {"attribute_id": line.attribute_id.id, "name": "L"}
        )
        line.value_ids += large
        self.sync()
        self.assert_same_ids(before)
        line.value_ids -= large
        self.sync()
        self.assertEqual(set(self.read(shirt)["variants"]), {"S", "M"})
        self.assert_nothing_left()

    def test_rejected_as_new(self):
        chair = self.make_product()
        before = self.make_by_hand(chair.name, external_id=str(chair.id))
        self.take_over()
        self.assertEqual(self.tell(chair), ("open", "exact", "ids", before["id"]))
        self.get_match(chair).action_reject()
        self.assert_run(self.sync(), created=1)
        self.assertEqual(self.read_by_id(before["id"]), before)
        self.assertNotEqual(self.get_binding(chair).medusa_id, before["id"])
        self.assert_nothing_left()
        self.take_over()
        self.assertEqual(self.get_match(chair).state, "rejected")


@tagged("post_install", "-at_install")
class TestTakeOver(TakeOverScenarios, FakeLifecycleCase):
    """On the store in memory."""


@tagged("post_install", "-at_install")
class TestTakeOverReal(TakeOverScenarios, RealLifecycleCase):
    """On a real Medusa."""
