"""The run has just the effects that the plan before it named, field by field."""

import uuid

from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase
from .support.plan_truth import TruthMixin
from .support.stock_case import RealStockCase, StockMixin
from .support.truth.edits import EDITS
from .support.truth.edits_shared import SHARED
from .support.truth.edits_store import IN_STORE
from .support.truth.edits_taxes import TAXES
from .support.website import FakeWebsiteCase


class EveryEditMixin(TruthMixin, StockMixin):
    """Edits of all kinds, at random by a few seeds."""

    def check(self, seeds, count, edits, kinds=None):
        self.make_shop(count)
        _plan, run, faults = self.plan_and_run()
        self.assertEqual((run.created_count, faults), (count, []))
        done = set()
        for seed in seeds:
            done |= set(self.edit_shop(seed, edits, kinds))
            plan, _run, faults = self.plan_and_run()
            self.assertEqual(faults, [], seed)
            self.assertGreater(len(plan.line_ids), edits // 5)
        return done


@tagged("post_install", "-at_install")
class TestPlanEveryEdit(EveryEditMixin, FakeLifecycleCase):
    """On the store in memory."""

    def test_shared_options(self):
        done = self.check((6, 8), 40, 120)
        every = {*EDITS, *SHARED, *IN_STORE}
        self.assertGreater(len(done), len(every) * 0.8, every - done)

    def test_options_of_each_product(self):
        self.backend.option_scope = "product"
        self.check((2,), 30, 80)

    def test_variants_that_are_gone(self):
        """Prices of lists, and levels, of refused products of which a variant isn't there."""
        self.make_shop(10)
        self.plan_and_run()
        chair, sofa, bed, _lamp = self.shop.products.filtered("attribute_line_ids")
        for variant in sofa.product_variant_ids:
            self.put(variant, 7)
        for product in (chair, sofa):
            product.product_variant_ids[0].default_code = bed.product_variant_ids[0].default_code
        # The run itself deletes one before its product is refused, somebody the other.
        chair.product_variant_ids[1].active = False
        known = self.get_binding(sofa)
        variant_id = known.variant_binding_ids[1:].medusa_id
        path = f"/admin/products/{known.medusa_id}/variants/{variant_id}"
        self.store_call("DELETE", path)
        self.shop.vip.item_ids.percent_price = 30
        plan, run, faults = self.plan_and_run()
        self.assertEqual((run.failed_count, faults), (2, []))
        self.assertEqual(plan.write_count, run.write_count)
        self.assertFalse(plan.line_ids.filtered(lambda row: row.kind == "stock"))


# `account` comes along with website shops: this runs where they are installed.
@tagged("post_install", "-at_install", "-standard", "medusa_website")
class TestPlanEveryTaxEdit(EveryEditMixin, FakeWebsiteCase):
    """The same where products have taxes."""

    def test_taxes(self):
        leaving = {"make", "unlink", "archive", "exclude", "bring_back", "store_delete"}
        done = self.check((1, 5), 20, 50, {*TAXES, *leaving})
        self.assertGreater(len(done & {*TAXES}), len(TAXES) * 0.8, {*TAXES} - done)


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
