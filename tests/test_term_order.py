from odoo.tests import BaseCase, tagged

from ..sync.term_order import plan_ranks
from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.terms import ClearTermsMixin, TermMixin


class OrderScenarios(TermMixin):
    """Categories stand among their siblings as in Odoo."""

    def setUp(self):
        super().setUp()
        self.backend.write(
            {
                "product_domain": repr([("categ_id", "child_of", self.category.id)]),
                "category_source": "product",
            }
        )
        # Product categories stand in the order of their names.
        self.categories = {name: self.make_category(name) for name in "GCEA"}

    def make_category(self, name):
        """Create a category below the test's own, with a product."""
        values = {"name": f"{name} {self.token}", "parent_id": self.category.id}
        category = self.env["product.category"].create(values)
        self.make_product(f"Chair {name}", categ_id=category.id)
        return category

    def rename(self, former, name):
        self.categories[former].name = f"{name} {self.token}"

    def read_rows(self):
        """Return the store's categories below the test's own, by their first letter, sorted."""
        parent_id = self.get_term(self.category).medusa_id
        query = [("limit", "1000"), ("fields", "id,name,rank,parent_category_id")]
        rows = self.store_call("GET", "/admin/product-categories", query=query)
        rows = [r for r in rows["product_categories"] if r["parent_category_id"] == parent_id]
        return {row["name"][0]: row for row in sorted(rows, key=lambda row: row["rank"])}

    def assert_order(self, letters):
        rows = self.read_rows()
        self.assertEqual("".join(rows), letters)
        self.assertEqual([row["rank"] for row in rows.values()], [*range(len(rows))])

    def write_rank(self, letter, rank):
        """Move a category as a marketer does."""
        path = f"/admin/product-categories/{self.read_rows()[letter]['id']}"
        self.store_call("POST", path, {"rank": rank})

    def test_created_resorted_and_a_new_one(self):
        self.sync()
        self.assert_order("ACEG")
        self.assert_nothing_left()
        self.rename("A", "X")
        self.sync()
        self.assert_order("CEGX")
        self.make_category("D")
        self.sync()
        self.assert_order("CDEGX")
        self.assert_nothing_left()

    def test_order_changed_in_the_store(self):
        """The hash says that nothing changed; the store says otherwise."""
        self.sync()
        self.write_rank("A", 2)
        self.sync()
        self.assert_order("ACEG")
        self.assert_nothing_left()

    def test_categories_of_others_keep_their_place(self):
        self.sync()
        body = {
            "name": f"M {self.token}",
            "rank": 1,
            "parent_category_id": self.get_term(self.category).medusa_id,
        }
        self.store_call("POST", "/admin/product-categories", body)
        self.assert_order("AMCEG")
        self.assert_nothing_left()
        self.rename("A", "X")
        self.sync()
        self.assert_order("CMEGX")

    def test_resync_puts_a_new_one_in_its_place(self):
        self.sync()
        new = self.make_category("B")
        chair = self.env["product.template"].search([("categ_id", "=", new.id)])
        with self.enter_registry_test_mode():
            chair.action_medusa_sync()
        self.assert_order("ABCEG")


@tagged("post_install", "-at_install")
class TestTermOrder(OrderScenarios, FakeLifecycleCase):
    """The order of categories in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestTermOrderReal(ClearTermsMixin, OrderScenarios, RealLifecycleCase):
    """The order of categories in a real Medusa."""


@tagged("post_install", "-at_install")
class TestPlanRanks(BaseCase):
    """Which ranks are written."""

    def plan(self, ranks, wanted):
        siblings = [{"id": key, "rank": rank} for key, rank in ranks.items()]
        return plan_ranks(siblings, [*wanted])

    def test_nothing_to_write(self):
        self.assertEqual(self.plan({"a": 0, "b": 1}, "ab"), [])
        self.assertEqual(self.plan({"a": 3, "m": 5, "b": 7}, "ab"), [])
        self.assertEqual(self.plan({}, "ab"), [])

    def test_one_that_moves_is_one_write(self):
        self.assertEqual(self.plan({"a": 0, "b": 1, "c": 2}, "cab"), [("c", 0)])

    def test_equal_ranks_and_gaps(self):
        for ranks in ({"a": 0, "b": 0, "c": 0}, {"c": 0, "b": 0, "a": 9}, {"a": 4, "b": 4, "c": 5}):
            with self.subTest(ranks=ranks):
                writes = self.plan(ranks, "abc")
                self.assertTrue(writes)
                self.assertEqual(self.carry_out(ranks, writes), "abc")

    def carry_out(self, ranks, writes):
        """Do what Medusa does, and return the order that comes of it."""
        ranks = dict(ranks)
        for key, place in writes:
            place = min(place, len(ranks) - 1)
            former = ranks[key]
            for other in ranks:
                if former < ranks[other] <= place:
                    ranks[other] -= 1
                elif place <= ranks[other] < former:
                    ranks[other] += 1
            ranks[key] = place
        self.assertEqual(len(set(ranks.values())), len(ranks))
        return "".join(sorted(ranks, key=ranks.get))
