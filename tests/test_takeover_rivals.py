from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from ..models.core.locks import get_space
from ..models.product.claims import get_claim_space
from ..models.takeover import obstacles
from .support.lifecycle import FakeLifecycleCase
from .support.takeover import TakeOverMixin


@tagged("post_install", "-at_install")
class TestTakeOverRivals(TakeOverMixin, FakeLifecycleCase):
    """What happens at the same moment: nothing is bound twice."""

    def setUp(self):
        super().setUp()
        self.chair, self.desk = self.make_product(), self.make_product("Desk")
        self.rows = [self.make_by_hand(row.name) for row in (self.chair, self.desk)]
        self.take_over()
        self.matches = self.get_match(self.chair) | self.get_match(self.desk)

    @contextmanager
    def held_by_another(self, space, key):
        with self.registry._db.cursor() as cr:
            cr.execute("SELECT pg_advisory_xact_lock(%s, %s)", [get_space(space), key])
            yield

    def test_two_people_decide(self):
        with (
            self.held_by_another("matches", self.backend.id),
            self.assertRaisesRegex(UserError, "Somebody else"),
        ):
            self.matches.action_accept()
        self.assertEqual(self.matches.action_accept()["params"]["type"], "success")

    def test_another_process_pushes(self):
        with self.held_by_another(get_claim_space(self.backend), self.chair.id):
            params = self.matches.action_accept()["params"]
            self.assertEqual(params["type"], "warning")
            self.assertIn(f"{self.chair.name} is being pushed", params["message"])
            with self.assertRaisesRegex(UserError, "is being pushed"):
                self.get_match(self.chair).action_accept()
        self.assertEqual(self.matches.mapped("state"), ["open", "accepted"])
        self.assertFalse(self.get_binding(self.chair))

    def test_accepted_by_another_while_this_transaction_waited(self):
        """A snapshot is older than what was committed before the lock was free."""
        chair = self.get_match(self.chair)

        @contextmanager
        def committed(env):
            with env.cr.savepoint() as savepoint:
                other = self.make_product("Other")
                env["medusa.product.binding"].sudo().create(
                    {
                        "backend_id": self.backend.id,
                        "product_tmpl_id": other.id,
                        "external_id": str(other.id),
                        "medusa_id": chair.medusa_id,
                    }
                )
                yield env(su=True)
                savepoint.rollback()

        with (
            patch.object(obstacles, "new_env", committed),
            self.assertRaisesRegex(UserError, "is bound to"),
        ):
            chair.action_accept()
        self.assertFalse(self.get_binding(self.chair))

    def test_one_that_is_bound_by_now_holds_up_no_other(self):
        self.get_match(self.chair).copy({"product_tmpl_id": self.make_product().id, "name": "Twin"})
        self.get_match(self.chair).action_accept()
        matches = self.env["medusa.match"].search([("state", "=", "open")])
        self.assertEqual(len(matches), 2)
        params = matches.action_accept()["params"]
        self.assertIn("is bound to", params["message"])
        self.assertEqual(self.get_match(self.desk).state, "accepted")

    # === COMPANIES === #

    def test_product_that_went_to_a_company_that_the_person_does_not_see(self):
        manager = new_test_user(self.env, "M", "medusa_connector.group_medusa_manager")
        self.chair.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.env.invalidate_all()
        match = self.get_match(self.chair).with_user(manager)
        specification = {"product_tmpl_id": {"fields": {"display_name": {}}}, "comparison": {},
                         "name": {}, "candidate_ids": {"fields": {"comparison": {}}}}  # fmt: skip
        [shown] = match.web_read(specification)
        self.assertEqual(shown["name"], match.name)
        with self.assertRaisesRegex(UserError, "isn't among the products"):
            match.action_accept()
        self.assertEqual(
            self.matches.with_user(manager).action_accept()["params"]["type"], "warning"
        )
        match.action_exclude()
        self.assertEqual(match.state, "rejected")
        self.take_over()
        self.assertEqual(self.get_match(self.desk).state, "accepted")
