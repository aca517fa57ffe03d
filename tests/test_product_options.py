from odoo import Command
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.versions import needs


class OptionScenarios:
    """Attributes, values and variants of products that are in the store."""

    option_scope = "product"

    def assert_kept(self, before, after, *titles):
        """Check that these variants are the same ones, with their prices."""
        for title in titles:
            for name in ("id", "prices", "sku"):
                self.assertEqual(
                    after["variants"][title][name], before["variants"][title][name], title
                )

    def make_sized(self, *sizes, **vals):
        """Create a product with SKUs, so that what is kept can be seen."""
        shirt = self.make_shirt(sizes, **vals)
        for name in sizes:
            self.get_variant(shirt, name).default_code = self.sku(name)
        return shirt

    def set_values(self, product, attribute, *names):
        """Let a product have just these values of an attribute."""
        values = attribute.value_ids.filtered(lambda value: value.name in names)
        line = product.attribute_line_ids.filtered(lambda line: line.attribute_id == attribute)
        line.value_ids = [Command.set(values.ids)]

    def test_value_added(self):
        size = self.make_attribute("Size", "S", "M", "L")
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, "S", "M")
        before = self.push(shirt)
        self.set_values(shirt, size, "S", "M", "L")
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M", "L"}})
        self.assertEqual(remote["variants"]["L"]["prices"], {(self.currency, None): 10})
        self.assert_kept(before, remote, "S", "M")

    def test_value_taken_off(self):
        shirt = self.make_sized("S", "M", "L")
        before = self.push(shirt)
        self.set_values(shirt, shirt.attribute_line_ids.attribute_id, "S", "M")
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M"}})
        self.assertEqual(set(remote["variants"]), {"S", "M"})
        self.assert_kept(before, remote, "S", "M")

    def test_value_replaced(self):
        size = self.make_attribute("Size", "S", "M", "L")
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, "S", "M")
        before = self.push(shirt)
        self.set_values(shirt, size, "S", "L")
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "L"}})
        self.assertNotIn(before["variants"]["M"]["id"], self.variant_ids(remote).values())
        self.assert_kept(before, remote, "S")

    def test_value_renamed(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        shirt.attribute_line_ids.value_ids[0].name = "Small"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"Small", "M"}})
        self.assertEqual(remote["variants"]["Small"]["options"], {"Size": "Small"})
        self.assertEqual(remote["variants"]["Small"]["id"], before["variants"]["S"]["id"])
        self.assertEqual(remote["value_ids"]["Small"], before["value_ids"]["S"], "made anew")
        self.assert_kept(before, remote, "M")

    def test_value_takes_the_name_of_one_that_left(self):
        size = self.make_attribute("Size", "S", "M")
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, "S", "M")
        before = self.push(shirt)
        self.set_values(shirt, size, "S")
        self.sync_update(shirt)
        small, medium = size.value_ids.sorted("id")
        medium.name, small.name = "Middle", "M"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"M"}})
        self.assertEqual(remote["variants"]["M"]["id"], before["variants"]["S"]["id"])
        self.assert_nothing_left()

    def test_value_of_many_products_renamed(self):
        size = self.make_attribute("Size", "S", "M")
        shirts = [self.make_product(f"Shirt {index}", [size]) for index in range(5)]
        self.make_product("Chair")
        self.assert_run(self.sync(), created=6)
        before = [self.read(shirt) for shirt in shirts]
        size.value_ids[0].name = "Small"
        self.assert_run(self.sync(), updated=5, unchanged=1)
        for shirt, old in zip(shirts, before, strict=True):
            remote = self.read(shirt)
            self.assertEqual(set(remote["variants"]), {"Small", "M"})
            self.assertEqual(remote["variants"]["Small"]["id"], old["variants"]["S"]["id"])
        self.assert_nothing_left()

    def test_names_of_two_values_swapped(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        small, medium = shirt.attribute_line_ids.value_ids
        small.name, medium.name = "X", "S"
        self.env.flush_all()
        small.name = "M"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M"}})
        self.assertEqual(remote["variants"]["M"]["id"], before["variants"]["S"]["id"])
        self.assertEqual(remote["variants"]["M"]["sku"], self.sku("S"))
        self.assertEqual(remote["variants"]["M"]["options"], {"Size": "M"})

    def test_option_renamed(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        shirt.attribute_line_ids.attribute_id.name = "Fit"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Fit": {"S", "M"}})
        self.assertEqual(remote["variants"]["S"]["options"], {"Fit": "S"})
        self.assertEqual(remote["option_ids"]["Fit"], before["option_ids"]["Size"], "made anew")
        self.assert_kept(before, remote, "S", "M")

    def test_option_and_values_renamed_and_one_added(self):
        size = self.make_attribute("Size", "S", "M", "L")
        shirt = self.make_product("Shirt")
        self.add_line(shirt, size, "S", "M")
        before = self.push(shirt)
        size.name = "Fit"
        size.value_ids[0].name, size.value_ids[1].name = "Small", "Medium"
        self.set_values(shirt, size, "Small", "Medium", "L")
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Fit": {"Small", "Medium", "L"}})
        self.assertEqual(remote["variants"]["Small"]["id"], before["variants"]["S"]["id"])
        self.assertEqual(remote["variants"]["Medium"]["id"], before["variants"]["M"]["id"])

    def test_first_attribute_of_a_product(self):
        """The variant stays; it was `Default` and has a size now."""
        chair = self.make_product(default_code=self.sku("CH"))
        before = self.push(chair)
        self.add_line(chair, self.make_attribute("Size", "One"))
        remote = self.sync_update(chair)
        self.assertEqual(remote["options"], {"Size": {"One"}})
        [variant] = remote["variants"].values()
        self.assertEqual(variant["options"], {"Size": "One"})
        self.assertEqual(variant["id"], before["variants"]["Default"]["id"])

    def test_attribute_with_one_value_added(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        self.add_line(shirt, self.make_attribute("Color", "Red"))
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M"}, "Color": {"Red"}})
        self.assertEqual(set(remote["variants"]), {"S / Red", "M / Red"})
        for name in ("S", "M"):
            variant = remote["variants"][f"{name} / Red"]
            self.assertEqual(variant["id"], before["variants"][name]["id"])
            self.assertEqual(variant["options"], {"Size": name, "Color": "Red"})

    def test_attribute_with_several_values_added(self):
        shirt = self.make_sized("S", "M")
        self.push(shirt)
        self.add_line(shirt, self.make_attribute("Color", "Red", "Blue"))
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"S / Red", "S / Blue", "M / Red", "M / Blue"})
        self.assert_as_in_odoo(shirt, remote)

    def test_attribute_taken_off(self):
        size, color = self.make_attribute("Size", "S", "M"), self.make_attribute("Color", "Red")
        shirt = self.make_product("Shirt", [size, color])
        before = self.push(shirt)
        self.get_line(shirt, "Color").unlink()
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M"}})
        self.assertEqual(
            {variant["options"]["Size"] for variant in remote["variants"].values()}, {"S", "M"}
        )
        self.assert_as_in_odoo(shirt, remote)
        self.assertEqual(remote["id"], before["id"])

    def test_last_attribute_taken_off(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        shirt.attribute_line_ids.unlink()
        remote = self.sync_update(shirt)
        self.assertEqual(remote["options"], {"Default": {"Default"}})
        self.assertEqual(set(remote["variants"]), {"Default"})
        self.assert_as_in_odoo(shirt, remote)
        self.assertEqual(remote["id"], before["id"])

    def assert_as_in_odoo(self, product, remote):
        """Check that the store has Odoo's active variants and no other."""
        expected = {str(variant.id) for variant in product.product_variant_ids}
        found = {row["metadata"]["external_id"] for row in remote["variants"].values()}
        self.assertEqual(found, expected)

    def test_variant_archived_and_unarchived(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        small = self.get_variant(shirt, "S")
        small.active = False
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"M"})
        self.assert_kept(before, remote, "M")
        binding = self.get_binding(shirt)
        self.assertEqual(binding.variant_binding_ids.product_id, self.get_variant(shirt, "M"))
        small.active = True
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"S", "M"})
        self.assertEqual(remote["variants"]["S"]["sku"], self.sku("S"))
        self.assertEqual(remote["variants"]["S"]["metadata"]["external_id"], str(small.id))
        self.assert_kept(before, remote, "M")

    @needs("late_items")
    def test_inventory_item_of_a_sibling(self):
        shirt = self.make_sized("S", "M", "L")
        remote = self.push(shirt)
        self.change_remote_variant(remote, "S", manage_inventory=True)
        items = self.read(shirt)["variants"]["S"]["items"]
        self.get_variant(shirt, "L").active = False
        self.assertEqual(self.sync_update(shirt)["variants"]["S"]["items"], items)
        shirt.attribute_line_ids.value_ids[1].name = "Medium"
        self.assertEqual(self.sync_update(shirt)["variants"]["S"]["items"], items)
        self.assertEqual(len(items), 1)

    def test_sku_of_a_managed_variant_is_free_again(self):
        """Its inventory item goes with it, or the SKU would be refused for ever."""
        shirt = self.make_sized("S", "M")
        remote = self.push(shirt)
        self.change_remote_variant(remote, "S", manage_inventory=True)
        self.get_variant(shirt, "S").write({"active": False, "default_code": False})
        self.sync_update(shirt)
        answer = self.store_call(
            "GET", "/admin/inventory-items", query=[("sku[]", self.sku("S")), ("fields", "id")]
        )
        self.assertEqual(answer["inventory_items"], [])

    def test_variant_deleted_in_odoo(self):
        shirt = self.make_sized("S", "M")
        before = self.push(shirt)
        self.get_variant(shirt, "S").unlink()
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"M"})
        self.assert_kept(before, remote, "M")

    def test_dropped_option_that_a_variant_of_medusa_keeps(self):
        """Nothing is destroyed: a person decides."""
        size, color = self.make_attribute("Size", "S", "M"), self.make_attribute("Color", "Red")
        shirt = self.make_product("Shirt", [size, color])
        remote = self.push(shirt)
        self.make_foreign_variant(remote)
        self.get_line(shirt, "Color").unlink()
        run = self.sync()
        self.assert_run(run, "errors", failed=1)
        self.assertEqual(run.log_ids.failure_type, "conflict")
        self.assertIn("By hand", run.log_ids.message)
        after = self.read(shirt)
        self.assertEqual(after["options"], {"Size": {"S", "M", "XXL"}, "Color": {"Red"}})
        self.assertEqual(set(after["variants"]), {"S / Red", "M / Red", "By hand"})

    def make_foreign_variant(self, remote):
        """Let a marketer add a variant with a value of its own."""
        path = f"/admin/products/{remote['id']}"
        query = [("fields", "options.id,options.title")]
        options = self.store_call("GET", path, query=query)["product"]["options"]
        [size] = [option["id"] for option in options if option["title"] == "Size"]
        update = [{"product_option_id": size, "add": [{"value": "XXL"}]}]
        self.store_call("POST", f"{path}/options/batch", {"update": update})
        body = {
            "title": "By hand",
            "options": {"Size": "XXL", "Color": "Red"},
            "prices": [],
            "manage_inventory": False,
        }
        self.store_call("POST", f"{path}/variants/batch", {"create": [body]})


@tagged("post_install", "-at_install")
class TestPushOptions(OptionScenarios, FakeLifecycleCase):
    """Options and variants, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real", "medusa_brief")
class TestPushOptionsReal(OptionScenarios, RealLifecycleCase):
    """Options and variants, in a real Medusa."""
