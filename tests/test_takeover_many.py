from odoo.exceptions import UserError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.takeover import TakeOverMixin


@tagged("post_install", "-at_install")
class TestTakeOverMany(TakeOverMixin, FakeLifecycleCase):
    """All of one kind at once."""

    def setUp(self):
        super().setUp()
        self.hats = self.make_products(3, "Hat")
        self.by_title = [self.make_by_hand(hat.name) for hat in self.hats]
        self.coat = self.make_product("Coat", default_code=self.sku("C"))
        self.make_by_hand("Else", "C")
        self.other = self.make_by_hand("Other")
        self.take_over()
        self.matches = self.env["medusa.match"].search([("backend_id", "=", self.backend.id)])

    def decide(self, **vals):
        return self.env["medusa.match.bulk"].create(vals).action_decide()

    def test_groups_of_the_list(self):
        groups = self.env["medusa.match"].formatted_read_group(
            [("backend_id", "=", self.backend.id)], ["heading"], ["__count"]
        )
        self.assertEqual(
            [(group["heading"], group["__count"]) for group in groups],
            [("1_exact", 1), ("3_weak", 3), ("6_other", 1)],
        )

    def test_all_that_a_search_finds(self):
        """The web client names no more than so many of them."""
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        domain = [("strength", "=", "weak"), ("backend_id", "=", self.backend.id)]
        found = self.env["medusa.match"].search(domain)
        sent = {"active_model": "medusa.match", "active_domain": domain}
        found[:1].with_context(**sent, active_ids=found[:1].ids).action_reject()
        self.assertEqual(found.mapped("state").count("rejected"), 1, "it was chosen alone")
        found[:2].with_context(**sent, active_ids=found[:2].ids).action_accept()
        self.assertEqual(set((found - found[:1]).mapped("state")), {"accepted"})
        self.assertEqual(self.get_match(self.coat).state, "open")

    def test_by_strength(self):
        wizard = self.env["medusa.match.bulk"].create({"heading": "3_weak"})
        self.assertEqual((wizard.backend_id, wizard.count), (self.backend, 3))
        wizard.action_decide()
        self.assertEqual({self.get_match(hat).state for hat in self.hats}, {"accepted"})
        self.assertEqual(self.get_match(self.coat).state, "open")
        with self.assertRaises(UserError):
            wizard.action_decide()
        self.decide(heading="1_exact", decision="exclude")
        self.assertEqual(self.coat.medusa_excluded_backend_ids, self.backend)
        self.assert_run(self.sync(), updated=3)
        self.assertEqual(self.get_leftover(self.other).state, "open")

    def test_number_of_queries(self):
        """Of thousands, each costs no query of its own."""
        few = self.make_products(2, "Bag") | self.make_products(20, "Belt")
        for product in few:
            self.make_by_hand(product.name)
        self.take_over()

        def count(name):
            domain = [("name", "=like", f"{name}%"), ("backend_id", "=", self.backend.id)]
            matches = self.env["medusa.match"].search(domain)
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            matches.action_accept()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        self.assertLessEqual(count("Belt"), count("Bag") + 4)
