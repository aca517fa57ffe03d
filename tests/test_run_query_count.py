import threading
from contextlib import contextmanager
from unittest.mock import patch

from odoo.tests import tagged

from ..models.core.memo import with_memo
from ..models.product import selected
from ..models.product.phase_products import VERIFY_CHUNK
from ..models.store import selection
from ..sync.lanes import Reading
from .support.lifecycle import FakeLifecycleCase

PRODUCTS_MODULE = "odoo.addons.medusa_connector.models.product.phase_products"
WITHDRAW_MODULE = "odoo.addons.medusa_connector.models.product.phase_withdraw"


@tagged("post_install", "-at_install")
class TestQueryCount(FakeLifecycleCase):
    """The cost grows with what changed, not with the catalogue."""

    def setUp(self):
        super().setUp()
        # How much is verified while the store thinks depends on how long it does.
        self.startPatcher(patch.object(Reading, "is_ready", return_value=True))

    @contextmanager
    def queries(self):
        """Yield the list of the queries that are sent to the database."""
        found = []

        def note(_cr, query, _params, _start, _delay):
            found.append(str(query))

        thread = threading.current_thread()
        hooks = getattr(thread, "query_hooks", ())
        thread.query_hooks = (*hooks, note)
        try:
            yield found
        finally:
            thread.query_hooks = hooks

    def count(self, act):
        """Return how many queries something takes, from an empty cache."""
        self.env.flush_all()
        self.env.invalidate_all()
        with self.queries() as found:
            act()
            self.env.flush_all()
        return len(found)

    def verify(self):
        changes = self.env["medusa.product.changes"]
        ids = self.backend.product_binding_ids.product_tmpl_id.ids
        self.assertFalse(changes._get_due(self.backend, ids), "Nothing is to be pushed.")
        self.assertFalse(changes._find_changed(self.backend, ids), "Nothing is to be pushed.")

    def make_catalogue(self, count):
        """Push products, some of them with several variants."""
        size = self.make_attribute("Size", "S", "M", "L", "XL")
        products = self.make_products(count, weight=1, description_sale="Nice")
        for product in products[::25]:
            self.add_line(product, size)
        self.sync()
        return products

    def test_verified_products(self):
        self.make_catalogue(100)
        for_100 = self.count(self.verify)
        self.make_catalogue(400)
        for_500 = self.count(self.verify)
        # So many products are looked at together: 0.05 each.
        self.assertLessEqual(for_500, 0.05 * VERIFY_CHUNK)
        # Odoo itself reads a thousand records at once, so a few more, not one each.
        self.assertLessEqual(for_500, for_100 + 4)

    def test_what_is_not_kept_costs_nothing(self):
        """Neither a run nor a test of the connection asks the database for it."""
        recording = type(self.env["medusa.recording"])
        works = [self.sync, self.backend._test_connection]
        self.make_catalogue(5)
        for work in works:
            work()
            with patch.object(recording, "_get_mode", return_value=None):
                alone = self.count(work)
            self.assertEqual(self.count(work), alone)

    def test_selection_is_looked_for_once_a_run(self):
        products = self.make_catalogue(40)
        products[:9].write({"list_price": 77})
        small = {"VERIFY_CHUNK": 6, "PUSH_CHUNK": 4}
        walks = patch.object(selected, "_find_all", wraps=selected._find_all)
        domains = patch.object(selection, "_read_domain", wraps=selection._read_domain)
        with patch.multiple(PRODUCTS_MODULE, **small), walks as walk, domains as domain:
            run = self.sync()
        self.assertEqual((run.updated_count, run.unchanged_count), (9, 31))
        self.assertEqual(walk.call_count, 1)
        # Whoever looks at the queue, and the run itself.
        self.assertLessEqual(domain.call_count, 2)

    def test_another_selection_holds_from_the_next_step_on(self):
        self.make_catalogue(12)
        memo = with_memo(self.backend)
        self.assertEqual(len(selected.get_next_selected(memo, 0, None, 100)), 12)
        self.backend.product_domain = "[('id', '=', 0)]"
        self.assertEqual(selected.get_next_selected(memo, 0, None, 100), [])

    def test_a_product_deleted_since_it_was_selected(self):
        products = self.make_catalogue(3)
        memo = with_memo(self.backend)
        ids = selected.get_next_selected(memo, 0, None, 100)
        products[1].unlink()
        self.assertEqual(selected.get_next_selected(memo, 0, None, 100), ids)
        changes = self.env["medusa.product.changes"]
        self.assertFalse(changes._get_due(self.backend, ids))
        self.assertFalse(changes._find_changed(self.backend, ids))

    def test_nothing_changed(self):
        self.make_catalogue(100)
        for_100 = self.count(self.sync)
        self.make_catalogue(300)
        for_400 = self.count(self.sync)
        self.assertLessEqual(for_400, for_100 + 4)
        self.assertFalse(self.fake.writes)

    def test_pushed_chunk(self):
        products = self.make_catalogue(100)

        def push(count):
            products[:count].write({"list_price": 11 + count})
            return self.count(self.sync)

        push(5)
        for_10, for_90 = push(10), push(90)
        self.assertLessEqual(for_90, for_10 + 2)
        self.assertEqual(len(self.fake.writes), 1)

    def test_created_chunk(self):
        def create(count):
            self.make_products(count)
            return self.count(self.sync)

        create(5)
        for_10, for_90 = create(10), create(90)
        self.assertLessEqual(for_90, for_10 + 2)

    def test_withdrawn_chunk(self):
        products = self.make_products(100)
        self.sync()

        def withdraw(some):
            some.active = False
            with patch(f"{WITHDRAW_MODULE}.WITHDRAW_FREE_COUNT", 1000):
                return self.count(self.sync)

        withdraw(products[:5])
        for_10, for_80 = withdraw(products[5:15]), withdraw(products[15:95])
        self.assertLessEqual(for_80, for_10 + 2)

    def test_backlog_stays_small(self):
        self.make_products(40)
        sizes = []
        runs = self.registry["medusa.sync.run"]
        step = runs._step

        def note_and_step(run, leg):
            processed = step(run, leg)
            sizes.append(len((run.cursor or {}).get("backlog", [])))
            return processed

        small = {"VERIFY_CHUNK": 6, "PUSH_CHUNK": 4}
        with patch.multiple(PRODUCTS_MODULE, **small), patch.object(runs, "_step", note_and_step):
            self.assert_run(self.sync(), created=40)
        # What is under way is in it: a chunk for each of two connections, and one that is ready.
        self.assertLess(max(sizes), 6 + 4 * 4)
        self.assertGreater(len(sizes), 40 / 4)

    def test_changes_spread_over_the_catalogue_go_out_together(self):
        products = self.make_products(40)
        self.sync()
        small = {"VERIFY_CHUNK": 6, "PUSH_CHUNK": 4}
        with patch.multiple(PRODUCTS_MODULE, **small):
            products[::10].write({"list_price": 77})
            run = self.sync()
            self.assertEqual((run.updated_count, run.write_count), (4, 1))
            (products[1] | products[38]).write({"list_price": 78})
            run = self.sync()
            self.assertEqual((run.updated_count, run.write_count), (2, 1))

    def test_saving_a_product_asks_no_table_of_ours(self):
        [product] = self.make_catalogue(1)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.queries() as found:
            product.write({"name": "Other", "list_price": 5, "weight": 2})
            product.product_variant_ids[0].write({"default_code": self.sku("X")})
            self.env.flush_all()
        self.assertTrue(found)
        self.assertFalse([query for query in found if "medusa_product_binding" in query])
        self.assertFalse([query for query in found if "medusa_backend" in query])
