import threading
from unittest.mock import patch

from odoo.tests import BaseCase, tagged

from ..models.run.walk import skip
from .support.committed import CommittedCase

TRANSLATIONS = "POST /admin/translations/batch"
CHUNK = "odoo.addons.medusa_connector.models.translation.phase_translations.TRANSLATIONS_CHUNK"


@tagged("post_install", "-at_install")
class TestWalk(CommittedCase):
    """Parts of a walk over records that are at the store while Odoo prepares the next."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(CHUNK, 1))
        with self.transaction() as env:
            env["res.lang"]._activate_lang("fr_FR")
            backend = env["medusa.backend"].browse(self.backend_id)
            backend._test_connection()
            backend.translation_lang_ids = env["res.lang"]._lang_get("fr_FR")
        self.ids = self.make_products(4)
        self.translate("chaise")

    def translate(self, name):
        with self.transaction() as env:
            products = env["product.template"].with_context(lang="fr_FR").browse(self.ids)
            for product in products:
                product.name = f"{self.prefix} {name} {product.id}"

    def get_texts(self):
        """Return the French titles of products that the store has."""
        rows = self.fake.state.translations.values()
        return {row["translations"]["title"] for row in rows if row["reference"] == "product"}

    def get_wanted(self, name):
        return {f"{self.prefix} {name} {key}" for key in self.ids}

    def work_off_in_one_leg(self, run_id):
        return self.step(run_id, seconds=600)

    def test_two_parts_are_at_the_store_at_once(self):
        meeting = threading.Barrier(2, timeout=20)
        self.at_each(TRANSLATIONS, lambda _row: meeting.wait())
        run_id = self.queue_run()
        self.work_off_in_one_leg(run_id)
        self.assertEqual(self.read_run(run_id, "state"), "done")
        self.assertEqual(self.get_texts(), self.get_wanted("chaise"))

    def test_killed_while_the_first_part_is_under_way(self):
        """Parts that came in before it are not done again; it is."""
        run_id = self.queue_run()
        go_on, kept = threading.Event(), []
        self.addCleanup(go_on.set)
        numbers = iter(range(10))
        self.at_each(TRANSLATIONS, lambda _row: next(numbers) or go_on.wait(20))
        phase = self.registry["medusa.phase.translations"]
        record = phase._record

        def kill(records, run, step):
            if step.flight:
                if kept:
                    go_on.set()
                    raise SystemExit
                kept.append(step)
            return record(records, run, step)

        with patch.object(phase, "_record", kill), self.assertRaises(SystemExit):
            self.work_off_in_one_leg(run_id)
        cursor = self.read_run(run_id, "cursor")
        bindings = self.get_bindings()
        self.assertEqual(cursor["after"], 0)
        self.assertEqual(cursor["landed"], [bindings[:2]])
        self.work_off(run_id)
        self.assertEqual(self.read_run(run_id, "state"), "done")
        self.assertEqual(self.get_texts(), self.get_wanted("chaise"))
        self.assertEqual(len(self.fake.state.translations), 4)

    def get_bindings(self):
        mine = [("backend_id", "=", self.backend_id)]
        return [key for (key,) in self.read("medusa.product.binding", mine, "id")]

    def test_a_store_that_fails_is_said_once(self):
        meeting = threading.Barrier(2, timeout=20)
        self.at_each(TRANSLATIONS, lambda _row: meeting.broken or meeting.wait())
        self.fake.misbehave("unauthorized", TRANSLATIONS)
        run_id = self.queue_run()
        self.work_off_in_one_leg(run_id)
        self.assertEqual(self.read_run(run_id, "state", "failure_type"),
                         ("failed", "authentication"))  # fmt: skip
        [failures] = self.read("medusa.backend", [("id", "=", self.backend_id)], "failures")
        self.assertEqual(failures, (1,))
        self.fake.behave()
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id)._reset_connection()
        self.run_all()
        self.assertEqual(self.get_texts(), self.get_wanted("chaise"))


@tagged("post_install", "-at_install")
class TestPlaces(BaseCase):
    """Where a walk goes on."""

    def test_behind_all_that_follows_without_a_gap(self):
        self.assertEqual(skip(0, {0: 3, 3: 7, 9: 12}), 7)
        self.assertEqual(skip(5, {0: 3}), 5)
