import threading
from unittest.mock import patch

from odoo.tests import tagged

from ..sync.lanes import Reading
from .support.committed import BATCH, CommittedCase
from .support.lifecycle import FakeLifecycleCase
from .support.pictures import picture
from .support.terms import TermMixin


@tagged("post_install", "-at_install")
class TestVerifiedAhead(TermMixin, FakeLifecycleCase):
    """Products are verified while the store is asked for its index."""

    def setUp(self):
        super().setUp()
        # The store thinks until there is nothing left to verify.
        self.startPatcher(patch.object(Reading, "is_ready", return_value=False))

    def change_unseen(self, product):
        """Change a product as no dependency sees it."""
        product.flush_recordset()
        self.env.cr.execute(
            "UPDATE product_template SET list_price = list_price + 1 WHERE id = %s", product.ids
        )
        product.invalidate_recordset()

    def test_nobody_is_verified_twice(self):
        products = self.make_products(7)
        self.assert_run(self.sync(), created=7)
        verified = []
        find = self.registry["medusa.product.changes"]._find_changed

        def note(changes, backend, ids):
            verified.extend(ids)
            return find(changes, backend, ids)

        ahead = "odoo.addons.medusa_connector.models.product.ahead.AHEAD_CHUNK"
        changes = self.registry["medusa.product.changes"]
        with patch(ahead, 3), patch.object(changes, "_find_changed", note):
            self.assert_run(self.sync(), unchanged=7)
        self.assertEqual(sorted(verified), sorted(products.ids))

    def test_what_no_dependency_sees(self):
        _chair, desk = self.make_products(2)
        self.assert_run(self.sync(), created=2)
        self.change_unseen(desk)
        self.assert_run(self.sync(), updated=1, unchanged=1)
        price = self.read(desk)["variants"]["Default"]["prices"][self.currency, None]
        self.assertEqual(price, desk.list_price)
        self.assert_nothing_left()

    def test_a_product_that_the_index_lacks(self):
        """It was found unchanged before the index said that it is gone."""
        _chair, desk = self.make_products(2)
        self.assert_run(self.sync(), created=2)
        self.delete_remote(self.read(desk))
        self.assert_run(self.sync(), created=1, unchanged=1)

    def test_a_product_that_is_edited_after_its_verdict(self):
        _chair, desk = self.make_products(2)
        self.assert_run(self.sync(), created=2)
        phase = self.registry["medusa.phase.scan"]
        record = phase._record

        def edit(*args):
            desk.list_price = 77
            self.env.flush_all()
            return record(*args)

        with patch.object(phase, "_record", edit):
            self.assert_run(self.sync(), updated=1, unchanged=1)

    def test_a_category_that_is_made_anew_after_the_verdict(self):
        self.backend.category_source = "product"
        chair = self.make_product()
        self.push(chair)
        former = self.get_term(self.category).medusa_id
        self.store_call("DELETE", f"/admin/product-categories/{former}")
        self.assert_run(self.sync(), updated=1)
        [category] = self.read_terms(chair)["categories"]
        self.assertNotEqual(category["id"], former)
        self.assert_nothing_left()

    def test_a_term_that_is_found_without_a_write_after_the_verdict(self):
        tag = self.make_tag("Oak")
        chair = self.make_product(product_tag_ids=tag.ids)
        self.push(chair)
        # As if a process had been killed before it recorded what it had made.
        self.get_term(tag).write({"medusa_id": False, "payload_hash": False})
        self.sync()
        self.sync()
        self.assertEqual(self.get_tags(chair), {tag.name})
        self.assert_nothing_left()

    def test_a_picture_that_is_lost_after_the_verdict(self):
        chair = self.make_product(image_1920=picture("red"))
        self.push(chair)
        self.env["medusa.picture"].search([]).checked_at = False
        self.fake.state.files.clear()
        self.assert_run(self.sync(), updated=1)
        self.assertTrue(self.fake.state.files)

    def test_runs_over_chosen_products_verify_nothing(self):
        chair = self.make_product()
        self.backend._queue_run("button", chair.ids, force=True)
        changes = self.registry["medusa.product.changes"]
        with patch.object(changes, "_find_changed", side_effect=AssertionError):
            self.assert_run(self.work_through_queue(), created=1)


@tagged("post_install", "-at_install")
class TestSentBeforeVerified(CommittedCase):
    """What surely changed goes out while the rest is verified."""

    def setUp(self):
        super().setUp()
        # The store has its index ready at once: nothing is verified ahead.
        self.startPatcher(patch.object(Reading, "is_ready", return_value=True))

    def edit(self, product_id, **vals):
        with self.transaction() as env:
            env["product.template"].browse(product_id).write(vals)

    def work_off_in_one_leg(self):
        run_id = self.queue_run()
        self.step(run_id, seconds=600)
        return run_id

    def test_rest_is_verified_meanwhile(self):
        ids = self.make_products(3)
        self.run_all()
        self.edit(ids[1], list_price=5)
        verified = threading.Event()
        changes = self.registry["medusa.product.changes"]
        find = changes._find_changed

        def note(records, backend, template_ids):
            found = find(records, backend, template_ids)
            self.assertEqual(template_ids, [ids[0], ids[2]])
            verified.set()
            return found

        self.at_each(BATCH, lambda _row: self.assertTrue(verified.wait(20)))
        with patch.object(changes, "_find_changed", note):
            run_id = self.work_off_in_one_leg()
        self.assertEqual(self.read_run(run_id, "state", "updated_count", "unchanged_count"),
                         ("done", 1, 2))  # fmt: skip
        self.assertEqual(self.read_run(run_id, "done_count"), 3)

    def test_rest_stands_in_the_cursor(self):
        """A process that is killed while it sends leaves nothing unverified."""
        ids = self.make_products(3)
        self.run_all()
        self.edit(ids[1], list_price=5)
        run_id = self.queue_run()
        sent = threading.Event()
        self.at_each(BATCH, lambda _row: sent.set())

        def die(*_args):
            self.assertTrue(sent.wait(20))
            raise SystemExit

        kill = patch.object(self.registry["medusa.product.changes"], "_find_changed", die)
        with kill, self.assertRaises(SystemExit):
            self.step(run_id, seconds=600)
        cursor = self.read_run(run_id, "cursor")
        self.assertEqual(cursor["rest"], [ids[0], ids[2]])
        self.assertEqual(cursor["backlog"], [ids[1]])
        self.work_off(run_id)
        # What was sent is there already.
        self.assertEqual(self.read_run(run_id, "state", "unchanged_count", "done_count"),
                         ("done", 3, 3))  # fmt: skip
