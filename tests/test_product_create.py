from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class CreateScenarios:
    """New products."""

    def test_product_without_attributes(self):
        chair = self.make_product(
            weight=0.4,
            list_price=19.99,
            description_sale="Sits well.",
            default_code=self.sku("CH"),
            barcode=self.sku("40"),
        )
        remote = self.push(chair)
        self.assertEqual(remote["title"], chair.name)
        self.assertEqual(remote["handle"], f"chair-{self.token}-{chair.id}")
        self.assertEqual(remote["status"], "published")
        self.assertEqual(remote["description"], "Sits well.")
        self.assertEqual(remote["weight"], 400)
        self.assertEqual(remote["external_id"], str(chair.id))
        self.assertEqual(
            remote["metadata"],
            {"external_id": str(chair.id), "odoo_database": self.backend.database_uuid},
        )
        self.assertEqual(remote["options"], {"Default": {"Default"}})
        [variant] = remote["variants"].values()
        self.assertEqual(variant["title"], "Default")
        self.assertEqual(variant["sku"], self.sku("CH"))
        self.assertEqual(variant["barcode"], self.sku("40"))
        self.assertEqual(variant["weight"], 400)
        self.assertIs(variant["manage_inventory"], False)
        self.assertEqual(variant["metadata"], {"external_id": str(chair.product_variant_id.id)})
        self.assertEqual(variant["prices"], {(self.currency, None): 19.99})

    def test_what_is_remembered(self):
        chair = self.make_product()
        self.assertEqual(chair.medusa_state, "pending")
        remote = self.push(chair)
        binding = self.get_binding(chair)
        self.assertEqual((binding.state, binding.medusa_id), ("synced", remote["id"]))
        self.assertEqual(binding.store_status, "published")
        [variant] = binding.variant_binding_ids
        self.assertEqual(variant.product_id, chair.product_variant_id)
        self.assertEqual(variant.medusa_id, remote["variants"]["Default"]["id"])
        self.assertEqual(chair.medusa_state, "synced")

    def test_what_is_logged(self):
        chair = self.make_product()
        run = self.sync()
        [log] = run.log_ids
        self.assertEqual((log.operation, log.result), ("create", "success"))
        self.assertEqual(log.product_tmpl_id, chair)
        self.assertIn(chair.name, log.message)
        self.assertIn(self.get_binding(chair).medusa_id, log.medusa_url)

    def test_into_the_default_channel(self):
        """Without a channel the product is in no shop."""
        remote = self.push(self.make_product())
        [store] = self.store_call("GET", "/admin/stores")["stores"]
        self.assertEqual(remote["sales_channels"], {store["default_sales_channel_id"]})

    def test_unchanged_is_not_written(self):
        self.make_product()
        self.make_shirt()
        self.assert_run(self.sync(), created=2)
        self.assert_run(self.sync(), unchanged=2)
        self.assert_nothing_left()

    def test_variants(self):
        size, color = (
            self.make_attribute("Size", "S", "M"),
            self.make_attribute("Color", "Red", "Blue"),
        )
        shirt = self.make_product("Shirt", [size, color], list_price=10)
        self.get_value(shirt, "M").price_extra = 2.5
        remote = self.push(shirt)
        self.assertEqual(remote["options"], {"Size": {"S", "M"}, "Color": {"Red", "Blue"}})
        self.assertEqual(set(remote["variants"]), {"S / Red", "S / Blue", "M / Red", "M / Blue"})
        variant = remote["variants"]["M / Blue"]
        self.assertEqual(variant["options"], {"Size": "M", "Color": "Blue"})
        self.assertEqual(variant["prices"], {(self.currency, None): 12.5})
        expected = str(self.get_variant(shirt, "M", "Blue").id)
        self.assertEqual(variant["metadata"]["external_id"], expected)

    def test_kinds_of_attributes(self):
        engraving = self.make_attribute("Engraving", "Yes", "No", create_variant="no_variant")
        ring = self.make_product("Ring", [self.make_attribute("Size", "S"), engraving])
        remote = self.push(ring)
        self.assertEqual(remote["options"], {"Size": {"S"}})
        self.assertEqual(set(remote["variants"]), {"S"})

    def test_dynamic_variants(self):
        """A draft as long as there is nothing to buy, then published with what there is."""
        fabric = self.make_attribute("Fabric", "Silk", "Wool", create_variant="dynamic")
        scarf = self.make_product("Scarf", [fabric])
        remote = self.push(scarf)
        self.assertEqual((remote["status"], remote["variants"]), ("draft", {}))
        self.assertEqual(remote["options"], {"Fabric": {"Silk", "Wool"}})
        scarf._create_product_variant(self.get_value(scarf, "Wool"))
        remote = self.sync_update(scarf)
        self.assertEqual(remote["status"], "published")
        self.assertEqual(remote["variants"]["Wool"]["options"], {"Fabric": "Wool"})

    def test_archived_variant_is_left_out(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").active = False
        self.assertEqual(set(self.push(shirt)["variants"]), {"M"})
        self.assert_nothing_left()

    def test_attributes_of_one_name(self):
        first, second = self.make_attribute("Size", "S"), self.make_attribute("Size", "Long")
        remote = self.push(self.make_product("Shirt", [first, second]))
        self.assertEqual(remote["options"], {"Size": {"S"}, "Size (2)": {"Long"}})
        self.assert_nothing_left()

    def test_names_of_other_scripts(self):
        products = self.env["product.template"]
        for name in ("木の椅子", "Стул", "كرسي", "!?"):
            products |= self.make_product(name)
        self.assert_run(self.sync(), created=4)
        for product in products:
            self.assertTrue(self.read(product)["handle"].endswith(f"-{product.id}"))

    def test_products_without_sku_do_not_collide(self):
        self.make_products(3)
        self.assert_run(self.sync(), created=3)

    def test_status_policy(self):
        self.backend.status_policy = "draft"
        chair = self.make_product()
        self.assertEqual(self.push(chair)["status"], "draft")
        self.backend.status_policy = "published"
        self.assertEqual(self.sync_update(chair)["status"], "published")

    def test_products_that_are_not_selected(self):
        self.make_product(sale_ok=False)
        self.make_product(active=False)
        self.make_product(categ_id=self.env["product.category"].create({"name": "Other"}).id)
        self.assert_run(self.sync())

    def test_products_of_other_origin_stay(self):
        remote = self.make_remote(metadata={"erp": "other"}, subtitle="By hand")
        chair = self.make_product()
        self.push(chair)
        chair.list_price = 11
        self.sync_update(chair)
        self.assertEqual(self.read_by_id(remote["id"]), remote)


@tagged("post_install", "-at_install")
class TestPushCreate(CreateScenarios, FakeLifecycleCase):
    """New products, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real", "medusa_brief")
class TestPushCreateReal(CreateScenarios, RealLifecycleCase):
    """New products, in a real Medusa."""
