from unittest.mock import patch

from odoo.tests import tagged

from ..models.run.labels import get_kind_labels, get_phase_labels
from ..models.run.phase import KINDS, SCOPES, Scope
from .support.stock_case import FakeStockCase

SCOPES_MODULE = "odoo.addons.medusa_connector.models.run.machine.SCOPES"


@tagged("post_install", "-at_install")
class TestPhases(FakeStockCase):
    """One table says what a run goes through."""

    def test_each_phase_of_the_table_is_there(self):
        labels = get_phase_labels(self.env)
        for scope, content in SCOPES.items():
            self.assertIn(content.main, content.phases, scope)
            for name in content.phases:
                self.assertIn(f"medusa.phase.{name}", self.env)
                self.assertIn(name, labels)

    def test_each_phase_that_is_there_is_in_the_table(self):
        used = {name for scope in SCOPES.values() for name in scope.phases}
        phases = {name for name in self.env.registry if name.startswith("medusa.phase.")}
        self.assertEqual({name.removeprefix("medusa.phase.") for name in phases}, used)
        self.assertEqual(set(get_phase_labels(self.env)), used)

    def test_a_scope_is_what_the_field_offers(self):
        field = self.env["medusa.sync.run"]._fields["scope"]
        self.assertEqual(set(dict(field.selection)), set(SCOPES))
        self.assertEqual({scope.kind for scope in SCOPES.values()}, set(KINDS))
        self.assertEqual(set(get_kind_labels(self.env)), set(KINDS))

    def test_a_phase_whose_room_is_gone_is_passed_over(self):
        chair = self.make_product()
        full = SCOPES["full"]
        shorter = {**SCOPES, "full": Scope((*full.phases, "markets"), full.main)}
        with patch(SCOPES_MODULE, shorter):
            self.assert_run(self.sync(), created=1)
        self.assertTrue(self.read(chair))

    def test_phases_follow_each_other_in_the_order_of_the_table(self):
        self.make_stored(5, product_tag_ids=[(0, 0, {"name": self.token})])
        seen = []
        turn = self.registry["medusa.sync.run"]._turn_to_next

        def note(run, *args, **kw):
            result = turn(run, *args, **kw)
            seen.append(run.phase)
            return result

        with patch.object(self.registry["medusa.sync.run"], "_turn_to_next", note):
            self.assert_run(self.sync(), created=1)
        order = [name for name in SCOPES["full"].phases if name in seen]
        self.assertEqual(list(dict.fromkeys(seen)), order)
        self.assertLessEqual({"scan", "terms", "products", "stock"}, set(seen))


@tagged("post_install", "-at_install")
class TestMayItGoOn(FakeStockCase):
    """Before every step of every scope a run is asked whether it may go on."""

    def begin_each(self):
        """Yield a run of each scope that stands in the middle of a phase."""
        chair = self.make_stored(5)
        self.sync()
        price_list = self.env["medusa.price.list"].create(
            {
                "backend_id": self.backend.id,
                "pricelist_id": self.env["product.pricelist"].create({"name": "P"}).id,
            }
        )
        # Texts in further languages were pushed once, and are to go.
        self.backend.has_translations = True
        self.backend.product_binding_ids.translations = {"prod_gone": {}}
        chosen = {"products": chair.ids, "prices": price_list.ids}
        for scope in SCOPES:
            run = self.backend._queue_run("manual", chosen.get(scope), scope=scope)
            self.step(run)
            self.assertEqual(run.state, "running", scope)
            self.assertTrue(run.phase, scope)
            self.put(chair.product_variant_id, 1)
            self.fake.forget_requests()
            yield run

    def step(self, run):
        with self.enter_registry_test_mode():
            self.env["medusa.queue"]._step_run(run.id)
        self.env.invalidate_all()

    def assert_stopped(self, run):
        scope = run.scope
        self.step(run)
        self.assert_ended(run, scope)
        self.assertEqual(self.fake.requests, [], scope)

    def assert_ended(self, run, scope):
        """One that nobody waits for leaves no trace; any other one says why."""
        if SCOPES[scope].is_aside:
            self.assertFalse(run.exists())
        else:
            self.assertEqual((run.state, run.failure_type), ("failed", "configuration"), scope)

    def test_in_a_database_that_was_copied_since(self):
        parameters = self.env["ir.config_parameter"].sudo()
        own = parameters.get_param("database.uuid")
        for run in self.begin_each():
            parameters.set_param("database.uuid", "another")
            self.assert_stopped(run)
            self.assertEqual(self.backend.connection_state, "copied")
            parameters.set_param("database.uuid", own)

    def test_without_the_key(self):
        for run in self.begin_each():
            self.env.cr.execute("UPDATE medusa_backend SET api_key = NULL")
            self.assert_stopped(run)
            self.backend.api_key = self.fake.api_key

    def test_at_another_store(self):
        for run in self.begin_each():
            self.backend._keep_failure(False, "Other", state="other_store")
            self.backend.medusa_store_id = "store_other"
            scope = run.scope
            self.step(run)
            self.assert_ended(run, scope)
            self.assertEqual(self.fake.writes, [], scope)
            self.backend.medusa_store_id = False
            self.backend._reset_connection()
