from unittest.mock import patch

from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..medusa import tax_rates
from ..models.core.locks import get_key
from ..models.tax import phase_taxes
from .support.lifecycle import RealLifecycleCase
from .support.taxes import NET_COUNTRY, TaxMixin
from .support.website import FakeWebsiteCase

PUSH_SECONDS = "odoo.addons.medusa_connector.models.tax.phase_taxes.PUSH_SECONDS"


class TaxClassScenarios(TaxMixin):
    """Products with a reduced tax have the store's reduced rate."""

    def setUp(self):
        super().setUp()
        self.standard, self.reduced = self.make_tax(20), self.make_tax(5.5)
        self.chair = self.make_product("Chair", taxes_id=self.standard.ids)
        self.book = self.make_product("Book", taxes_id=self.reduced.ids)
        rates = self.make_rates(NET_COUNTRY, full=20, less=5.5)
        self.full, self.less = rates["full"], rates["less"]

    def map_both(self):
        self.map_tax(self.standard, self.full)
        self.map_tax(self.reduced, self.less)

    def test_reduced_product_is_in_its_rate(self):
        self.map_both()
        self.assert_run(self.sync(), created=2)
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.book)})
        self.assertEqual(self.rules_of(self.full), set())
        self.assert_nothing_left()

    def test_product_leaves_a_rate_with_its_tax(self):
        self.map_both()
        self.sync()
        self.book.taxes_id = self.standard
        self.chair.taxes_id = self.reduced
        self.sync()
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.chair)})
        self.assert_nothing_left()

    def test_rules_of_others_stay(self):
        self.map_both()
        theirs = {("product", "prod_theirs"), ("product_type", "ptyp_theirs")}
        self.write_rules(self.less, *theirs)
        self.sync()
        ours = ("product", self.medusa_id(self.book))
        self.assertEqual(self.rules_of(self.less), theirs | {ours})
        self.backend.tax_map_ids.unlink()
        self.sync()
        self.assertEqual(self.rules_of(self.less), theirs)
        self.assertFalse(self.less.pushed)

    def test_resync_brings_a_rule_back(self):
        self.map_both()
        self.sync()
        self.write_rules(self.less)
        self.assert_nothing_left()
        self.backend._queue_run("manual", force=True)
        self.work_through_queue()
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.book)})


# `account` comes along with website shops: these tests run where they are installed.
@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestTaxClassReal(TaxClassScenarios, RealLifecycleCase):
    """On a real Medusa."""


@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestTaxClass(TaxClassScenarios, FakeWebsiteCase):
    """On the store in memory."""

    def get_tax_writes(self):
        return [row for row in self.fake.writes if "/tax-rates/" in row.path]

    def test_all_products_of_a_rate_in_one_request(self):
        self.make_products(30, taxes_id=self.reduced.ids)
        self.map_both()
        self.sync()
        [write] = self.get_tax_writes()
        self.assertEqual(len(write.body["rules"]), 31)

    def test_rules_one_by_one_in_several_steps(self):
        """A process has a time limit; a store that forgets what it was told keeps no run busy."""
        self.make_products(3, taxes_id=self.reduced.ids)
        self.map_both()
        with patch.object(tax_rates, "_BODY_LIMIT", 10), patch(PUSH_SECONDS, -1):
            self.fake.misbehave("answer", "*/rules", status=200, body={})
            self.assertEqual(self.sync().state, "done")
            self.assertEqual(self.products_of(self.less), set())
            self.fake.behave()
            self.assertEqual(self.sync().state, "done")
            self.assertEqual(len(self.products_of(self.less)), 4)
            self.assert_nothing_left()

    def overwrite(self, rate, *rules):
        """Let another database write what it has read before we wrote, when we look again."""
        # Requests come from threads that read a list ahead, too: no record is read in one.
        reads, path = [], f"/admin/tax-rates/{rate.medusa_id}"
        body = {"rules": [{"reference": kind, "reference_id": key} for kind, key in rules]}

        def act(row):
            if row.method == "GET" and row.path == path:
                reads.append(row)
                if len(reads) == 2:
                    self.store_call("POST", path, body)
            return False

        self.fake.misbehave("refused", act)

    def test_another_database_at_the_same_moment(self):
        """The last one who writes would take away the rules of the other."""
        self.map_both()
        theirs = ("product", "prod_theirs")
        self.overwrite(self.less, theirs)
        self.assertEqual(self.sync().state, "done")
        ours = ("product", self.medusa_id(self.book))
        self.assertEqual(self.rules_of(self.less), {theirs, ours})
        self.fake.behave()
        self.book.taxes_id = self.standard
        self.overwrite(self.less, theirs, ours)
        self.sync()
        self.assertEqual(self.rules_of(self.less), {theirs})
        self.assertFalse(self.less.pushed)

    def test_two_stores_of_this_database_wait_for_each_other(self):
        """Each knows the rate by a number of its own, and both by one id."""
        self.map_both()
        held = []
        claim = phase_taxes.claim

        def watch(env, space, keys, **options):
            held.extend(keys)
            return claim(env, space, keys, **options)

        with patch.object(phase_taxes, "claim", watch):
            self.sync()
            before = len(held)
            other = self.backend.copy({"api_key": self.store_key, "stage": "live"})
            self.backend.active = False
            other.action_test_connection()
            rate = other.tax_rate_ids.filtered(lambda row: row.medusa_id == self.less.medusa_id)
            self.assertNotEqual(rate, self.less)
            vals = {"backend_id": other.id, "tax_id": self.reduced.id, "rate_id": rate.id}
            self.env["medusa.tax.map"].create(vals)
            self.run_job("medusa_connector.ir_cron_medusa_sync")
        self.assertEqual(set(held[before:]), {get_key(self.less.medusa_id)})
        self.assertIn(held[-1], held[:before])

    def test_unmapped_taxes_are_told_once(self):
        self.map_tax(self.reduced, self.less)
        run = self.sync()
        self.assertIn(self.standard.name, self.backend.tax_warning)
        [line] = run.log_ids.filtered(lambda log: log.result == "warning")
        self.assertIn(f"No tax rate of GS is chosen for {self.standard.name}", line.message)
        self.assertFalse(self.sync().log_ids)
        self.map_tax(self.standard, self.full)
        self.backend.invalidate_recordset()
        self.assertFalse(self.backend.tax_warning)

    def test_rate_that_left_the_store(self):
        self.map_both()
        self.sync()
        self.store_call("DELETE", f"/admin/tax-rates/{self.less.medusa_id}")
        self.chair.taxes_id = self.reduced
        self.assertEqual(self.sync().state, "done")
        self.assertFalse(self.less.active)
        self.assertIn("Tax rate less isn't in the store any more", self.backend.tax_warning)

    def test_other_percentage_is_told(self):
        self.map_tax(self.standard, self.less)
        self.assertIn("is 20 %, and the store's rate less for it 5.5 %", self.backend.tax_warning)

    def test_products_with_two_rates_are_told(self):
        self.map_both()
        self.book.taxes_id = self.standard | self.reduced
        self.standard.sequence, self.reduced.sequence = 1, 2
        self.sync()
        self.assertIn("taxes with several rates of GS (1, as Book", self.backend.tax_warning)
        self.assertEqual(self.products_of(self.less), set())
        self.reduced.sequence = 0
        self.sync()
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.book)})

    def test_of_many_products_with_two_rates_one_is_read(self):
        self.map_both()
        self.make_products(5, taxes_id=(self.standard | self.reduced).ids)
        self.sync()
        self.env.invalidate_all()
        self.assertIn("(5, as Chair", self.backend.tax_warning)
        names = self.env["medusa.product.binding"]._fields["name"]._get_cache(self.env)
        self.assertLessEqual(len(names), 1)

    def test_withdrawn_product_leaves_its_rate(self):
        self.map_both()
        self.sync()
        self.book.active = False
        self.sync()
        self.sync()
        self.assertEqual(self.products_of(self.less), set())

    def test_refused_rules_stop_nothing(self):
        self.map_both()
        self.fake.misbehave("answer", "POST /admin/tax-rates/*", status=400, body={"message": "no"})
        run = self.sync()
        self.assertEqual((run.state, run.created_count, run.failed_count), ("errors", 2, 1))
        self.fake.behave()
        self.sync()
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.book)})

    def test_fiscal_position_turns_a_tax_into_another(self):
        """What the company's products have at home is another tax in the country of a rate."""
        there = self.make_tax(5.5)
        country = self.env["res.country"].search([("code", "=", NET_COUNTRY.upper())])
        position = self.env["account.fiscal.position"].create(
            {"name": "There", "auto_apply": True, "country_id": country.id}
        )
        there.write({"fiscal_position_ids": position.ids, "original_tax_ids": self.reduced.ids})
        self.map_tax(there, self.less)
        self.sync()
        self.assertEqual(self.products_of(self.less), {self.medusa_id(self.book)})

    def test_lines_are_proposed_by_their_percentage(self):
        self.make_rates("hm", full=19, less=5.5, least=5.5)
        self.backend.action_list_taxes()
        found = {(row.tax_id, row.place, row.rate_id.name) for row in self.backend.tax_map_ids}
        expected = {
            (self.standard.id, "GS", "full"),
            (self.reduced.id, "GS", "less"),
            (self.standard.id, "HM", False),
            (self.reduced.id, "HM", False),
        }
        self.assertLessEqual(expected, found)
        count = len(found)
        self.backend.action_list_taxes()
        self.assertEqual(len(self.backend.tax_map_ids), count)
        self.assertIn("No tax rate of HM is chosen", self.backend.tax_warning)

    def test_taxes_that_are_none_of_ours_are_refused(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        company.account_fiscal_country_id = self.env.ref("base.us")
        for tax, words in (
            (self.make_tax(5, type_tax_use="purchase"), "is no sales tax"),
            (self.reduced.copy({"company_id": company.id}), "isn't one of"),
        ):
            with self.assertRaisesRegex(ValidationError, words):
                self.map_tax(tax, self.less)

    def test_a_changed_tax_is_noticed(self):
        self.map_both()
        self.sync()
        before = self.book._get_medusa_revisions()
        self.book.taxes_id = self.standard
        self.assertNotEqual(self.book._get_medusa_revisions(), before)
        self.backend._queue_run("button", self.book.ids)
        self.work_through_queue()
        self.assertEqual(self.products_of(self.less), set())
