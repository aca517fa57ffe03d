"""Whatever is edited in Odoo, nothing of it is taken for a change made in Medusa."""

from collections import Counter
from datetime import timedelta
from random import Random

from odoo import fields
from odoo.tests import tagged

from .support.edits import SharedEditMixin
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin
from .support.stock_case import StockMixin


class DriftRandomMixin(SharedEditMixin, PriceMixin):
    """Edits of every kind by a seed, then nights, then a comparison of all."""

    seeds = (1, 2, 3)
    count = 18
    edits = 60

    def setUp(self):
        super().setUp()
        self.push_languages("fr_FR")
        self.pricelist = self.make_pricelist(self.discount(20), name=f"VIP {self.token}")
        self.add_price_list(self.pricelist)
        self.colour = self.make_attribute("Colour", "Red", "Blue", "Green")

    def night(self):
        """Let a night pass; what was pushed in the second of its beginning is newer than it."""
        bindings = self.env["medusa.product.binding"].search([])
        bindings.last_push = fields.Datetime.now() - timedelta(minutes=5)
        return self.sync()

    def compare_all(self):
        self.backend.action_compare_all()
        self.work_through_queue()

    def find_rows(self):
        """Return a counter of what is listed as open, as (subject, field, store's value)."""
        rows = self.env["medusa.drift"].search(
            [("backend_id", "=", self.backend.id), ("state", "=", "open")]
        )
        return Counter((row.product_tmpl_id.id, row.field, str(row.store)) for row in rows)

    def change_by_hand(self, products, random):
        """Change some products in the store; return what must be listed."""
        expected = Counter()
        known = products.medusa_binding_ids.filtered(lambda row: row.state == "synced")
        for number, binding in enumerate(known.browse(random.sample(known.ids, 4))):
            product = binding.product_tmpl_id
            remote = self.read_by_id(binding.medusa_id)
            title = next(iter(remote["variants"]))
            if number % 2:
                self.change_remote(remote, title=f"By hand {number}")
                expected[product.id, "title", f"By hand {number}"] += 1
            else:
                amount = 70 + number
                prices = [{"currency_code": self.currency, "amount": amount}]
                self.change_remote_variant(remote, title, prices=prices)
                expected[product.id, f"price {self.currency}", str(amount)] += 1
        return expected

    def test_edits(self):
        products = self.make_catalogue(self.count)
        self.sync()
        for seed in self.seeds:
            random = Random(seed)
            with self.subTest(seed=seed):
                self.edit_at_random(products, random, self.edits)
                self.night()
                self.assertEqual(self.night().write_count, 0)
                self.assertFalse(self.find_rows(), "a night")
                self.compare_all()
                self.assertFalse(self.find_rows(), "a comparison of all")
                expected = self.change_by_hand(products, random)
                self.night()
                self.assertEqual(self.find_rows(), expected)
                self.env["medusa.drift"].search([("state", "=", "open")]).action_take_odoo()
                self.work_through_queue()


@tagged("post_install", "-at_install")
class TestDriftRandom(DriftRandomMixin, StockMixin, FakeLifecycleCase):
    pass


@tagged("post_install", "-at_install")
class TestDriftRandomOwnOptions(TestDriftRandom):
    seeds = (4,)
    option_scope = "product"


@tagged("post_install", "-at_install")
class TestDriftRandomReal(DriftRandomMixin, StockMixin, RealLifecycleCase):
    seeds = (5,)
    count = 9
    edits = 40
