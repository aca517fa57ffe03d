from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from ..models.takeover import phase_proposals, phase_take_over
from .support.lifecycle import FakeLifecycleCase
from .support.takeover import TakeOverMixin

QUEUE = "medusa_connector.ir_cron_medusa_queue"


@tagged("post_install", "-at_install")
class TestTakeOverSteps(TakeOverMixin, FakeLifecycleCase):
    """A shop is read and compared some products at a time, by any number of processes."""

    def setUp(self):
        super().setUp()
        for module, name, size in (
            (phase_take_over, "PAGE", 3),
            (phase_take_over, "CHUNK", 2),
            (phase_proposals, "CHUNK", 2),
        ):
            self.patch(module, name, size)
        self.scratch = self.env["medusa.match.shop"]

    def fill(self):
        """Make products of all kinds on both sides; return what is to be proposed of them."""
        wanted = {}
        for number in range(4):
            product = self.make_product(f"Hat {number}", default_code=self.sku(f"H{number}"))
            row = self.make_by_hand(f"Else {number}", f"H{number}")
            wanted[product] = ("open", "exact", "sku", row["id"])
        # The title of one that is surely another one, and read long before.
        self.make_product("Else 0")
        for number in range(2):
            stool = self.make_product(f"Stool {number}")
            wanted[stool] = ("open", "weak", "title", self.make_by_hand(stool.name)["id"])
        for name in ("Bench", "Bench"):
            wanted[self.make_product(name)] = ("open", "ambiguous", "title", False)
        self.make_by_hand(f"Bench {self.token}")
        coat = self.make_product("Coat")
        for _turn in range(2):
            self.make_by_hand(coat.name)
        wanted[coat] = ("open", "ambiguous", "title", False)
        self.others = [self.make_by_hand(f"Other {number}") for number in range(3)]
        return wanted

    def assert_proposed(self, wanted):
        self.assertEqual({product: self.tell(product) for product in wanted}, wanted)
        matches = self.env["medusa.match"].search([("backend_id", "=", self.backend.id)])
        proposals = matches.filtered(lambda row: row.kind == "proposal")
        self.assertEqual(len(proposals), len(wanted))
        self.assertEqual(
            set((matches - proposals).mapped("medusa_id")), {row["id"] for row in self.others}
        )
        self.assertFalse(self.scratch.search_count([]), "nothing is kept behind the end")

    def kill_after(self, steps):
        """Let a process end after so many steps that were recorded, before the next is."""
        phase, left = self.registry["medusa.phase.take_over"], [steps]
        record = phase._record

        def count(*args):
            if not left[0]:
                raise SystemExit
            left[0] -= 1
            return record(*args)

        with patch.object(phase, "_record", count):
            try:
                self.run_job(QUEUE)
            except SystemExit:
                self.env.invalidate_all()
                return True
        return False

    def test_in_steps(self):
        wanted = self.fill()
        run = self.take_over()
        self.assert_proposed(wanted)
        self.assertEqual((run.total, run.done_count), (10, 10))
        self.assertIn("4 of which all variants agree", run.log_ids.message)
        self.assertIn("2 the title alone, 3 ambiguous", run.log_ids.message)

    def test_killed_between_all_steps(self):
        wanted = self.fill()
        self.backend.action_take_over()
        run, kills = self.backend.run_ids[:1], 0
        reads = len(self.fake.requests)
        while self.kill_after(1):
            kills += 1
            self.assertLess(kills, 100)
        self.assertEqual(run.state, "done")
        self.assertGreater(kills, 20)
        self.assert_proposed(wanted)
        pages = [row for row in self.fake.requests[reads:] if "/admin/products?" in row.url]
        self.assertLessEqual(len(pages), 2 * 9, "each page is read twice at most")

    def test_bound_and_deleted_meanwhile(self):
        wanted = self.fill()
        bound, deleted, made, again, *_others = wanted
        self.take_over()
        self.backend.action_take_over()
        run = self.backend.run_ids[:1]
        while (run.cursor or {}).get("stage") != "weigh":
            self.assertTrue(self.kill_after(1))
        self.bind(bound, wanted.pop(bound)[3])
        # Another one in the store by now, whether or not it was proposed before.
        for product in (made, again):
            self.bind(product, f"prod_{product.id}")
            # It is claimed: nobody asks about it as long as it is.
            wanted.pop(product)
        self.get_match(again).unlink()
        # Nobody else claims what it was.
        self.others.append({"id": wanted.pop(deleted)[3]})
        deleted.unlink()
        self.work_through_queue()
        self.assert_proposed(wanted)

    def bind(self, product, medusa_id):
        binding = {"backend_id": self.backend.id, "product_tmpl_id": product.id,
                   "external_id": str(product.id), "medusa_id": medusa_id}  # fmt: skip
        self.env["medusa.product.binding"].create(binding)

    def test_cancelled(self):
        self.fill()
        self.backend.action_take_over()
        self.kill_after(3)
        run = self.backend.run_ids[:1]
        self.assertTrue(self.scratch.search_count([]))
        run.action_cancel()
        self.work_through_queue()
        self.assertEqual(run.state, "cancelled")
        self.assertFalse(self.env["medusa.match"].search_count([]))
        self.scratch._gc_of_runs_that_are_over()
        self.assertFalse(self.scratch.search_count([]))

    def test_nobody_reads_what_is_kept_meanwhile(self):
        user = new_test_user(self.env, "M", "medusa_connector.group_medusa_manager")
        for model in ("medusa.match.shop", "medusa.match.claim"):
            self.assertFalse(self.env[model].with_user(user).has_access("read"))
