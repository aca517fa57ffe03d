from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.options import ClearOptionsMixin, SharedOptionMixin


class OptionScenarios(SharedOptionMixin):
    """Attributes that the whole shop shares."""

    def test_products_share_it(self):
        size = self.make_size("S", "M", "L")
        shirt, coat = self.make_product("Shirt"), self.make_product("Coat")
        self.add_line(shirt, size, "S", "M")
        self.add_line(coat, size, "L")
        self.assert_run(self.sync(), created=2)
        self.assertEqual(self.read_shared(), {self.size_title: ["S", "M", "L"]})
        self.assertEqual(self.read_options(is_exclusive=True), {})
        [option] = self.read_options().values()
        remote = self.read(shirt)
        self.assertEqual(remote["options"], {self.size_title: {"S", "M"}})
        self.assertEqual(remote["option_ids"], {self.size_title: option["id"]})
        self.assertEqual(self.read(coat)["options"], {self.size_title: {"L"}})
        self.assert_nothing_left()

    def test_marks_and_what_the_shop_shows(self):
        color = self.make_attribute(self.color_title, "Red", "Blue", display_type="color")
        self.get_attribute_value(color, "Red").html_color = "#ff0000"
        self.make_product("Shirt", [color])
        self.sync()
        [option] = self.read_options().values()
        mark = {"odoo_database": self.backend.database_uuid}
        self.assertEqual(
            option["metadata"], {**mark, "external_id": str(color.id), "display_type": "color"}
        )
        metadata = {value["value"]: value["metadata"] for value in option["values"]}
        red, blue = (str(self.get_attribute_value(color, name).id) for name in ("Red", "Blue"))
        self.assertEqual(metadata["Red"], {**mark, "external_id": red, "html_color": "#ff0000"})
        self.assertEqual(metadata["Blue"], {**mark, "external_id": blue})
        self.get_attribute_value(color, "Red").html_color = False
        self.assertEqual(self.sync().write_count, 1)
        [option] = self.read_options().values()
        metadata = {value["value"]: value["metadata"] for value in option["values"]}
        self.assertEqual(metadata["Red"], {**mark, "external_id": red})
        self.assert_nothing_left()

    def test_one_request_for_a_new_name(self):
        size = self.make_size("S", "M")
        shirts = [self.make_product(f"Shirt {number}", [size]) for number in range(3)]
        self.sync()
        before = [self.read(shirt) for shirt in shirts]
        self.get_attribute_value(size, "S").name = "Small"
        run = self.sync()
        self.assert_run(run, unchanged=3)
        self.assertEqual(run.write_count, 1)
        size.name = fit = f"Fit {self.token}"
        run = self.sync()
        self.assert_run(run, unchanged=3)
        self.assertEqual(run.write_count, 1)
        for shirt, old in zip(shirts, before, strict=True):
            remote = self.read(shirt)
            self.assertEqual(remote["options"], {fit: {"Small", "M"}})
            self.assertEqual(remote["option_ids"][fit], old["option_ids"][self.size_title])
            self.assertEqual(remote["value_ids"]["Small"], old["value_ids"]["S"])
            self.assertEqual(remote["variants"]["S"]["options"], {fit: "Small"})
        self.assert_nothing_left()

    def test_titles_of_variants_follow_with_the_next_push(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        self.sync()
        self.get_attribute_value(size, "S").name = "Small"
        self.sync()
        shirt.description_sale = "Soft."
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"Small", "M"})

    def test_sorted_again(self):
        size = self.make_size("S", "M", "L")
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, "S", "L")
        self.sync()
        self.assertEqual(self.read_shared(), {self.size_title: ["S", "L"]})
        self.add_line(self.make_product("Coat"), size)
        self.sync()
        self.assertEqual(self.read_shared(), {self.size_title: ["S", "M", "L"]})
        self.sort_values(size, "L", "M", "S")
        self.assertEqual(self.sync().write_count, 1)
        self.assertEqual(self.read_shared(), {self.size_title: ["L", "M", "S"]})
        self.assert_nothing_left()

    def test_two_values_exchange_their_names(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        before = self.push(shirt)
        small, medium = (self.get_attribute_value(size, name) for name in "SM")
        small.name, medium.name = "M", "S"
        self.assert_run(self.sync(), unchanged=1)
        remote = self.read(shirt)
        self.assertEqual(remote["value_ids"], {
            "M": before["value_ids"]["S"], "S": before["value_ids"]["M"],
        })  # fmt: skip
        self.assert_nothing_left()

    def test_two_attributes_of_one_name(self):
        shirt = self.make_product("Shirt", [self.make_size("S")])
        shoe = self.make_product("Shoe", [self.make_size("41")])
        self.sync()
        second = f"{self.size_title} (2)"
        self.assertEqual(self.read_shared(), {self.size_title: ["S"], second: ["41"]})
        self.assertEqual(self.read(shoe)["options"], {second: {"41"}})
        self.assert_nothing_left()
        shirt.attribute_line_ids.attribute_id.name = f"Fit {self.token}"
        self.sync()
        self.assertEqual(self.read_shared(), {f"Fit {self.token}": ["S"], self.size_title: ["41"]})
        self.assert_nothing_left()

    def test_two_attributes_exchange_their_names(self):
        size, fit = self.make_size("S"), self.make_attribute(f"Fit {self.token}", "Slim")
        self.make_product("Shirt", [size, fit])
        self.sync()
        size.name, fit.name = fit.name, size.name
        self.sync()
        self.assertEqual(
            self.read_shared(), {self.size_title: ["Slim"], f"Fit {self.token}": ["S"]}
        )
        self.assert_nothing_left()

    def test_value_added_and_taken_off(self):
        size = self.make_size("S", "M", "L")
        shirt = self.make_product("Shirt")
        line = self.add_line(shirt, size, "S", "L")
        before = self.push(shirt)
        line.value_ids = size.value_ids
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {self.size_title: {"S", "M", "L"}})
        line.value_ids = [Command.set(self.get_attribute_value(size, "S").ids)]
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {self.size_title: {"S"}})
        self.assertEqual(remote["variants"]["S"]["id"], before["variants"]["S"]["id"])
        self.assertEqual(self.read_shared(), {self.size_title: ["S"]})

    def test_value_deleted_in_odoo(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        self.push(shirt)
        medium = self.get_attribute_value(size, "M")
        shirt.attribute_line_ids.value_ids = [Command.unlink(medium.id)]
        medium.with_context(active_test=False).unlink()
        self.assertFalse(medium.exists())
        self.sync_update(shirt)
        self.assertEqual(self.read_shared(), {self.size_title: ["S"]})

    def test_what_nobody_needs_goes(self):
        size, color = self.make_size("S", "M"), self.make_attribute(self.color_title, "Red")
        shirt = self.make_product("Shirt", [size, color])
        self.push(shirt)
        self.get_line(shirt, self.color_title).unlink()
        self.sync_update(shirt)
        self.assertEqual(set(self.read_shared()), {self.size_title})
        self.assertFalse(self.get_option(color))

    def test_what_a_draft_has_stays(self):
        """A withdrawn product keeps its option; it isn't tried each night to delete it."""
        shirt = self.make_product("Shirt", [self.make_size("S", "M")])
        self.push(shirt)
        shirt.sale_ok = False
        self.assert_run(self.sync(), withdrawn=1)
        self.assert_nothing_left()
        self.assertEqual(self.read_shared(), {self.size_title: ["S", "M"]})
        shirt.sale_ok = True
        self.assert_run(self.sync(), updated=1)
        self.assert_nothing_left()

    # What somebody else made

    def test_option_of_a_marketer(self):
        theirs = self.make_remote_option(
            self.size_title, "M", "XS", metadata={"by": "hand"}, ranks={"M": 0, "XS": 1}
        )
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        remote = self.push(shirt)
        self.assertEqual(remote["option_ids"], {self.size_title: theirs})
        self.assertEqual(self.read_shared(), {self.size_title: ["M", "XS", "S"]})
        self.assertEqual(self.read_options()[self.size_title]["metadata"], {"by": "hand"})
        self.assertFalse(self.get_option(size).is_created)
        self.assert_nothing_left()
        # Never renamed: an attribute of another name is another option.
        size.name = f"Fit {self.token}"
        self.get_attribute_value(size, "M").name = "Medium"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {f"Fit {self.token}": {"S", "Medium"}})
        left = self.read_options()[self.size_title]
        self.assertEqual(left["id"], theirs)
        self.assertLessEqual({"M", "XS"}, {value["value"] for value in left["values"]})
        shirt.attribute_line_ids.unlink()
        self.sync_update(shirt)
        self.assertEqual(set(self.read_options()), {self.size_title})

    def test_value_of_a_marketer(self):
        self.make_remote_option(self.size_title, "M")
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        before = self.push(shirt)
        self.get_attribute_value(size, "M").name = "Medium"
        self.get_attribute_value(size, "S").name = "Small"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {self.size_title: {"Small", "Medium"}})
        self.assertEqual(remote["value_ids"]["Small"], before["value_ids"]["S"])
        self.assertEqual(
            remote["variants"]["Medium"]["id"], before["variants"]["M"]["id"], "made anew"
        )
        self.assertEqual(set(self.read_shared()[self.size_title]), {"Small", "Medium", "M"})

    def test_option_of_another_odoo(self):
        mark = {"external_id": "5", "odoo_database": "another"}
        theirs = self.make_remote_option(self.size_title, "S", metadata=mark)
        remote = self.push(self.make_product("Shirt", [self.make_size("S", "M")]))
        self.assertEqual(remote["option_ids"], {self.size_title: theirs})
        self.assertEqual(self.read_options()[self.size_title]["metadata"], mark)
        self.assert_nothing_left()

    def test_option_of_another_odoo_that_is_ours_after_all(self):
        """A manager says so when it is in use already."""
        size = self.make_size("S", "M")
        theirs = self.make_remote_option(
            self.size_title, "S", "M", metadata=self.mark_as("another", size)
        )
        for value in self.read_options()[self.size_title]["values"]:
            path = f"/admin/product-options/{theirs}/values/{value['id']}"
            record = self.get_attribute_value(size, value["value"])
            self.store_call("POST", path, {"metadata": self.mark_as("another", record)})
        shirt = self.make_product("Shirt", [size])
        self.push(shirt)
        self.assertFalse(self.get_option(size).is_created)
        self.env["medusa.other.database"].create(
            {"backend_id": self.backend.id, "uuid": "another"}
        ).action_adopt()
        size.name = fit = f"Fit {self.token}"
        self.get_attribute_value(size, "S").name = "Small"
        self.sync()
        self.assertEqual(self.read_shared(), {fit: ["Small", "M"]})
        self.assertEqual(self.read(shirt)["option_ids"], {fit: theirs})
        self.assert_nothing_left()

    def mark_as(self, database, record):
        return {"external_id": str(record.id), "odoo_database": database}

    def test_found_again_by_the_mark(self):
        """The connector was taken out and put in again: what it made is known by its mark."""
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        before = self.push(shirt)
        self.backend.option_ids.unlink()
        size.name = f"Fit {self.token}"
        self.get_attribute_value(size, "S").name = "Small"
        self.assert_run(self.sync(), unchanged=1)
        remote = self.read(shirt)
        self.assertEqual(remote["options"], {f"Fit {self.token}": {"Small", "M"}})
        self.assertEqual(remote["value_ids"]["Small"], before["value_ids"]["S"])
        self.assertTrue(self.get_option(size).is_created)

    def test_deleted_in_the_store(self):
        size = self.make_size("S", "M")
        shirt = self.make_product("Shirt", [size])
        before = self.push(shirt)
        self.delete_remote(before)
        self.store_call("DELETE", f"/admin/product-options/{before['option_ids'][self.size_title]}")
        # A run over it alone doesn't read the list of options: it fails, and heals with the next.
        self.assertIn(self.sync().state, ("done", "errors"))
        self.sync()
        self.assertEqual(self.read(shirt)["options"], {self.size_title: {"S", "M"}})
        self.assert_nothing_left()


@tagged("post_install", "-at_install")
class TestOption(OptionScenarios, FakeLifecycleCase):
    """Shared options, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestOptionReal(ClearOptionsMixin, OptionScenarios, RealLifecycleCase):
    """Shared options, in a real Medusa."""
