from odoo.tests.common import BaseCase

from ..sync.options import compare_options
from .support.payloads import make_option, make_remote_option, make_remote_variant, make_variant


class TestCompareOptions(BaseCase):
    """What must happen to a product's options, and above all what must not."""

    def pair(self, external_id, wanted, present):
        """Return a variant of both sides: {option key: value key} and {option id: value}."""
        remote = make_remote_variant(f"v{external_id}", str(external_id), list(present.items()))
        return make_variant(external_id, wanted), remote

    def assertUntouched(self, changes):
        self.assertFalse(changes.is_needed_first)
        self.assertFalse(changes.dropped)
        self.assertFalse(changes.remove_values)

    def test_equal(self):
        wanted = [make_option("Size", "S", "M")]
        remote = [make_remote_option("o1", "Size", "M", "S")]
        changes = compare_options(wanted, remote, [])
        self.assertUntouched(changes)
        self.assertEqual(changes.kept, ["o1"])

    def test_new_option_is_exclusive(self):
        changes = compare_options([make_option("Size", "S", "M")], [], [])
        self.assertEqual(
            changes.add, [{"title": "Size", "values": ["S", "M"], "is_exclusive": True}]
        )

    def test_dropped_option(self):
        remote = [make_remote_option("o1", "Size", "S"), make_remote_option("o2", "Color", "Red")]
        changes = compare_options([make_option("Size", "S")], remote, [])
        self.assertEqual((changes.kept, changes.dropped), (["o1"], ["o2"]))

    def test_added_value(self):
        remote = [make_remote_option("o1", "Size", "S")]
        changes = compare_options([make_option("Size", "S", "M")], remote, [])
        self.assertEqual(changes.update, [{"product_option_id": "o1", "add": [{"value": "M"}]}])

    def test_value_that_left_goes_after_the_variants(self):
        remote = [make_remote_option("o1", "Size", "S", "M")]
        changes = compare_options([make_option("Size", "S")], remote, [])
        self.assertFalse(changes.is_needed_first)
        self.assertEqual(changes.remove_values, {"o1": ["o1.M"]})

    def test_renamed_option(self):
        pairs = [self.pair(1, {"Größe": "s"}, {"o1": "S"})]
        remote = [make_remote_option("o1", "Size", "S")]
        changes = compare_options([make_option("Größe", "S")], remote, pairs)
        self.assertEqual(changes.rename, [("o1", "Größe")])
        self.assertFalse(changes.add or changes.dropped or changes.update)

    def test_renamed_value(self):
        pairs = [self.pair(1, {"Color": "crimson"}, {"o1": "Red"})]
        remote = [make_remote_option("o1", "Color", "Red", "Blue")]
        changes = compare_options([make_option("Color", "Crimson", "Blue")], remote, pairs)
        self.assertEqual(changes.rename_values, [("o1", "o1.Red", "Crimson")])
        self.assertFalse(changes.update or changes.remove_values)

    def test_option_and_value_renamed_together(self):
        pairs = [self.pair(1, {"Farbe": "rot"}, {"o1": "Red"})]
        remote = [make_remote_option("o1", "Color", "Red")]
        changes = compare_options([make_option("Farbe", "Rot")], remote, pairs)
        self.assertEqual(changes.rename, [("o1", "Farbe")])
        self.assertEqual(changes.rename_values, [("o1", "o1.Red", "Rot")])

    def test_two_values_that_swap_their_names_need_no_call(self):
        # Their variants get the other value instead: Medusa refuses equal names, even for a moment.
        option = make_option("Size", "M", "S")
        pairs = [self.pair(1, {"Size": "m"}, {"o1": "S"}), self.pair(2, {"Size": "s"}, {"o1": "M"})]
        changes = compare_options([option], [make_remote_option("o1", "Size", "S", "M")], pairs)
        self.assertUntouched(changes)

    def test_chain_of_renames_never_takes_a_name_in_use(self):
        # S became M and M became L: "M" stays, "L" is what is missing.
        option = make_option("Size", "M", "L")
        pairs = [self.pair(1, {"Size": "m"}, {"o1": "S"}), self.pair(2, {"Size": "l"}, {"o1": "M"})]
        changes = compare_options([option], [make_remote_option("o1", "Size", "S", "M")], pairs)
        self.assertFalse(changes.rename_values)
        self.assertEqual(changes.update, [{"product_option_id": "o1", "add": [{"value": "L"}]}])
        self.assertEqual(changes.remove_values, {"o1": ["o1.S"]})

    def test_value_is_added_where_the_variants_disagree(self):
        # Two variants of the wanted value show two different ones: none of them was renamed.
        option = make_option("Color", "Crimson")
        pairs = [
            self.pair(1, {"Color": "crimson"}, {"o1": "Red"}),
            self.pair(2, {"Color": "crimson"}, {"o1": "Blue"}),
        ]
        remote = [make_remote_option("o1", "Color", "Red", "Blue")]
        changes = compare_options([option], remote, pairs)
        self.assertFalse(changes.rename_values)
        self.assertEqual(
            changes.update, [{"product_option_id": "o1", "add": [{"value": "Crimson"}]}]
        )

    def test_ambiguous_option_is_added_not_renamed(self):
        # Both options of the store would fit: guessing would rename a marketer's option.
        pairs = [self.pair(1, {"Finish": "matt"}, {"o1": "A", "o2": "B"})]
        remote = [make_remote_option("o1", "One", "A"), make_remote_option("o2", "Two", "B")]
        changes = compare_options([make_option("Finish", "Matt")], remote, pairs)
        self.assertFalse(changes.rename)
        self.assertEqual([row["title"] for row in changes.add], ["Finish"])

    def test_equal_values_decide_between_two(self):
        pairs = [self.pair(1, {"Finish": "matt"}, {"o1": "Oak", "o2": "Matt"})]
        remote = [make_remote_option("o1", "Wood", "Oak"), make_remote_option("o2", "Fin", "Matt")]
        changes = compare_options([make_option("Finish", "Matt")], remote, pairs)
        self.assertEqual(changes.rename, [("o2", "Finish")])

    def test_options_that_swap_their_titles(self):
        # Titles match first, so no title is renamed onto one that is taken; the values move.
        wanted = [make_option("A", "X", key="1"), make_option("B", "Y", key="2")]
        pairs = [self.pair(1, {"1": "x", "2": "y"}, {"o1": "X", "o2": "Y"})]
        remote = [make_remote_option("o1", "B", "X"), make_remote_option("o2", "A", "Y")]
        changes = compare_options(wanted, remote, pairs)
        self.assertFalse(changes.rename)
        self.assertEqual(changes.rename_values, [("o2", "o2.Y", "X"), ("o1", "o1.X", "Y")])

    def test_shared_option_is_never_renamed(self):
        pairs = [self.pair(1, {"Farbe": "rot"}, {"o1": "Red"})]
        remote = [make_remote_option("o1", "Color", "Red", is_exclusive=False)]
        changes = compare_options([make_option("Farbe", "Rot")], remote, pairs)
        self.assertFalse(changes.rename or changes.rename_values)
        self.assertEqual([row["title"] for row in changes.add], ["Farbe"])

    def test_value_of_a_shared_option_is_never_renamed(self):
        pairs = [self.pair(1, {"Color": "rot"}, {"o1": "Red"})]
        remote = [make_remote_option("o1", "Color", "Red", is_exclusive=False)]
        changes = compare_options([make_option("Color", "Rot")], remote, pairs)
        self.assertFalse(changes.rename_values)
        self.assertEqual(changes.update, [{"product_option_id": "o1", "add": [{"value": "Rot"}]}])
