from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.takeover import TakeOverMixin


@tagged("post_install", "-at_install")
class TestTakeOverLeftovers(TakeOverMixin, FakeLifecycleCase):
    """Products of the store that are none of Odoo's."""

    def make_marked(self, external_id, **body):
        mark = {"external_id": str(external_id), "odoo_database": self.backend.database_uuid}
        return self.make_by_hand(
            f"Marked {external_id}", external_id=str(external_id), metadata=mark, **body
        )

    def tell_leftover(self, remote):
        match = self.get_leftover(remote)
        return match.kind, match.reason, match.state, match.product_tmpl_id.id

    def adopt(self, remote, product):
        wizard = self.env["medusa.match.wizard"].create(
            {"match_id": self.get_leftover(remote).id, "product_tmpl_id": product.id}
        )
        return wizard.action_adopt()

    def test_what_there_is(self):
        pushed = self.make_product()
        self.sync()
        unselected = self.make_product("Desk", sale_ok=False)
        rows = [
            self.make_marked(99999999),
            self.make_marked(unselected.id),
            self.make_marked(pushed.id),
            self.make_by_hand("By hand"),
        ]
        theirs = self.make_by_hand("Theirs", metadata={"odoo_database": "another"})
        self.take_over()
        self.assertEqual(
            [self.tell_leftover(row) for row in rows],
            [
                ("orphan", "gone", "open", False),
                ("orphan", "unselected", "open", False),
                ("orphan", "twice", "open", False),
                ("other", "other", "open", False),
            ],
        )
        self.assertFalse(self.get_leftover(theirs), "another database's are decided elsewhere")
        self.assertFalse(self.get_leftover({"id": self.get_binding(pushed).medusa_id}))
        self.assertEqual(self.backend.open_match_count, 0, "none of them waits for a yes")

    def test_drafts(self):
        orphan = self.make_marked(99999999, status="published")
        other = self.make_by_hand("By hand", status="published")
        self.take_over()
        (self.get_leftover(orphan) | self.get_leftover(other)).action_make_draft()
        self.assert_run(self.work_through_queue(), withdrawn=2)
        for row in (orphan, other):
            after = self.read_by_id(row["id"])
            self.assertEqual((after["status"], after["metadata"]), ("draft", row["metadata"]))
            self.assertEqual(self.get_leftover(row).decision, "draft")
        self.take_over()
        self.assertEqual(self.get_leftover(orphan).state, "rejected")

    def test_left_as_they_are(self):
        other = self.make_by_hand("By hand")
        self.take_over()
        self.get_leftover(other).action_ignore()
        self.take_over()
        self.assertEqual(self.get_leftover(other).state, "rejected")
        self.backend.action_test_connection()
        self.assertEqual(self.backend.unknown_count, 0)
        self.assertEqual(self.read_by_id(other["id"]), other)

    def test_adopted(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").default_code = self.sku("MY-S")
        orphan = self.make_shirt_by_hand("Else", skus=False)
        identity = self.identity(orphan)
        self.take_over()
        self.adopt(orphan, shirt)
        self.assertEqual(len(self.get_binding(shirt).variant_binding_ids), 2)
        self.assert_run(self.sync(), updated=1)
        self.assert_same_ids(orphan)
        self.assertEqual(self.read(shirt)["id"], orphan["id"])
        self.undo()
        self.assertEqual(self.identity(orphan), identity)
        match = self.get_match(shirt)
        self.assertEqual((match.state, match.medusa_id), ("open", orphan["id"]))
        # It isn't made anew beside it.
        self.assert_run(self.sync())
        match.action_accept()
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read(shirt)["id"], orphan["id"])

    def test_adopted_while_it_becomes_a_draft(self):
        other = self.make_by_hand("Else", status="published")
        chair = self.make_product()
        self.take_over()
        self.get_leftover(other).action_make_draft()
        phase = self.registry["medusa.phase.take_over_draft"]
        record = phase._record

        def adopt(*args):
            if not self.get_match(chair):
                self.adopt(other, chair)
                self.env.flush_all()
            return record(*args)

        with patch.object(phase, "_record", adopt):
            self.work_through_queue()
        self.env.invalidate_all()
        self.assertEqual(self.get_match(chair).state, "accepted")

    def test_adopted_instead_of_what_was_proposed(self):
        chair = self.make_product()
        proposed, other = self.make_by_hand(chair.name), self.make_by_hand("Else")
        self.take_over()
        self.adopt(other, chair)
        self.sync()
        self.assertEqual(self.read(chair)["id"], other["id"])
        self.assertEqual(self.read_by_id(proposed["id"]), proposed)

    def test_what_can_not_be_adopted(self):
        other = self.make_by_hand("Else")
        self.take_over()
        with self.assertRaises(UserError):
            self.adopt(other, self.env["product.template"])
        with self.assertRaises(UserError):
            self.adopt(other, self.make_product(sale_ok=False))
        pushed = self.make_product()
        self.sync()
        with self.assertRaises(UserError):
            self.adopt(other, pushed)
        self.assertEqual(self.get_leftover(other).state, "open")
