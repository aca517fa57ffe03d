from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class ConflictScenarios:
    """Several products of the store that could be Odoo's."""

    # Nothing at all is written where a person has to decide.
    option_scope = "product"

    def make_candidates(self, product):
        """Let two products of the store claim to be Odoo's, each in its own way."""
        return [
            self.make_remote(external_id=str(product.id)),
            self.make_remote(metadata={"external_id": product.id}),
        ]

    def assert_conflict(self, run, product):
        """Check that the run shows a conflict, as one."""
        self.assert_run(run, "errors", failed=1)
        [log] = run.log_ids
        self.assertEqual((log.result, log.failure_type), ("failure", "conflict"))
        binding = self.get_binding(product)
        self.assertEqual((binding.state, binding.name), ("conflict", product.name))
        self.assertEqual(product.medusa_state, "error")
        self.assertEqual(run.write_count, 0)

    def resolve(self, product, remote):
        """Choose a candidate in the wizard, as a manager does."""
        wizard = self.open_wizard(product)
        line = wizard.line_ids.filtered(lambda row: row.medusa_id == remote["id"])
        self.assertTrue(line.made_on)
        line.action_choose()
        return self.work_through_queue()

    def open_wizard(self, product):
        action = self.get_binding(product).action_resolve_conflict()
        return self.env["medusa.conflict.wizard"].browse(action["res_id"])

    def test_nothing_is_written(self):
        chair = self.make_product()
        before = self.make_candidates(chair)
        run = self.sync()
        self.assert_conflict(run, chair)
        for remote in before:
            self.assertIn(remote["id"], run.log_ids.failure_detail)
            self.assertEqual(self.read_by_id(remote["id"]), remote)
        self.assertEqual(len(self.read_all(chair.id)), 1, "a third one was made")

    def test_two_of_one_external_id(self):
        chair = self.make_product()
        before = [self.make_remote(external_id=str(chair.id)) for _turn in range(2)]
        self.assert_conflict(self.sync(), chair)
        self.assertEqual(len(self.read_all(chair.id)), 2)
        self.assert_conflict(self.sync(), chair)
        self.assertEqual([self.read_by_id(row["id"]) for row in before], before)

    def test_others_go_on(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        self.make_candidates(chair)
        self.assert_run(self.sync(), "errors", created=1, failed=1)
        self.assertEqual(self.read(desk)["title"], desk.name)

    def test_a_manager_chooses(self):
        chair = self.make_product()
        first, second = self.make_candidates(chair)
        self.assert_conflict(self.sync(), chair)
        wizard = self.open_wizard(chair)
        self.assertEqual(set(wizard.line_ids.mapped("medusa_id")), {first["id"], second["id"]})
        self.resolve(chair, second)
        binding = self.get_binding(chair)
        self.assertEqual((binding.state, binding.medusa_id), ("synced", second["id"]))
        self.assertFalse(binding.failure_type)
        self.assertEqual(self.read_by_id(second["id"])["title"], chair.name)
        self.assertEqual(self.read_by_id(first["id"]), first)
        self.assert_nothing_left()
        chair.list_price = 11
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_by_id(first["id"]), first)

    def test_the_wrong_one_is_deleted_in_medusa(self):
        chair = self.make_product()
        first, second = self.make_candidates(chair)
        self.assert_conflict(self.sync(), chair)
        self.delete_remote(first)
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.get_binding(chair).medusa_id, second["id"])
        self.assert_nothing_left()

    def test_two_variants_that_claim_one(self):
        shirt = self.make_shirt()
        claim = {"external_id": str(self.get_variant(shirt, "S").id)}
        before = self.make_remote(
            external_id=str(shirt.id),
            options=[{"title": "Size", "values": ["S", "M"]}],
            variants=[
                self.remote_variant("S", "Size", metadata=claim),
                self.remote_variant("M", "Size", metadata=claim),
            ],
        )
        self.assert_conflict(self.sync(), shirt)
        self.assertEqual(self.read(shirt), before)


@tagged("post_install", "-at_install")
class TestConflict(ConflictScenarios, FakeLifecycleCase):
    """Conflicts, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestConflictReal(ConflictScenarios, RealLifecycleCase):
    """Conflicts, in a real Medusa."""
