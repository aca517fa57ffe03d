from odoo.tests import tagged

from .support.codes import CodesMixin
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import LISTS
from .support.terms import ClearTermsMixin
from .test_change_undo import UndoMixin


class FurtherScenarios(CodesMixin, UndoMixin):
    """What an undo brings back besides prices, titles and pictures."""

    def test_moved_skus_come_back(self):
        """A wrong import moves all references by one row, over several products."""
        shirt, coat = self.make_shirt(), self.make_product("Coat", default_code=self.sku("C"))
        self.name(shirt, S="A", M="B")
        self.assert_run(self.sync(), created=2)
        before = [self.read_codes(product) for product in (shirt, coat)]
        coat.default_code = self.sku("D")
        self.name(shirt, M="C", S="B")
        run = self.sync()
        self.assertEqual((run.state, run.failed_count), ("done", 0))
        self.assertNotEqual([self.read_codes(product) for product in (shirt, coat)], before)
        self.assert_run(self.undo(run), updated=2)
        self.assertEqual([self.read_codes(product) for product in (shirt, coat)], before)

    def test_sku_comes_back(self):
        chair = self.make_product(default_code=self.sku("A"), barcode=self.sku("B"))
        self.assert_run(self.sync(), created=1)
        before = self.read_codes(chair)
        chair.write({"default_code": self.sku("C"), "barcode": self.sku("D")})
        run = self.sync()
        self.assertNotEqual(self.read_codes(chair), before)
        self.assert_run(self.undo(run), updated=1)
        self.assertEqual(self.read_codes(chair), before)
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_codes(chair)["Default"][0], self.sku("C"))
        self.assert_nothing_left()

    def test_sku_that_another_one_has_by_now(self):
        chair = self.make_product(default_code=self.sku("A"), list_price=5)
        self.assert_run(self.sync(), created=1)
        chair.write({"default_code": self.sku("C"), "list_price": 9})
        run = self.sync()
        self.make_product("Stool", default_code=self.sku("A"))
        self.assert_run(self.sync(), created=1, unchanged=1)
        undo = self.undo(run)
        self.assert_run(undo, updated=1)
        self.assertEqual(self.read_codes(chair)["Default"][0], self.sku("C"))
        self.assertEqual(self.amounts(chair), [5])
        self.assertIn("can't be brought back", undo.log_ids.message)


@tagged("post_install", "-at_install")
class TestUndoFurtherReal(ClearTermsMixin, FurtherScenarios, RealLifecycleCase):
    """In a real Medusa."""


@tagged("post_install", "-at_install")
class TestUndoFurther(FurtherScenarios, FakeLifecycleCase):
    """On the store in memory."""

    def test_skus_are_exchanged_in_one_undo(self):
        shirt = self.make_shirt()
        self.name(shirt, S="A", M="B")
        self.assert_run(self.sync(), created=1)
        before = self.read_codes(shirt)
        self.name(shirt, S="B", M="A")
        run = self.sync()
        self.assertNotEqual(self.read_codes(shirt), before)
        self.assert_run(self.undo(run), updated=1)
        self.assertEqual(self.read_codes(shirt), before)

    def test_names_of_categories_come_back(self):
        self.make_product()
        self.assert_run(self.sync(), created=1)
        term = self.env["medusa.term"].search([("external_id", "=", str(self.category.id))])
        self.category.name = f"Wrong {self.token}"
        run = self.sync()
        self.assertEqual(self.read_category(term)["name"], self.category.name)
        self.undo(run, then="hold")
        self.assertEqual(self.read_category(term)["name"], self.token)
        # Until Odoo has another one.
        self.sync()
        self.assertEqual(self.read_category(term)["name"], self.token)
        self.category.name = f"Right {self.token}"
        self.sync()
        self.assertEqual(self.read_category(term)["name"], self.category.name)
        self.undo(run)
        self.assertEqual(self.read_category(term)["name"], self.category.name)

    def read_category(self, term):
        rows = self.store_call("GET", "/admin/product-categories")["product_categories"]
        return next(row for row in rows if row["id"] == term.medusa_id)

    def make_cheaper_list(self):
        """Return a pricelist that takes a tenth off, pushed as a price list."""
        rule = {"compute_price": "percentage", "percent_price": 10}
        pricelist = self.env["product.pricelist"].create(
            {"name": self.token, "item_ids": [(0, 0, rule)]}
        )
        self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )
        return pricelist

    def test_price_lists_come_back(self):
        # What somebody changed would be put right, but this is no such thing.
        self.backend.drift_policy = "mend"
        self.make_product(list_price=10)
        pricelist = self.make_cheaper_list()
        self.sync()
        pricelist.name = f"Wrong {self.token}"
        run = self.sync()
        self.assertEqual(self.read_list()["title"], pricelist.name)
        self.undo(run, then="hold")
        self.assertEqual(self.read_list()["title"], self.token)
        for _night in range(2):
            self.sync()
            self.assertEqual(self.read_list()["title"], self.token)
        self.undo(run, then="push")
        self.sync()
        self.assertEqual(self.read_list()["title"], pricelist.name)

    def test_a_product_is_counted_once(self):
        """Its price changed itself, and in a price list: the window says that it is one."""
        product = self.make_product(list_price=10)
        self.make_cheaper_list()
        self.sync()
        product.list_price = 20
        run = self.sync()
        kinds = self.env["medusa.sync.change"].search([("run_id", "=", run.id)]).mapped("kind")
        self.assertEqual(set(kinds), {"product", "price_list"})
        wizard = self.env["medusa.undo.wizard"].create({"run_id": run.id})
        self.assertEqual(wizard.product_count, 1)
        self.assertIn(": 1<", wizard.summary)
        self.assertNotIn(": 2<", wizard.summary)

    def read_list(self):
        [row] = self.store_call("GET", LISTS)["price_lists"]
        return row

    def test_further_languages_come_back(self):
        [french] = self.env["res.lang"]._activate_lang("fr_FR")
        self.backend.write({"lang": "en_US", "translation_lang_ids": french.ids})
        self.backend.action_test_connection()
        chair, stool = self.make_product(), self.make_product("Stool")
        self.name_in_french(chair, "Chaise")
        self.assert_run(self.sync(), created=2)
        self.name_in_french(chair, "Faux")
        self.name_in_french(stool, "Tabouret")
        run = self.sync()
        self.assertEqual(self.french(chair, stool), ["Faux", "Tabouret"])
        self.undo(run, then="hold")
        self.assertEqual(self.french(chair, stool), ["Chaise", None])
        self.sync()
        self.assertEqual(self.french(chair, stool), ["Chaise", None])
        bindings = self.get_binding(chair) | self.get_binding(stool)
        bindings.action_release()
        self.sync()
        self.assertEqual(self.french(chair, stool), ["Faux", "Tabouret"])

    def name_in_french(self, product, name):
        product.with_context(lang="fr_FR").name = name

    def french(self, *products):
        query = [("limit", "1000")]
        rows = self.store_call("GET", "/admin/translations", query=query)["translations"]
        titles = {
            row["reference_id"]: row["translations"].get("title")
            for row in rows
            if row["reference"] == "product"
        }
        return [titles.get(self.get_binding(product).medusa_id) for product in products]
