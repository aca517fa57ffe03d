from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .support.committed import CommittedCase, Killed, is_batch
from .support.pictures import picture


class BrokenOffScenarios:
    """Breaks runs off at each of their writes, and undoes what became of them.

    Subclasses say what is pushed: `set_wrong` and `see`.
    """

    allow_inherited_tests_method = True

    # === HOW IT IS BROKEN OFF === #

    def break_at(self, number, is_before=False):
        """Kill the process with the write of this number, the first is 0."""
        seen = []

        def is_last(request):
            is_write = request.method != "GET"
            seen.extend([request] if is_write else [])
            return is_write and len(seen) == number + 1

        return self.killing(is_last, is_before)

    def lose_answer(self, number, kind="timeout_after"):
        """Let the answer of the write with this number get lost."""
        seen = []

        def look(row):
            seen.extend([row] if row.is_write else [])
            return row.is_write and len(seen) == number + 1

        self.fake.misbehave(kind, look)

    def let_time_pass(self):
        """Let every pause and every waiting time be over."""
        past = fields.Datetime.now() - timedelta(minutes=1)
        with self.transaction() as env:
            for model in ("medusa.product.binding", "medusa.price.list"):
                env[model].search([("next_try", "!=", False)]).next_try = past
            env["medusa.backend"].browse(self.backend_id).write(
                {"paused_until": past, "connection_state": "unchecked"}
            )

    def undo(self, run_id):
        with self.transaction() as env:
            run = env["medusa.sync.run"].browse(run_id)
            self.assertTrue(run.can_undo)
            undo = run._create_undo([], "push")
            undo_id = undo.id
        self.work_off(undo_id)
        return undo_id

    def each_write(self, break_off):
        """Push what is wrong, broken off at each write; undo it; see what was there before."""
        self.run_all()
        before = self.see()
        for number in range(30):
            with self.subTest(write=number):
                self.set_wrong()
                run_id = self.queue_run()
                is_broken = break_off(number, run_id)
                # Whoever comes next finds the store as it is wanted.
                self.let_time_pass()
                later_id = self.run_all()
                wrong = self.see()
                self.assertNotEqual(wrong, before)
                for key in (later_id, run_id):
                    if self.read_run(key, "can_undo"):
                        self.undo(key)
                self.assertEqual(self.see(), before)
                self.set_wrong(False)
                self.run_all()
                self.assertEqual(self.see(), before)
            if not is_broken:
                self.assertGreater(number, 2)
                return
        self.fail("There is no end of writes.")

    def test_killed_after_each_write(self):
        def kill(number, run_id):
            try:
                with self.break_at(number):
                    self.work_off(run_id)
            except Killed:
                # The run is gone on with by whoever finds it.
                self.work_off(run_id)
                return True
            return False

        self.each_write(kill)

    def test_answer_lost_of_each_write(self):
        def lose(number, run_id):
            self.lose_answer(number)
            self.work_off(run_id)
            self.fake.behave()
            return self.read_run(run_id, "state") != "done" or number < 4

        self.each_write(lose)


@tagged("post_install", "-at_install")
class TestChangesBrokenOff(BrokenOffScenarios, CommittedCase):
    """What a run overwrites is kept before it leaves, however the run is broken off."""

    def setUp(self):
        super().setUp()
        with self.transaction() as env:
            names = ("Right", "Wrong")
            values = [{"name": f"{self.prefix} {name}"} for name in names]
            self.right_id, self.wrong_id = env["product.category"].create(values).ids
            rule = {"compute_price": "percentage", "percent_price": 10}
            self.pricelist_id = (
                env["product.pricelist"]
                .create({"name": self.prefix, "item_ids": [(0, 0, rule)]})
                .id
            )
            store = env["medusa.backend"].browse(self.backend_id)
            store.write({"category_source": "product", "connection_count": 1})
            env["medusa.price.list"].create(
                {"backend_id": self.backend_id, "pricelist_id": self.pricelist_id}
            )
        self.ids = self.make_products(
            3, list_price=10, categ_id=self.right_id, image_1920=picture("red")
        )

    def clean_up(self):
        result = super().clean_up()
        with self.transaction() as env:
            env["product.pricelist"].browse(self.pricelist_id).unlink()
            env["product.category"].browse([self.right_id, self.wrong_id]).unlink()
        return result

    # === WHAT IS PUSHED, AND SEEN === #

    def set_wrong(self, is_wrong=True):
        """Let Odoo have what must not be in the store, or what was there before."""
        with self.transaction() as env:
            env["product.template"].browse(self.ids).write(
                {
                    "list_price": 99 if is_wrong else 10,
                    "categ_id": self.wrong_id if is_wrong else self.right_id,
                    "image_1920": picture("blue" if is_wrong else "red"),
                }
            )
            rules = env["product.pricelist"].browse(self.pricelist_id).item_ids
            rules.percent_price = 50 if is_wrong else 10

    def see(self):
        """Return what a shopper sees."""
        query = [("external_id[]", str(key)) for key in self.ids]
        asked = "external_id,categories.name,images.url,variants.prices.amount"
        answer = self.fake.call("GET", "/admin/products", query=[*query, ("fields", asked)])
        rows = sorted(answer["products"], key=lambda row: int(row["external_id"]))
        [price_list] = self.fake.call("GET", "/admin/price-lists")["price_lists"]
        path = f"/admin/price-lists/{price_list['id']}/prices"
        return [
            [row["variants"][0]["prices"][0]["amount"] for row in rows],
            [[each["name"] for each in row["categories"]] for row in rows],
            [[image["url"] for image in row["images"]] for row in rows],
            sorted(price["amount"] for price in self.fake.call("GET", path)["prices"]),
        ]

    # === WHAT IS KEPT === #

    def kept(self, run_id):
        mine = [("run_id", "=", run_id), ("kind", "=", "product")]
        return self.read("medusa.sync.change", mine, "operation", "is_unsure")

    def test_killed_before_the_write(self):
        """What was never carried out is no change, whatever was kept of it."""
        self.run_all()
        before = self.see()
        self.set_wrong()
        run_id = self.queue_run()
        with self.break_at(2, is_before=True), self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertEqual(self.kept(run_id), [("update", True)] * 3)
        self.set_wrong(False)
        self.work_off(run_id)
        self.assertEqual(self.see(), before)
        undo_id = self.undo(run_id)
        self.assertEqual(self.see(), before)
        self.assertEqual(self.read_run(undo_id, "updated_count", "failed_count"), (0, 0))

    def test_creation_without_an_answer(self):
        """A product whose creation nobody heard of becomes a draft by its mark."""
        run_id = self.queue_run()
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).category_source = "none"
        with self.killing(is_batch), self.assertRaises(Killed):
            self.work_off(run_id)
        self.assertEqual(self.kept(run_id), [("create", True)] * 3)
        self.work_off(run_id)
        self.undo(run_id)
        rows = [self.fake.product_by_external_id(key) for key in self.ids]
        self.assertEqual([row["status"] for row in rows], ["draft"] * 3)

    def test_refused(self):
        """What the store refuses was noted in vain."""
        self.run_all()
        self.set_wrong()
        self.fake.misbehave("not_found", lambda row: row.is_write and row.path.endswith("/batch"))
        run_id = self.run_all()
        self.assertEqual(self.kept(run_id), [])

    def test_confirmed(self):
        """What went through is sure, and noted in no transaction that waits for the store."""
        self.run_all()
        self.set_wrong()
        seen = []

        def look(row):
            with self.registry.cursor() as cr:
                cr.execute(
                    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND state = 'idle in transaction' AND query LIKE '%medusa_sync_change%'"
                )
                seen.append(cr.fetchone()[0])

        self.at_each("POST /admin/products/batch", look)
        run_id = self.run_all()
        self.assertEqual(self.kept(run_id), [("update", False)] * 3)
        self.assertEqual(set(seen), {0})
