from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, new_test_user, tagged
from odoo.tools import mute_logger

from .support.lifecycle import FakeLifecycleCase
from .support.prices import PriceMixin


@tagged("post_install", "-at_install")
class TestPriceSettings(PriceMixin, FakeLifecycleCase):
    """What an admin chooses, is warned of and may do."""

    def test_two_lines_of_one_currency_are_refused(self):
        self.add_price_line(self.make_pricelist(name="One"))
        with self.assertRaisesRegex(ValidationError, "Two .*and One .*are both in"):
            self.add_price_line(self.make_pricelist(name="Two"))

    @mute_logger("odoo.sql_db")
    def test_pricelist_whose_currency_becomes_that_of_another_line(self):
        self.add_price_line(self.make_pricelist())
        other = self.make_pricelist(currency="JPY")
        self.add_price_line(other)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            other.currency_id = self.env.company.currency_id
            self.env.flush_all()

    def test_a_new_price_list_is_not_being_removed(self):
        pricelist = self.make_pricelist()
        with Form(self.env["medusa.price.list"]) as form:
            form.backend_id = self.backend
            form.pricelist_id = pricelist
            form.pricelist_id = pricelist.browse()
            self.assertEqual(form.state, "new")
            form.pricelist_id = pricelist

    def test_same_currency_in_two_stores(self):
        pricelist = self.make_pricelist()
        self.add_price_line(pricelist)
        other = self.make_backend(name="Other")
        self.env["medusa.price.line"].create({"backend_id": other.id, "pricelist_id": pricelist.id})

    def test_pricelist_of_another_company(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self.make_pricelist(company_id=company.id)
        for add in (self.add_price_line, self.add_price_list):
            with self.assertRaises(UserError):
                add(foreign)
        self.add_price_line(self.make_pricelist(company_id=self.env.company.id))
        with self.assertRaises(UserError):
            self.backend.company_id = company

    def test_cost_of_the_stores_company(self):
        company = self.env["res.company"].create(
            {"name": "Elsewhere", "currency_id": self.env.company.currency_id.id}
        )
        product = self.make_product(list_price=100, standard_price=40)
        product.with_company(company).standard_price = 70
        cost = {"compute_price": "formula", "base": "standard_price"}
        pricelist = self.make_pricelist(cost, company_id=False)
        self.backend.company_id = company
        variant = product.product_variant_ids
        computer = self.env["medusa.price.computer"]
        rows = computer._compute_pricelist(self.backend, pricelist, variant)
        self.assertEqual(rows[variant.id][0]["amount"], 70)

    def test_unsupported_currencies_are_named_and_added(self):
        for name in ("JPY", "CHF"):
            self.add_price_line(self.make_pricelist(currency=name))
        self.assertFalse(self.backend.missing_currencies)
        toast = self.backend.action_test_connection()
        self.assertEqual(self.backend.missing_currencies, "CHF, JPY")
        self.assertIn("doesn't support CHF, JPY", toast["params"]["message"])
        self.assertIn("doesn't support CHF, JPY", self.backend.price_warning)
        self.backend.action_add_currencies()
        self.assertFalse(self.backend.missing_currencies)
        self.assertEqual(set(self.backend.store_currencies.split(", ")), {"EUR", "CHF", "JPY"})
        self.fake.forget_requests()
        self.backend.action_add_currencies()
        self.assertFalse(self.fake.writes)

    def test_rules_that_the_store_can_not_hold(self):
        group = self.env["res.country.group"].create({"name": "North"})
        pricelist = self.make_pricelist(
            self.discount(5, date_start="2020-01-01"), name="Cold", country_group_ids=group.ids
        )
        self.add_price_line(pricelist)
        self.assertIn("country groups of pricelist Cold", self.backend.price_warning)
        self.assertIn(
            "rules of pricelist Cold begin or end at a time (1)", self.backend.price_warning
        )
        pricelist.active = False
        self.backend.invalidate_recordset()
        self.assertIn("Pricelist Cold is archived", self.backend.price_warning)

    def test_rights(self):
        price_list = self.add_price_list(self.make_pricelist())
        line = self.add_price_line(self.make_pricelist(currency="JPY"))
        user = new_test_user(self.env, "reads", "medusa_connector.group_medusa_user")
        manager = new_test_user(
            self.env, "manages", "base.group_user,medusa_connector.group_medusa_manager"
        )
        nobody = new_test_user(self.env, "neither", "base.group_user")
        self.assertEqual(line.with_user(user).currency_id.name, "JPY")
        self.assertFalse(self.backend.with_user(user).missing_currencies)
        self.backend.with_user(user).price_warning  # noqa: B018 may be read
        for record in (price_list, line):
            with self.assertRaises(AccessError):
                record.with_user(user).write({"backend_id": self.backend.id})
            with self.assertRaises(AccessError):
                record.with_user(nobody).read()
        for method in ("action_remove", "action_keep"):
            with self.assertRaises(AccessError):
                getattr(price_list.with_user(user), method)()
        with self.assertRaises(AccessError):
            self.backend.with_user(user).action_add_currencies()
        with self.assertRaises(AccessError):
            price_list.with_user(nobody).action_push()
        price_list.with_user(user).action_push()
        price_list.with_user(manager).status = "draft"
        price_list.with_user(manager).action_remove()
        self.assertFalse(price_list.exists())

    def test_other_companies_are_not_seen(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        price_list = self.add_price_list(self.make_pricelist())
        line = self.add_price_line(self.make_pricelist(currency="JPY"))
        user = new_test_user(
            self.env,
            "abroad",
            "medusa_connector.group_medusa_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        for record in (price_list, line):
            with self.assertRaises(AccessError):
                record.with_user(user).read(["backend_id"])
