from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class OptionOrderScenarios:
    """The values of an option stand as in Odoo."""

    def read_values(self, product):
        """Return an option's values by their ranks; None among them where one has no rank."""
        query = [
            ("external_id[]", str(product.id)),
            ("fields", "id,options.title,options.values.value,options.values.rank"),
        ]
        [row] = self.store_call("GET", "/admin/products", query=query)["products"]
        [option] = row["options"]
        ranks = {value["rank"]: value["value"] for value in option["values"]}
        if None in ranks:
            return None
        self.assertEqual(len(ranks), len(option["values"]), "two values at one place")
        return [ranks[rank] for rank in sorted(ranks)]

    def sort_values(self, attribute, *names):
        for place, name in enumerate(names):
            attribute.value_ids.filtered(
                lambda value, name=name: value.name == name
            ).sequence = place
        self.env.invalidate_all()

    def test_created_added_and_sorted_again(self):
        size = self.make_attribute("Size", "S", "M", "XL")
        self.sort_values(size, "S", "M", "XL")
        shirt = self.make_product("Shirt", [size])
        self.sync()
        self.assertEqual(self.read_values(shirt), ["S", "M", "XL"])
        self.assert_nothing_left()
        size.value_ids = [(0, 0, {"name": "L"})]
        self.sort_values(size, "S", "M", "L", "XL")
        line = self.get_line(shirt, "Size")
        line.value_ids = size.value_ids
        self.sync()
        self.assertEqual(self.read_values(shirt), ["S", "M", "L", "XL"])
        self.assert_nothing_left()
        self.sort_values(size, "XL", "L", "M", "S")
        self.sync()
        self.assertEqual(self.read_values(shirt), ["XL", "L", "M", "S"])
        self.assert_nothing_left()

    def test_order_changed_in_the_store(self):
        """A resync looks at what the store shows."""
        size = self.make_attribute("Size", "S", "M")
        self.sort_values(size, "S", "M")
        shirt = self.make_product("Shirt", [size])
        self.sync()
        query = [("external_id[]", str(shirt.id)), ("fields", "id,options.id")]
        [row] = self.store_call("GET", "/admin/products", query=query)["products"]
        path = f"/admin/product-options/{row['options'][0]['id']}"
        self.store_call("POST", path, {"ranks": {"S": 7}})
        with self.enter_registry_test_mode():
            shirt.action_medusa_sync()
        self.assertEqual(self.read_values(shirt), ["S", "M"])


class OwnOrderScenarios(OptionOrderScenarios):
    """The values of a product's own option stand as in Odoo."""

    option_scope = "product"

    def test_one_value_needs_no_place(self):
        shirt = self.make_shirt(sizes=("S",))
        self.sync()
        self.assertIsNone(self.read_values(shirt))


@tagged("post_install", "-at_install")
class TestOptionOrder(OwnOrderScenarios, FakeLifecycleCase):
    """The order of values in a store in memory."""


@tagged("post_install", "-at_install")
class TestSharedOptionOrder(OptionOrderScenarios, FakeLifecycleCase):
    """The order of values of options that the shop shares, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestOptionOrderReal(OwnOrderScenarios, RealLifecycleCase):
    """The order of values in a real Medusa."""
