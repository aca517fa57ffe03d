from unittest.mock import patch

import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.core import transaction
from ..models.core.locks import claim
from ..models.core.transaction import new_env
from .support.committed import CommittedCase


@tagged("post_install", "-at_install")
class TestTermsOfTwoProcesses(CommittedCase):
    """Two processes need the same tag at the same time."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(transaction, "LOCK_TIMEOUT", "100ms"))
        [self.product_id] = self.make_products(1)
        with self.transaction() as env:
            tag = env["product.tag"].create({"name": self.prefix})
            env["product.template"].browse(self.product_id).product_tag_ids = tag
            self.tag_id = tag.id
        self.addCleanup(self.delete_tag)

    def delete_tag(self):
        with self.transaction() as env:
            env["product.tag"].browse(self.tag_id).unlink()

    def queue_resync(self):
        """Return the id of a run over the product alone, which needs the tag as well."""
        with self.transaction() as env:
            backend = env["medusa.backend"].browse(self.backend_id)
            return backend._queue_run("manual", [self.product_id]).id

    def go_to_terms(self, run_id):
        for _step in range(10):
            if self.read_run(run_id, "phase") == "terms":
                return
            self.step(run_id)
        self.fail("The run has no terms.")

    def assert_one_tag(self, *run_ids):
        for run_id in run_ids:
            self.work_off(run_id)
            self.assertEqual(self.read_run(run_id, "state", "failed_count"), ("done", 0))
        rows = self.fake.state.tags.values()
        self.assertEqual([row["value"] for row in rows], [self.prefix])
        product = self.fake.product_by_external_id(self.product_id)
        self.assertEqual([tag["value"] for tag in product["tags"]], [self.prefix])

    @mute_logger("odoo.sql_db")
    def test_between_the_look_and_the_record(self):
        first, second = self.queue_run(), self.queue_resync()
        self.go_to_terms(first)
        self.go_to_terms(second)
        term, waiting = self.registry["medusa.term"], [second]
        create = term.create

        def create_late(records, vals_list):
            if waiting:
                self.step(waiting.pop())
            return create(records, vals_list)

        with patch.object(term, "create", create_late):
            self.step(first)
        self.assertFalse(waiting)
        self.assert_one_tag(first, second)

    @mute_logger("odoo.sql_db")
    def test_while_the_tag_is_made(self):
        first, second = self.queue_run(), self.queue_resync()
        self.go_to_terms(first)
        self.go_to_terms(second)
        self.meanwhile("POST /admin/product-tags", lambda _row: self.step(second))
        self.step(first)
        self.assertEqual(self.read_run(second, "phase"), "terms", "it waits for its turn")
        self.assert_one_tag(first, second)

    def test_the_claim_ends_with_the_step(self):
        run_id = self.queue_run()
        self.work_off(run_id)
        with new_env_of(self) as env, claim(env, "term", [self.backend_id]) as claimed:
            self.assertEqual(claimed, [self.backend_id])


@tagged("post_install", "-at_install")
class TestReleases(CommittedCase):
    """What ends a claim hides no cause, and leaves nothing held."""

    @mute_logger("odoo.sql_db")
    def test_connection_that_is_gone(self):
        class Cause(Exception):  # noqa: N818
            pass

        with self.assertRaises(Cause), new_env_of(self) as env, claim(env, "x", [1]):
            env.cr._cnx.close()
            raise Cause

    @mute_logger("odoo.sql_db")
    def test_what_was_pending_is_refused(self):
        """Nothing is held by a claim whose beginning failed."""
        with new_env_of(self) as env:
            term = env["medusa.term"].create(
                {
                    "backend_id": self.backend_id,
                    "kind": "tag",
                    "res_model": "product.tag",
                    "external_id": "1",
                }
            )
            term.kind = False
            with self.assertRaises(psycopg2.Error), claim(env, "y", [1]):
                self.fail("It holds a key although what was open can't be committed.")
            env.cr.rollback()
            with new_env_of(self) as other, claim(other, "y", [1]) as claimed:
                self.assertEqual(claimed, [1])

    @mute_logger("odoo.sql_db")
    def test_who_waits_too_long_holds_nothing(self):
        self.startPatcher(patch.object(transaction, "LOCK_TIMEOUT", "100ms"))
        with (
            new_env_of(self) as env,
            claim(env, "z", [1]),
            new_env_of(self) as other,
            claim(other, "z", [1], wait=True) as claimed,
        ):
            self.assertEqual(claimed, [])
        with new_env_of(self) as env, claim(env, "z", [1], wait=True) as claimed:
            self.assertEqual(claimed, [1])


def new_env_of(case):
    """Return an environment on a new cursor of the connector's own."""
    with case.registry.cursor() as cr:
        return new_env(case.get_env(cr))
