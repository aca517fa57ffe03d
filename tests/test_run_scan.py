from contextlib import contextmanager
from unittest.mock import patch

from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..models.product import phase_scan as medusa_store_scan
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class ScanScenarios:
    """What a run learns from the store's index."""

    def test_deleted_in_medusa(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        self.assert_run(self.sync(), created=2)
        before = self.read(chair)
        self.delete_remote(before)
        run = self.sync()
        self.assert_run(run, created=1, unchanged=1)
        [log] = run.log_ids
        self.assertEqual((log.operation, log.result), ("recreate", "success"))
        self.assertIn(chair.name, log.message)
        remote = self.read(chair)
        self.assertNotEqual(remote["id"], before["id"])
        self.assertEqual(remote["handle"], before["handle"])
        self.assertEqual(remote["title"], chair.name)
        self.assertEqual(remote["variants"]["Default"]["prices"], {(self.currency, None): 10})
        binding = self.get_binding(chair)
        self.assertEqual((binding.state, binding.medusa_id), ("synced", remote["id"]))
        [variant] = binding.variant_binding_ids
        self.assertEqual(variant.medusa_id, remote["variants"]["Default"]["id"])
        self.assertEqual(self.read(desk)["title"], desk.name)
        self.assert_nothing_left()

    def test_deleted_in_medusa_and_changed_in_odoo(self):
        shirt = self.make_shirt()
        self.delete_remote(self.push(shirt))
        shirt.list_price = 11
        run = self.sync()
        self.assert_run(run, created=1)
        self.assertEqual(run.log_ids.operation, "recreate")
        for variant in self.read(shirt)["variants"].values():
            self.assertEqual(variant["prices"], {(self.currency, None): 11})

    def test_deleted_in_medusa_and_made_again_there(self):
        chair = self.make_product()
        self.delete_remote(self.push(chair))
        other = self.make_remote(external_id=str(chair.id))
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read(chair)["id"], other["id"])
        self.assertEqual(self.get_binding(chair).medusa_id, other["id"])
        self.assert_nothing_left()

    def test_numbers_that_are_no_products(self):
        """Whatever stands in somebody's metadata, the run goes through."""
        chair = self.make_product()
        for value in ("", "abc", "12.5", "-1", "99999999999999999999", "٣", 1.5, True, [chair.id]):
            self.make_remote(metadata={"external_id": value})
        self.assert_run(self.sync(), created=1)
        bindings = self.env["medusa.product.binding"].search([("backend_id", "=", self.backend.id)])
        self.assertEqual(bindings.product_tmpl_id, chair)

    def test_products_that_are_not_selected_are_not_touched(self):
        chair = self.make_product(sale_ok=False)
        before = [
            self.make_remote(external_id=str(chair.id), status="published"),
            self.make_remote(metadata={"external_id": chair.id}, status="published"),
        ]
        self.assert_run(self.sync())
        self.assertEqual([self.read_by_id(row["id"]) for row in before], before)
        self.assertFalse(self.get_binding(chair))


@tagged("post_install", "-at_install")
class TestScan(ScanScenarios, FakeLifecycleCase):
    """The index of a store in memory."""

    def test_reading_that_broke_off_is_done_again_before_a_resync(self):
        chair = self.make_product()
        present = self.make_remote(metadata={"external_id": str(chair.id)})
        self.fake.misbehave("server_error", self.is_index)
        self.assertEqual(self.sync().state, "failed")
        self.assertFalse(self.backend.scanned_at)
        self.fake.behave()
        self.backend._reset_connection()
        self.backend._queue_run("button", chair.ids, force=True)
        self.assert_run(self.work_through_queue(), updated=1)
        self.assertEqual([row["id"] for row in self.fake.products], [present["id"]])

    def is_index(self, row):
        return row.path == "/admin/products" and ("limit", "1000") in row.query


@tagged("post_install", "-at_install", "medusa_real")
class TestScanReal(ScanScenarios, RealLifecycleCase):
    """The index of a real Medusa."""


@tagged("post_install", "-at_install")
class TestScanPages(FakeLifecycleCase):
    """An index that takes several pages."""

    def setUp(self):
        super().setUp()
        small = patch.object(medusa_store_scan, "SCAN_PAGE", 3)
        small.start()
        self.addCleanup(small.stop)

    def test_lost_products_anywhere(self):
        products = self.make_products(10)
        self.assert_run(self.sync(), created=10)
        for index in (0, 1, 4, 9):
            self.delete_remote(self.read(products[index]))
        run = self.sync()
        self.assert_run(run, created=4, unchanged=6)
        self.assertEqual(set(run.log_ids.mapped("operation")), {"recreate"})
        self.assertEqual(
            run.log_ids.product_tmpl_id, products[0] + products[1] + products[4] + products[9]
        )
        self.assertEqual(len(self.fake.products), 10)
        self.assert_nothing_left()

    def test_page_is_compared_with_its_own_range(self):
        """What a page costs doesn't grow with the catalogue."""
        self.make_products(4)
        self.assert_run(self.sync(), created=4)
        with self.capture_queries() as queries:
            self.assert_run(self.sync(), unchanged=4)
        compared = [query for query in queries if "~>~" in query]
        # Two pages of products, and the end of the index, where nothing is left to read.
        self.assertEqual(len(compared), 5)
        # An index that `~>~` can use: PostgreSQL takes it once a table is large.
        self.env.cr.execute(
            "SELECT indexdef FROM pg_indexes WHERE indexname = %s",
            ["medusa_product_binding_medusa_id_index"],
        )
        [[made]] = self.env.cr.fetchall()
        self.assertIn("(backend_id, medusa_id varchar_pattern_ops)", made)
        # All of them are known: whose they are isn't asked anew.
        self.assertFalse([query for query in queries if "external_id = ANY" in query])

    @contextmanager
    def capture_queries(self):
        """Yield the queries of a block as they were sent."""
        queries, execute = [], Cursor.execute

        def note(cursor, query, params=None, **options):
            result = execute(cursor, query, params, **options)
            queries.append(cursor._obj.query.decode())
            return result

        with patch.object(Cursor, "execute", note):
            yield queries

    def test_all_lost(self):
        products = self.make_products(10)
        self.assert_run(self.sync(), created=10)
        for product in products:
            self.delete_remote(self.read(product))
        self.assert_run(self.sync(), created=10)
        self.assertEqual(len(self.fake.products), 10)

    def test_claims_on_any_page(self):
        products = self.make_products(8)
        before = [
            self.make_remote(metadata={"external_id": str(product.id)}) for product in products
        ]
        self.assert_run(self.sync(), updated=8)
        self.assertEqual(
            {product["id"] for product in self.fake.products}, {row["id"] for row in before}
        )

    def test_claims_on_different_pages_are_a_conflict(self):
        chair = self.make_product()
        self.make_remote(metadata={"external_id": chair.id})
        for _turn in range(6):
            self.make_remote()
        self.make_remote(metadata={"external_id": str(chair.id)})
        self.assert_run(self.sync(), "errors", failed=1)
        self.assertEqual(self.get_binding(chair).state, "conflict")
