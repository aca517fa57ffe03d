"""The run has just the effects that the plan before it named, field by field."""

import uuid

from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.plan_truth import TruthMixin
from .support.stock_case import RealStockCase, StockMixin
from .support.truth.edits import EDITS
from .support.truth.edits_shared import SHARED
from .support.truth.edits_store import IN_STORE


@tagged("post_install", "-at_install")
class TestPlanEveryEdit(TruthMixin, StockMixin, FakeLifecycleCase):
    """Edits of all kinds, at random by a few seeds."""

    def check(self, seeds, count, edits):
        self.make_shop(count)
        _plan, run, faults = self.plan_and_run()
        self.assertEqual((run.created_count, faults), (count, []))
        done = set()
        for seed in seeds:
            done |= set(self.edit_shop(seed, edits))
            plan, _run, faults = self.plan_and_run()
            self.assertEqual(faults, [], seed)
            self.assertGreater(len(plan.line_ids), edits // 5)
        return done

    def test_shared_options(self):
        done = self.check((6, 8), 40, 120)
        every = {*EDITS, *SHARED, *IN_STORE}
        self.assertGreater(len(done), len(every) * 0.8, every - done)

    def test_options_of_each_product(self):
        self.backend.option_scope = "product"
        self.check((2,), 30, 80)


@tagged("post_install", "-at_install")
class TestPlanEveryEditReal(TruthMixin, RealStockCase):
    """The same on a real store."""

    def setUp(self):
        # Other tests write to this store at the same time: what is looked at is our own.
        self.env["ir.config_parameter"].sudo().set_param("database.uuid", str(uuid.uuid4()))
        super().setUp()

    def clear_store(self):
        """Override to delete what is no product as well."""
        paths = {"price_list": "price-lists", "option": "product-options"}
        terms = {"name": "product-categories", "value": "product-tags"}
        found = self.look()
        for medusa_id in found.products:
            self.store_call("DELETE", f"/admin/products/{medusa_id}")
        # Children before their parents.
        for key, fields in sorted(found.records.items(), key=lambda row: -len(str(row))):
            kind, medusa_id, product = key
            named = next((path for name, path in terms.items() if (name, None) in fields), None)
            path = named if kind == "term" else paths.get(kind)
            if path and not product and named != "product-categories":
                self.store_call("DELETE", f"/admin/{path}/{medusa_id}")
        self._clear_categories(found)

    def _clear_categories(self, found):
        parents = {
            key[1]: fields.get(("parent_category_id", None))
            for key, fields in found.records.items()
            if key[0] == "term" and ("name", None) in fields
        }
        while parents:
            leaves = set(parents) - set(parents.values())
            for medusa_id in leaves:
                self.store_call("DELETE", f"/admin/product-categories/{medusa_id}")
            parents = {key: value for key, value in parents.items() if key not in leaves}

    def test_real_store(self):
        self.make_shop(30)
        _plan, run, faults = self.plan_and_run()
        self.assertEqual((run.created_count, faults), (30, []))
        self.edit_shop(5, 60)
        _plan, _run, faults = self.plan_and_run()
        self.assertEqual(faults, [])
