from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.security import SecurityCase
from .support.soon import SoonCase


class SwitchScenarios:
    """Products that a person takes out of a store, or into it."""

    def test_out_and_back(self):
        chair, table = self.make_product("Chair"), self.make_product("Table")
        self.assert_run(self.sync(), created=2)
        chair.medusa_excluded_backend_ids = self.backend
        self.assert_run(self.sync(), withdrawn=1, unchanged=1)
        self.assertEqual(
            (self.read(chair)["status"], self.read(table)["status"]), ("draft", "published")
        )
        self.assert_nothing_left()
        chair.medusa_excluded_backend_ids = False
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertEqual(self.read(chair)["status"], "published")

    def test_in_beside_the_filter(self):
        other = self.env["product.category"].create({"name": "Elsewhere"})
        lamp = self.make_product("Lamp", categ_id=other.id)
        self.assert_run(self.sync())
        lamp.medusa_included_backend_ids = self.backend
        self.assert_run(self.sync(), created=1)
        lamp.medusa_included_backend_ids = False
        self.assert_run(self.sync(), withdrawn=1)


@tagged("post_install", "-at_install")
class TestSwitch(SwitchScenarios, FakeLifecycleCase):
    """Products that are switched by hand, in a store in memory."""

    def selected(self):
        return set(self.backend._search_selection([("categ_id", "=", self.category.id)]))

    def test_limits_hold(self):
        self.backend.product_domain = "[('id', '=', 0)]"
        other = self.env["res.company"].create({"name": "Other"})
        archived, unsold, theirs, fine = (
            self.make_product(name, **vals)
            for name, vals in (
                ("Archived", {"active": False}),
                ("Unsold", {"sale_ok": False}),
                ("Theirs", {"company_id": other.id}),
                ("Fine", {}),
            )
        )
        products = archived + unsold + theirs + fine
        products.medusa_included_backend_ids = self.backend
        self.assertEqual(self.selected(), {fine.id})
        reasons = [product.medusa_reasons for product in products]
        for words, reason in zip(
            ("archived", "for sale", "Other", "Also in"), reasons, strict=True
        ):
            self.assertIn(words, reason)

    def test_the_last_choice_counts(self):
        chair = self.make_product()
        chair.medusa_included_backend_ids = self.backend
        chair.medusa_excluded_backend_ids = self.backend
        self.assertFalse(chair.medusa_included_backend_ids)
        self.assertEqual(chair.medusa_excluded_backend_ids, self.backend)
        self.assertFalse(self.selected())
        chair.write(
            {
                "medusa_excluded_backend_ids": [Command.clear()],
                "medusa_included_backend_ids": [Command.link(self.backend.id)],
            }
        )
        self.assertEqual(chair.medusa_switch_ids.mapped("kind"), ["included"])
        chair.write(
            {
                "medusa_included_backend_ids": [Command.unlink(self.backend.id)],
                "medusa_excluded_backend_ids": [Command.set(self.backend.ids)],
            }
        )
        self.assertEqual(chair.medusa_switch_ids.mapped("kind"), ["excluded"])

    def test_both_at_once_is_refused(self):
        both = {
            "medusa_excluded_backend_ids": self.backend.ids,
            "medusa_included_backend_ids": self.backend.ids,
        }
        with self.assertRaisesRegex(ValidationError, "Chair.*Shop"):
            self.make_product(**both)

    def test_a_new_product_is_born_switched(self):
        chair = self.make_product(medusa_excluded_backend_ids=[Command.set(self.backend.ids)])
        self.assertFalse(self.selected())
        products = self.env["product.template"]
        mine = [("categ_id", "=", self.category.id)]
        lamp = self.make_product("Lamp")
        for domain, found in (
            ([("medusa_excluded_backend_ids", "in", self.backend.ids)], chair),
            ([("medusa_excluded_backend_ids", "=", False)], lamp),
            ([("medusa_excluded_backend_ids.name", "=", "Shop")], chair),
            ([("medusa_excluded_backend_ids", "ilike", "sho")], chair),
            ([("medusa_included_backend_ids", "!=", False)], products),
        ):
            self.assertEqual(products.search(mine + domain), found, domain)

    def test_a_copy_begins_anew(self):
        chair = self.make_product(medusa_excluded_backend_ids=[Command.set(self.backend.ids)])
        copy = chair.copy()
        self.assertFalse(copy.medusa_switch_ids)
        self.assertEqual(self.selected(), {copy.id})

    def test_reasons(self):
        chair = self.make_product()
        self.assertIn("Selected by the store", chair.medusa_reasons)
        chair.medusa_excluded_backend_ids = self.backend
        self.assertIn(f"{self.env.user.name} switched it off", chair.medusa_reasons)
        chair.medusa_excluded_backend_ids = False
        self.backend.product_domain = "[('id', '=', 0)]"
        chair.invalidate_recordset(["medusa_reasons"])
        self.assertIn("Not selected", chair.medusa_reasons)
        self.assertEqual(chair.medusa_state, "none")
        chair.medusa_included_backend_ids = self.backend
        self.assertEqual(chair.medusa_state, "pending")

    def test_resync_says_why(self):
        chair = self.make_product(medusa_excluded_backend_ids=[Command.set(self.backend.ids)])
        self.env.flush_all()
        text = self.env["medusa.resync"]._push_visible(self.backend.id, chair.ids, self.env.uid)[1]
        self.assertIn("switched it off", text)

    def test_action_on_a_selection(self):
        products = self.make_products(3)
        wizards = self.env["medusa.switch.wizard"].with_context(
            active_model="product.product", active_ids=products[:2].product_variant_ids.ids
        )
        for choice, left in (("excluded", products[2:]), ("included", products)):
            form = Form(wizards)
            self.assertEqual((form.product_count, form.backend_ids.ids), (2, self.backend.ids))
            form.choice = choice
            form.save().action_apply()
            self.assertEqual(self.selected(), set(left.ids), choice)
        self.assertEqual(len(products.medusa_switch_ids), 2)
        form = Form(wizards)
        form.choice = "filter"
        form.save().action_apply()
        self.assertFalse(products.medusa_switch_ids)
        self.assertEqual(self.selected(), set(products.ids))


@tagged("post_install", "-at_install", "medusa_real")
class TestSwitchReal(SwitchScenarios, RealLifecycleCase):
    """Products that are switched by hand, in a real Medusa."""


@tagged("post_install", "-at_install")
class TestSwitchSoon(SoonCase):
    """Who is switched is looked at soon: its revision says so."""

    def test_out_and_in(self):
        chair = self.make_product()
        self.settle()
        revision = chair.medusa_revision
        chair.medusa_excluded_backend_ids = self.backend
        self.env.flush_all()
        chair.invalidate_recordset()
        self.assertNotEqual(chair.medusa_revision, revision)
        self.assert_run(self.notice_and_push(), withdrawn=1)
        revision = chair.medusa_revision
        chair.medusa_excluded_backend_ids = False
        self.env.flush_all()
        chair.invalidate_recordset()
        self.assertNotEqual(chair.medusa_revision, revision)
        self.assert_run(self.notice_and_push(), updated=1)


@tagged("post_install", "-at_install")
class TestSwitchRights(SecurityCase):
    """Product managers and Medusa managers decide, each for the own companies' stores."""

    def setUp(self):
        super().setUp()
        self.both = self.make_user(
            "both", "medusa_connector.group_medusa_user", "product.group_product_manager"
        )

    def switch(self, user, backend=None):
        self.env["medusa.product.switch"].with_user(user)._switch(
            self.product.with_user(user), (backend or self.backend).with_user(user), "excluded"
        )

    def test_who_may(self):
        for user in (self.both, self.manager):
            self.switch(user)
            [switch] = self.product.medusa_switch_ids
            self.assertEqual(switch.write_uid, user)
            switch.sudo().unlink()
        for user in (self.user, self.nobody, self.system):
            with self.assertRaises(AccessError):
                self.switch(user)
        self.switch(self.both)
        switch = self.product.medusa_switch_ids.with_user(self.user)
        for act in (switch.unlink, lambda: switch.write({"kind": "included"})):
            with self.assertRaises(AccessError):
                act()

    def test_by_the_form_of_the_product(self):
        self.product.with_user(self.both).medusa_excluded_backend_ids = self.backend
        self.assertEqual(self.product.medusa_switch_ids.write_uid, self.both)
        with self.assertRaises(AccessError):
            self.product.with_user(self.nobody).medusa_excluded_backend_ids = False

    def test_other_companies_stores_are_theirs(self):
        company = self.env["res.company"].create({"name": "Other"})
        theirs = self.make_backend(name="Theirs", company_id=company.id)
        for user in (self.both, self.manager):
            with self.assertRaises(AccessError):
                self.switch(user, theirs)
        self.product.medusa_excluded_backend_ids = theirs
        mine = self.product.with_user(self.both)
        self.assertFalse(mine.medusa_excluded_backend_ids)
        self.assertNotIn("Theirs", mine.medusa_reasons)
        mine.medusa_excluded_backend_ids = False
        self.assertEqual(self.product.medusa_excluded_backend_ids, theirs, "not theirs to touch")

    def test_a_selection_of_somebody_without_our_groups(self):
        """Its author need not have a right to what was switched by hand."""
        self.switch(self.both)
        self.backend.with_user(self.system).sudo().product_domain = "[('sale_ok', '=', True)]"
        self.backend.sudo().product_domain_author_id = self.system
        self.assertNotIn(self.product.id, list(self.backend._search_selection()))

    def test_form_of_a_product(self):
        """The last choice counts there, too, and what was there stays with another change."""
        product = self.product.with_user(self.both)
        with Form(product) as form:
            form.medusa_included_backend_ids.add(self.backend)
        self.assertEqual(product.medusa_switch_ids.kind, "included")
        with Form(product) as form:
            form.list_price = 12
        self.assertEqual(product.medusa_switch_ids.kind, "included")
        with Form(product) as form:
            form.medusa_excluded_backend_ids.add(self.backend)
        self.assertEqual(product.medusa_switch_ids.kind, "excluded")
        with Form(product) as form:
            form.medusa_excluded_backend_ids.clear()
        self.assertFalse(product.medusa_switch_ids)
