from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.takeover import TakeOverMixin


@tagged("post_install", "-at_install")
class TestTakeOverHold(TakeOverMixin, FakeLifecycleCase):
    """A product waits until a person has decided about it."""

    def setUp(self):
        super().setUp()
        self.chair = self.make_product()
        self.before = self.make_by_hand(self.chair.name)
        self.take_over()

    def assert_untouched(self):
        self.assertEqual(self.fake.writes, [])
        self.assertEqual(self.read_by_id(self.before["id"]), self.before)
        self.assertFalse(self.get_binding(self.chair).medusa_id)

    def test_run_over_all_products(self):
        desk = self.make_product("Desk")
        self.assert_run(self.sync(), created=1)
        self.assertFalse(self.get_binding(self.chair))
        self.assertEqual(self.read(desk)["title"], desk.name)
        self.assertEqual(self.read_by_id(self.before["id"]), self.before)

    def test_workers(self):
        self.backend.worker_count = 2
        self.sync()
        self.assert_untouched()

    def test_resync(self):
        self.fake.forget_requests()
        with self.enter_registry_test_mode():
            params = self.chair.action_medusa_sync()["params"]
        self.assertEqual(params["type"], "warning")
        self.assertIn(self.before["title"], params["message"])
        self.assert_untouched()

    def test_chosen_before_it_was_held(self):
        self.backend._queue_run("button", self.chair.ids, force=True)
        self.work_through_queue()
        self.assert_untouched()

    def test_its_categories_and_tags(self):
        tag = self.env["product.tag"].create({"name": f"Tag {self.token}"})
        self.chair.product_tag_ids = tag
        self.sync()
        self.assert_untouched()
        self.get_match(self.chair).action_accept()
        self.sync()
        self.assertIn(tag.name, [row["value"] for row in self.fake.state.tags.values()])

    def test_said_on_the_product(self):
        self.assertIn(self.before["title"], self.chair.medusa_hold_text)
        action = self.chair.action_medusa_view_matches()
        self.assertEqual(action["res_id"], self.get_match(self.chair).id)
        self.get_match(self.chair).action_accept()
        self.assertFalse(self.chair.medusa_hold_text)

    def test_kept_out(self):
        self.get_match(self.chair).action_exclude()
        self.sync()
        self.assert_untouched()
        self.assertEqual(self.chair.medusa_excluded_backend_ids, self.backend)
        self.take_over()
        self.assertEqual(self.get_match(self.chair).decision, "exclude")
        self.get_match(self.chair).action_reopen()
        self.assertFalse(self.chair.medusa_excluded_backend_ids)
        self.get_match(self.chair).action_reject()
        self.assert_run(self.sync(), created=1)

    def test_bound_by_a_push_that_was_under_way(self):
        self.bind(self.chair, self.before)
        self.assertFalse(self.chair.medusa_hold_text)
        self.sync()
        self.assertEqual(self.read(self.chair)["id"], self.before["id"])
        # The question is settled, and the answer can be taken back.
        match = self.get_match(self.chair)
        self.assertEqual((match.state, match.decision), ("accepted", "adopt"))
        self.undo()
        self.assertIsNone(self.read_by_id(self.before["id"])["external_id"])

    def test_bound_to_one_of_several(self):
        desk = self.make_product("Desk")
        rows = [self.make_by_hand(desk.name) for _turn in range(2)]
        self.take_over()
        self.bind(desk, rows[1])
        self.sync()
        match = self.get_match(desk)
        self.assertEqual((match.state, match.medusa_id), ("accepted", rows[1]["id"]))

    def test_bound_to_something_else(self):
        other = self.make_by_hand("Else")
        self.bind(self.chair, other)
        self.sync()
        self.assertEqual(self.read(self.chair)["id"], other["id"])
        self.assertFalse(self.get_match(self.chair), "nothing is to be asked any more")

    def bind(self, product, remote):
        """Bind a product as a push does that was under way when the shop was read."""
        [variant] = remote["variants"].values()
        own = product.product_variant_id
        ids = {"product_id": own.id, "external_id": str(own.id), "medusa_id": variant["id"]}
        self.env["medusa.product.binding"].create(
            {
                "backend_id": self.backend.id,
                "product_tmpl_id": product.id,
                "external_id": str(product.id),
                "medusa_id": remote["id"],
                "variant_binding_ids": [Command.create(ids)],
            }
        )

    def test_number_of_queries(self):
        self.sync()

        def count():
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            list(self.backend._search_selection(
                self.env["medusa.product.changes"]._get_free_domain(self.backend)
            ))  # fmt: skip
            return self.env.cr.sql_log_count - before

        few = count()
        for product in self.make_products(30):
            self.get_match(self.chair).copy({"product_tmpl_id": product.id})
        self.env.flush_all()
        self.assertEqual(count(), few)

    def test_its_sku_is_taken_off_by_nobody(self):
        """One of the store that names a number of Odoo is somebody's, as long as it is open."""
        before = self.make_by_hand("Else", "CH", external_id=str(self.chair.id))
        self.take_over()
        desk = self.make_product("Desk", default_code=self.sku("CH"))
        self.assert_run(self.sync(), "errors", failed=1)
        self.assertEqual(self.get_binding(desk).failure_type, "duplicate")
        self.assertEqual(self.read_by_id(before["id"]), before)

    def test_sku_of_what_was_rejected(self):
        """It stays as it is, whatever number it names."""
        before = self.make_by_hand("Else", "CH", external_id=str(self.chair.id))
        self.take_over()
        self.get_match(self.chair).action_reject()
        desk = self.make_product("Desk", default_code=self.sku("CH"))
        self.assert_run(self.sync(), "errors", created=1, failed=1)
        self.assertEqual(self.get_binding(desk).failure_type, "duplicate")
        self.assertEqual(self.read_by_id(before["id"]), before)

    def test_withdrawn_beside_what_was_rejected(self):
        """What was made in its place is gone by then: the number leads to what was rejected."""
        before = self.make_by_hand("Else", external_id=str(self.chair.id), status="published")
        self.take_over()
        self.get_match(self.chair).action_reject()
        self.assert_run(self.sync(), created=1)
        self.delete_remote({"id": self.get_binding(self.chair).medusa_id})
        self.chair.sale_ok = False
        self.sync()
        self.assertEqual(self.read_by_id(before["id"]), before)

    def test_withdrawn_while_it_waits(self):
        """Nobody said yet that the product of the store is the one that left the selection."""
        key = str(self.chair.id)
        before = self.make_by_hand(
            "Else", external_id=key, metadata={"external_id": key}, status="published"
        )
        self.take_over()
        self.sync()
        self.assertTrue(self.get_binding(self.chair), "the index tells of its number")
        self.chair.sale_ok = False
        self.sync()
        self.assertEqual(self.read_by_id(before["id"]), before)

    # === THE TEST OF THE CONNECTION === #

    def test_offered(self):
        self.backend.action_test_connection()
        self.assertEqual(self.backend.unknown_count, 1)
        self.assertIn("Take Over", self.backend.connection_message)
        self.get_match(self.chair).action_accept()
        self.backend.action_test_connection()
        self.assertEqual(self.backend.unknown_count, 0)
        self.assertNotIn("Take Over", self.backend.connection_message)

    def test_another_store(self):
        self.backend.action_test_connection()
        self.backend.action_accept_new_store()
        self.assertFalse(self.get_match(self.chair))
        self.assertEqual(self.backend.unknown_count, 0)
