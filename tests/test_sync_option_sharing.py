from odoo.tests.common import BaseCase

from ..sync.identity import Databases
from ..sync.option_job import Known, OptionJob, ValueJob
from ..sync.option_names import hide, is_called, number, show
from ..sync.option_sharing import find_surplus
from ..sync.option_values import order_renames, plan_ranks, plan_values
from ..sync.options import compare_options
from .support.payloads import make_option, make_remote_option, make_remote_variant

OURS = Databases("ours")


def share(title, *values):
    """Return a wanted option that the shop shares, under the id o1."""
    option = make_option(title, *values)
    for value in option["values"]:
        value["id"] = f"o1.{value['title']}"
    return {**option, "id": "o1"}


class TestCompareShared(BaseCase):
    """What must happen to a product whose options the whole shop shares."""

    def test_linked_already(self):
        remote = [make_remote_option("o1", "Another name", "S", "M")]
        changes = compare_options([share("Size", "S", "M")], remote, [])
        self.assertFalse(changes.is_needed_first or changes.dropped or changes.remove_values)
        self.assertIsNone(changes.option_ids)

    def test_values_by_their_ids(self):
        remote = [make_remote_option("o1", "Size", "S", "L")]
        changes = compare_options([share("Size", "S", "M")], remote, [])
        self.assertEqual(changes.update, [{"product_option_id": "o1", "add": ["o1.M"]}])
        self.assertEqual(changes.remove_values, {"o1": ["o1.L"]})

    def test_own_one_goes(self):
        """It is renamed first: two of one title would be mixed up."""
        remote = [make_remote_option("o9", "Size", "S")]
        changes = compare_options([share("Size", "S")], remote, [])
        self.assertEqual(changes.rename, [("o9", hide("Size"))])
        self.assertEqual((changes.link, changes.dropped), (["o1"], ["o9"]))
        remote = [make_remote_option("o9", hide("Size"), "S")]
        changes = compare_options([share("Size", "S")], remote, [])
        self.assertFalse(changes.is_needed_first)
        self.assertEqual(changes.option_ids, ["o1"])

    def test_own_one_comes(self):
        remote = [make_remote_option("o1", "Size", "S", "M")]
        wanted = [make_option("Size", "S")]
        changes = compare_options(wanted, remote, [], own={"o1"})
        self.assertEqual((changes.make, changes.add), (wanted, []))
        made = {wanted[0]["key"]: "o9"}
        changes = compare_options(wanted, remote, [], own={"o1"}, made=made)
        self.assertEqual((changes.option_ids, changes.dropped), (["o9"], ["o1"]))
        self.assertEqual(changes.hidden, {wanted[0]["key"]: hide("Size")})

    def test_choice_taken_back_halfway(self):
        remote = [make_remote_option("o9", hide("Size"), "S")]
        changes = compare_options([make_option("Size", "S")], remote, [], own={"o1"})
        self.assertEqual((changes.rename, changes.kept), ([("o9", "Size")], ["o9"]))

    def test_variant_of_medusa_goes_along(self):
        theirs = make_remote_variant("v1", None, [("o9", "XXL")])
        remote = [make_remote_option("o9", "Size", "S", "XXL")]
        changes = compare_options([share("Size", "S")], remote, [], [theirs])
        self.assertEqual(changes.add, [{"id": "o1", "value_ids": ["o1.S"]}])
        self.assertEqual(changes.update, [{"product_option_id": "o1", "add": [{"value": "XXL"}]}])
        self.assertEqual(changes.heirs, {"o9": ("o1", "Size")})
        self.assertEqual(changes.link, [])

    def test_surplus(self):
        row = {"options": [make_remote_option("o1", "Size", "S", "M", "L")]}
        self.assertEqual(find_surplus([share("Size", "S")], row, ["o1"]), {"o1": ["o1.M", "o1.L"]})
        self.assertEqual(find_surplus([share("Size", "S", "M", "L")], row, ["o1"]), {})
        self.assertEqual(find_surplus([share("Size", "S")], row, []), {})


class TestOptionNames(BaseCase):
    """Titles that are unique."""

    def test_number(self):
        self.assertEqual(number("Size", []), "Size")
        self.assertEqual(number("Size", ["Size", "Size (2)"]), "Size (3)")

    def test_called(self):
        self.assertTrue(is_called("Size (12)", "Size") and is_called(hide("Size"), "Size"))
        self.assertFalse(is_called("Sizes", "Size") or is_called("Size (x)", "Size"))
        self.assertEqual(show(hide(hide("Size"))), "Size")


class TestPlanValues(BaseCase):
    """Which value of a shared option is which value of Odoo."""

    def make_row(self, *texts, **more):
        values = [{"id": f"v{text}", "value": text, "rank": None, **more} for text in texts]
        return {"id": "o1", "values": values}

    def make_job(self, *pairs, is_made=True):
        """Return a job of (text, text in the store or None)."""
        values = [
            ValueJob(str(key), text, known=former and Known(f"v{former}", former, is_made))
            for key, (text, former) in enumerate(pairs)
        ]
        return OptionJob("1", "Size", values)

    def plan(self, job, row, is_made=True):
        return plan_values(job, row, is_made, OURS)

    def test_renames_in_a_ring(self):
        job = self.make_job(("B", "A"), ("C", "B"), ("A", "C"))
        plan = self.plan(job, self.make_row("A", "B", "C"))
        texts = {key: row["value"] for key, row in plan.rows.items()}
        for key, text in order_renames(plan):
            self.assertNotIn(text, texts.values(), "there twice for a moment")
            texts[key] = text
        self.assertEqual(texts, {"0": "B", "1": "C", "2": "A"})

    def test_value_of_a_marketer_keeps_its_name(self):
        plan = self.plan(self.make_job(("Medium", "M"), is_made=False), self.make_row("M"), False)
        self.assertEqual((plan.rows, plan.titles), ({}, {"0": "Medium"}))

    def test_name_that_another_value_has(self):
        plan = self.plan(self.make_job(("M", "S")), self.make_row("S", "M"))
        self.assertEqual(plan.titles, {"0": "M (2)"})

    def test_value_without_a_mark(self):
        for is_made in (True, False):
            plan = self.plan(self.make_job(("S", None)), self.make_row("S"), is_made)
            self.assertEqual(plan.made, {"0"} if is_made else set())

    def test_order_of_a_marketer_stays(self):
        row = self.make_row("S", "M")
        row["values"][1]["rank"] = 4
        job = self.make_job(("S", None), ("M", None))
        plan = self.plan(job, row, False)
        self.assertEqual(plan_ranks(job, row, plan, False), {"S": 5})
        self.assertEqual(plan_ranks(job, row, plan, True), {"S": 0, "M": 1})
