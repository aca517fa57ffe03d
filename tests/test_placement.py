from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.security import SecurityCase
from .support.stock_case import FakeStockCase

FIELDS = [("fields", "id,shipping_profile.id,sales_channels.id")]


class PlacementMixin:
    """Makes rules, channels and profiles."""

    def setUp(self):
        super().setUp()
        self.backend._test_connection()
        self.default = self.backend.channel_ids.filtered("is_default")
        self.profile = self.backend.profile_ids.filtered("is_default")
        self.app = self.make_record("sales.channel", self.make_channel())

    def make_record(self, model, medusa_id):
        return self.env[f"medusa.{model}"].create(
            {"backend_id": self.backend.id, "medusa_id": medusa_id, "name": f"New {medusa_id}"}
        )

    def make_rule(self, **vals):
        """Create a rule; `channels` and `profile` are records."""
        channels, profile = vals.pop("channels", None), vals.pop("profile", None)
        if channels:
            vals["sales_channel_ids"] = channels.ids
        if profile:
            vals |= {"shipping": "profile", "shipping_profile_id": profile.id}
        return self.env["medusa.placement.rule"].create({"backend_id": self.backend.id, **vals})


class PlacementScenarios(PlacementMixin):
    """Products that go into other sales channels than the store's, or are shipped otherwise."""

    def get_placement(self, product):
        """Return (names of its sales channels, name of its shipping profile)."""
        path = f"/admin/products/{self.get_binding(product).medusa_id}"
        row = self.store_call("GET", path, query=FIELDS)["product"]
        return (
            {channel["id"] for channel in row["sales_channels"]},
            (row.get("shipping_profile") or {}).get("id"),
        )

    def test_by_category_tag_and_type(self):
        below = self.env["product.category"].create(
            {"name": "Below", "parent_id": self.category.id}
        )
        self.backend.product_domain = repr([("categ_id", "child_of", self.category.id)])
        tag = self.env["product.tag"].create({"name": f"App {self.token}"})
        heavy = self.make_record("shipping.profile", self.make_profile())
        app, default = {self.app.medusa_id}, {self.default.medusa_id}
        self.backend.push_tags = False
        chair, sofa = self.make_product("Chair"), self.make_product("Sofa", categ_id=below.id)
        stool = self.make_product("Stool", product_tag_ids=tag.ids)
        hour = self.make_product("Hour", type="service")
        self.make_rule(product_tag_id=tag.id, channels=self.app + self.default)
        self.make_rule(kind="service", channels=self.app)
        self.make_rule(categ_id=below.id, channels=self.app, profile=heavy)
        self.assert_run(self.sync(), created=4)
        usual = self.profile.medusa_id
        self.assertEqual(self.get_placement(chair), (default, usual))
        self.assertEqual(self.get_placement(sofa), (app, heavy.medusa_id))
        self.assertEqual(self.get_placement(stool), (app | default, usual))
        self.assertEqual(self.get_placement(hour), (app, None))
        self.assert_nothing_left()

        # A product that comes under another rule, or under none.
        chair.categ_id, sofa.categ_id, stool.product_tag_ids = below, self.category, False
        self.assert_run(self.sync(), updated=3, unchanged=1)
        self.assertEqual(self.get_placement(chair), (app, heavy.medusa_id))
        self.assertEqual(self.get_placement(sofa), (default, usual))
        self.assertEqual(self.get_placement(stool), (default, usual))

    def test_changed_rules_push_their_products(self):
        chair, table = self.make_product("Chair"), self.make_product("Table")
        tag = self.env["product.tag"].create({"name": f"App {self.token}"})
        table.product_tag_ids = tag
        self.backend.push_tags = False
        self.assert_run(self.sync(), created=2)
        app, default = {self.app.medusa_id}, {self.default.medusa_id}
        rule = self.make_rule(product_tag_id=tag.id, channels=self.app)
        self.assert_run(self.sync(), updated=1, unchanged=1)
        self.assertEqual(self.get_placement(table)[0], app)
        rule.write({"product_tag_id": False, "shipping": "none"})
        self.assert_run(self.sync(), updated=2)
        self.assertEqual(self.get_placement(chair), (app, None))
        rule.unlink()
        self.assert_run(self.sync(), updated=2)
        for product in (chair, table):
            self.assertEqual(self.get_placement(product), (default, self.profile.medusa_id))
        self.assert_nothing_left()

    def test_a_marketers_channel_stays(self):
        chair = self.make_product()
        self.make_rule(channels=self.app)
        remote = self.push(chair)
        other = self.make_channel()
        channels = [{"id": key} for key in (self.app.medusa_id, other)]
        self.change_remote(remote, sales_channels=channels)
        self.backend.placement_rule_ids.unlink()
        self.sync()
        self.assertEqual(self.get_placement(chair)[0], {self.default.medusa_id, other})


@tagged("post_install", "-at_install")
class TestPlacement(PlacementScenarios, FakeLifecycleCase):
    """Sales channels and shipping by rule, in a store in memory."""

    def make_profile(self):
        row = {"id": self.fake.state.new_id("sp"), "name": "Heavy", "type": "heavy"}
        return self.fake.state.insert("shipping_profiles", row)["id"]

    def payload(self, product):
        self.env.flush_all()
        self.env.invalidate_all()
        serializer = self.env["medusa.product.serializer"]
        return serializer._prepare_payloads(self.backend, product)[product.id]

    def test_first_match_for_each_result(self):
        heavy = self.make_record("shipping.profile", "sp_heavy")
        last = self.make_rule(sequence=30, channels=self.default, profile=self.profile)
        self.make_rule(sequence=20, profile=heavy)
        self.make_rule(sequence=10, channels=self.app)
        self.make_rule(sequence=5, kind="combo", channels=self.default, shipping="none")
        payload = self.payload(self.make_product())
        self.assertEqual(payload["channels"], [self.app.medusa_id])
        self.assertEqual(payload["shipping_profile_id"], "sp_heavy")
        last.sequence = 1
        payload = self.payload(self.make_product())
        self.assertEqual(payload["channels"], [self.default.medusa_id])
        self.assertEqual(payload["shipping_profile_id"], self.profile.medusa_id)

    def test_all_that_is_filled_must_hold(self):
        tag = self.env["product.tag"].create({"name": "T"})
        self.make_rule(product_tag_id=tag.id, kind="service", channels=self.app)
        for vals, channel in (
            ({}, self.default),
            ({"type": "service"}, self.default),
            ({"product_tag_ids": tag.ids}, self.default),
            ({"product_tag_ids": tag.ids, "type": "service"}, self.app),
        ):
            payload = self.payload(self.make_product(**vals))
            self.assertEqual(payload["channels"], [channel.medusa_id], vals)

    def test_a_service_is_shipped_by_a_rule_of_its_type_alone(self):
        hour = self.make_product(type="service")
        self.make_rule(categ_id=self.category.id, profile=self.profile)
        self.assertIsNone(self.payload(hour)["shipping_profile_id"])
        self.make_rule(kind="service", profile=self.profile)
        self.assertEqual(self.payload(hour)["shipping_profile_id"], self.profile.medusa_id)

    def test_what_is_gone_from_the_store(self):
        """Never into a channel that nobody chose; a profile that is gone would hold up carts."""
        rule = self.make_rule(channels=self.app, profile=self.profile)
        self.assertFalse(rule.problem)
        rule.sales_channel_ids += self.default
        self.app.active = False
        self.assertIn(f"Not in the store any more: {self.app.name}.", rule.problem)
        rule.sales_channel_ids = self.app
        self.assertIn("in no shop", rule.problem)
        self.assertIn(rule.problem, self.backend.placement_problem)
        self.assertEqual(self.payload(self.make_product())["channels"], [])
        rule.sales_channel_ids = False
        heavy = self.make_record("shipping.profile", "sp_heavy")
        heavy.active = False
        rule.shipping_profile_id = heavy
        self.assertIn("isn't in the store", rule.problem)
        payload = self.payload(self.make_product())
        self.assertEqual(payload["shipping_profile_id"], self.profile.medusa_id)
        rule.write({"shipping": False, "shipping_profile_id": False})
        self.assertIn("says nothing", rule.problem)

    def test_rule_that_left_after_a_lost_answer(self):
        """The product may be in its channel already: it leaves, although nobody saw it come."""
        product = self.make_product()
        self.push(product)
        rule = self.make_rule(channels=self.app)
        self.fake.misbehave("reset_after", "POST /admin/products/batch")
        self.sync()
        self.fake.behave()
        self.assertEqual(self.get_placement(product)[0], {self.app.medusa_id})
        rule.unlink()
        self.get_binding(product).next_try = "2020-01-01"
        self.sync()
        self.assertEqual(self.get_placement(product)[0], {self.default.medusa_id})

    def test_channel_of_the_settings_that_is_gone(self):
        self.backend.sales_channel_ids = self.app
        product = self.make_product()
        self.assertEqual(self.payload(product)["channels"], [self.app.medusa_id])
        self.app.active = False
        self.assertEqual(self.payload(product)["channels"], [], "never into another one")
        self.assertIn("a product is in no shop", self.backend._get_connection_text())
        self.backend.sales_channel_ids += self.default
        self.assertIn(f"any more: {self.app.name}.", self.backend._get_connection_text())

    def test_profile_of_the_settings_that_is_gone(self):
        heavy = self.make_record("shipping.profile", "sp_heavy")
        self.backend.shipping_profile_id = heavy
        product = self.make_product()
        self.assertEqual(self.payload(product)["shipping_profile_id"], "sp_heavy")
        heavy.active = False
        self.assertEqual(self.payload(product)["shipping_profile_id"], self.profile.medusa_id)

    def test_no_query_per_product(self):
        tag = self.env["product.tag"].create({"name": "T"})
        for index in range(5):
            self.make_rule(categ_id=self.category.id, sequence=index, kind="combo")
        self.make_rule(product_tag_id=tag.id, channels=self.app)
        serializer = self.env["medusa.product.serializer"]
        counts = []
        for number in (1, 5, 50):
            products = self.make_products(number, product_tag_ids=tag.ids)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            payloads = serializer._prepare_payloads(self.backend, products)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(payloads[products[0].id]["channels"], [self.app.medusa_id])
        # The first one fills Odoo's caches.
        self.assertEqual(*counts[1:])

    def test_another_stores_records(self):
        theirs = self.make_backend(name="Other")
        channel = self.env["medusa.sales.channel"].create(
            {"backend_id": theirs.id, "medusa_id": "sc_x", "name": "X"}
        )
        with self.assertRaises(ValidationError):
            self.make_rule(channels=channel)


@tagged("post_install", "-at_install", "medusa_real")
class TestPlacementReal(PlacementScenarios, RealLifecycleCase):
    """Sales channels and shipping by rule, in a real Medusa."""

    def make_channel(self):
        channel = super().make_channel()
        self.addCleanup(self.store_call, "DELETE", f"/admin/sales-channels/{channel}")
        return channel

    def make_profile(self):
        body = {"name": f"Heavy {self.token}", "type": "heavy"}
        answer = self.store_call("POST", "/admin/shipping-profiles", body)
        profile = answer["shipping_profile"]["id"]
        self.addCleanup(self.delete_profile, profile)
        return profile

    def delete_profile(self, profile):
        # One that a product has can't be deleted.
        self.clear_store()
        self.store_call("DELETE", f"/admin/shipping-profiles/{profile}")


@tagged("post_install", "-at_install")
class TestPlacementStock(PlacementMixin, FakeStockCase):
    """What is counted sells through the channels of the rules as well."""

    def test_locations_are_linked_to_the_channels_of_rules(self):
        self.assertFalse(self.line.problem)
        self.make_rule(channels=self.app)
        self.assertIn(self.app.name, self.line.problem)
        self.line.action_link_channels()
        self.assertFalse(self.line.problem)

    def test_what_is_counted_is_shipped_and_says_so(self):
        chair = self.make_stored(5)
        self.make_rule(shipping="none")
        self.sync()
        self.assertIn("shipped all the same", self.get_binding(chair).warning)


@tagged("post_install", "-at_install")
class TestPlacementForm(PlacementMixin, SecurityCase):
    """Managers write the rules on the store's form."""

    def test_form(self):
        form = Form(self.backend.with_user(self.manager))
        with form.placement_rule_ids.new() as rule:
            rule.kind = "service"
            rule.sales_channel_ids.add(self.app)
        with form.placement_rule_ids.new() as rule:
            rule.categ_id = self.category
            rule.shipping = "profile"
            rule.shipping_profile_id = self.profile
        form.save()
        self.assertEqual(
            self.backend.placement_rule_ids.mapped("display_name"), ["Service", self.token]
        )
