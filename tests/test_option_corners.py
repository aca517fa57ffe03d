from unittest.mock import patch

from odoo.tests import tagged

from ..models.product.phase_withdraw import MedusaPhaseWithdraw
from .support.lifecycle import FakeLifecycleCase
from .support.options import SharedOptionMixin


@tagged("post_install", "-at_install")
class TestOptionCorners(SharedOptionMixin, FakeLifecycleCase):
    """What rarely happens to attributes that the whole shop shares."""

    def test_twice_on_a_product_where_the_shop_numbers_it(self):
        """The attribute is "Size (2)" there, and so would be the product's second one."""
        self.make_product("Shirt", [self.make_size("S")])
        self.sync()
        size = self.make_size("41", "42")
        shoe = self.make_product("Shoe", [size])
        self.add_line(shoe, size, "41", "42")
        self.assert_run(self.sync(), created=1, unchanged=1)
        remote = self.read(shoe)
        second = f"{self.size_title} (2)"
        self.assertEqual(remote["options"], {second: {"41", "42"}, self.size_title: {"41", "42"}})
        found = {tuple(sorted(row["options"].items())) for row in remote["variants"].values()}
        self.assertEqual(len(found), 4)
        self.assertEqual(set(self.read_shared()), {self.size_title, second})
        self.assert_nothing_left()

    def test_more_values_than_a_request_takes(self):
        """Their names fit, their places go after them."""
        names = [f"{number:02} {'x' * 900}" for number in range(60)]
        size = self.make_size(*names)
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, *names[:-1])
        self.assert_run(self.sync(), created=1)
        self.assertEqual(self.read_shared(), {self.size_title: names[:-1]})
        first = names[-1]
        self.sort_values(size, first, *names[:-1])
        shirt.attribute_line_ids.value_ids = size.value_ids
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_shared(), {self.size_title: [first, *names[:-1]]})
        self.assert_nothing_left()

    def test_more_values_of_a_product_of_its_own(self):
        self.backend.option_scope = "product"
        names = [f"{number:02} {'x' * 1800}" for number in range(59)]
        self.make_product("Shirt", [self.make_size(*names)])
        self.assert_run(self.sync(), created=1)
        [option] = self.read_options(is_exclusive=True).values()
        ranks = {value["value"]: value["rank"] for value in option["values"]}
        self.assertEqual(sorted(ranks, key=ranks.get), names)
        self.assert_nothing_left()

    def test_choice_that_changes_while_a_run_is_under_way(self):
        """The products have the shared options still: it is the next run that takes them off."""
        self.make_product("Shirt", [self.make_size("S", "M")])
        self.sync()
        is_wanted = MedusaPhaseWithdraw._is_wanted

        def change(phase, run):
            run.backend_id.option_scope = "product"
            return is_wanted(phase, run)

        with patch.object(MedusaPhaseWithdraw, "_is_wanted", change):
            self.assert_run(self.sync(), unchanged=1)
        self.assertEqual(set(self.read_shared()), {self.size_title})
        self.assertFalse([row for row in self.fake.writes if row.method == "DELETE"])
        self.assert_run(self.sync(), updated=1)
        self.assertEqual(self.read_shared(), {}, "not a week later")
        self.assert_nothing_left()

    def test_choice_that_changes_while_options_are_deleted(self):
        self.backend.option_scope = "product"
        shirts = [self.make_product("Shirt", [self.make_size(name)]) for name in "SM"]
        self.backend.option_scope = "shared"
        self.assert_run(self.sync(), created=2)
        self.backend.option_scope = "product"

        def change(row):
            if row.method == "DELETE":
                self.backend.option_scope = "shared"
                self.env.flush_all()
            return False

        self.fake.misbehave("refused", change)
        self.assert_run(self.sync(), updated=2)
        self.assertEqual(len(self.read_shared()), 1, "the other one is needed again")
        self.fake.behave()
        self.assert_run(self.sync(), updated=2)
        for shirt in shirts:
            self.assertEqual(len(self.read(shirt)["options"]), 1)
        self.assertEqual(len(self.read_shared()), 2)
        self.assert_nothing_left()

    def test_value_deleted_and_made_anew_under_its_name(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        before = self.push(shirt)
        line, medium = shirt.attribute_line_ids, self.get_attribute_value(size, "M")
        line.value_ids -= medium
        medium.unlink()
        again = self.env["product.attribute.value"].create(
            {"name": "M", "attribute_id": size.id, "sequence": 1}
        )
        line.value_ids += again
        self.sync()
        self.assertFalse([row for row in self.fake.writes if row.path.endswith("/values")])
        deletions = [row.path for row in self.fake.writes if row.method == "DELETE"]
        self.assertFalse([path for path in deletions if "product-options" in path], "it is used")
        remote = self.read(shirt)
        self.assertEqual(remote["value_ids"], before["value_ids"])
        [option] = self.read_options().values()
        marks = {value["value"]: value["metadata"]["external_id"] for value in option["values"]}
        self.assertEqual(marks["M"], str(again.id))
        known = {row.external_id for row in self.get_option(size).value_ids}
        self.assertEqual(known, {str(value.id) for value in size.value_ids})
        self.assert_nothing_left()

    def test_dropped_option_of_an_older_medusa(self):
        """Before 2.18 it stays in the store, and nobody has it."""
        self.fake.state.keeps_dropped_options = True
        self.backend.option_scope = "product"
        size = self.make_size("S")
        shirts = [self.make_product("Shirt", [size]) for _ in range(2)]
        self.sync()
        self.backend.option_scope = "shared"
        self.assert_run(self.sync(), updated=2)
        self.assertEqual(self.read_options(is_exclusive=True), {})
        shirts[0].attribute_line_ids.unlink()
        self.sync()
        self.assertEqual(set(self.read_shared()), {self.size_title}, "shared ones stay")
        self.assert_nothing_left()
