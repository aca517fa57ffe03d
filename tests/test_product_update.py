from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.versions import needs


class UpdateScenarios:
    """Changed products, and what others keep in the store."""

    def add_prices(self, remote, title, *prices):
        """Let a marketer add prices to those of a variant."""
        variant = remote["variants"][title]
        own = [
            {"currency_code": currency, "amount": amount}
            for (currency, _region), amount in variant["prices"].items()
        ]
        self.change_remote_variant(remote, title, prices=own + list(prices))

    def price_ids(self, product):
        """Return the ids of all prices of a product: a price that is sent anew gets another."""
        [row] = self.read_all(product.id)
        return {price["id"] for variant in row["variants"] for price in variant["prices"]}

    def test_title(self):
        shirt = self.make_shirt()
        before = self.push(shirt)
        prices = self.price_ids(shirt)
        shirt.name = f"Blouse {self.token}"
        remote = self.sync_update(shirt)
        self.assertEqual(remote["title"], shirt.name)
        self.assertEqual(remote["handle"], before["handle"], "the handle is for the creation")
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))
        self.assertEqual(self.price_ids(shirt), prices, "the prices were sent again")

    def test_price(self):
        shirt = self.make_shirt()
        before = self.push(shirt)
        shirt.list_price = 12.5
        remote = self.sync_update(shirt)
        for variant in remote["variants"].values():
            self.assertEqual(variant["prices"], {(self.currency, None): 12.5})
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))

    def test_price_extra(self):
        shirt = self.make_shirt()
        self.push(shirt)
        self.get_value(shirt, "M").price_extra = 3
        remote = self.sync_update(shirt)
        self.assertEqual(remote["variants"]["S"]["prices"], {(self.currency, None): 10})
        self.assertEqual(remote["variants"]["M"]["prices"], {(self.currency, None): 13})

    def test_texts_and_weight(self):
        chair = self.make_product(description_sale="Sits well.", weight=1)
        self.push(chair)
        chair.write({"description_sale": "Sits very well.", "weight": 2})
        remote = self.sync_update(chair)
        self.assertEqual((remote["description"], remote["weight"]), ("Sits very well.", 2000))
        self.assertEqual(remote["variants"]["Default"]["weight"], 2000)

    def test_what_was_emptied(self):
        chair = self.make_product(
            description_sale="Sits well.",
            weight=1,
            default_code=self.sku("A"),
            barcode=self.sku("4"),
        )
        self.push(chair)
        chair.write(
            {"description_sale": False, "weight": 0, "default_code": False, "barcode": False}
        )
        remote = self.sync_update(chair)
        self.assertEqual((remote["description"], remote["weight"]), (None, None))
        variant = remote["variants"]["Default"]
        self.assertEqual((variant["sku"], variant["barcode"]), (None, None))

    def test_skus_and_barcodes_swapped(self):
        shirt = self.make_shirt()
        small, medium = self.get_variant(shirt, "S"), self.get_variant(shirt, "M")
        small.write({"default_code": self.sku("A"), "barcode": self.sku("1")})
        medium.write({"default_code": self.sku("B"), "barcode": self.sku("2")})
        before = self.push(shirt)
        (small + medium).write({"default_code": False, "barcode": False})
        small.write({"default_code": self.sku("B"), "barcode": self.sku("2")})
        medium.write({"default_code": self.sku("A"), "barcode": self.sku("1")})
        remote = self.sync_update(shirt)
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))
        for title, sku, barcode in [("S", "B", "2"), ("M", "A", "1")]:
            variant = remote["variants"][title]
            self.assertEqual(
                (variant["sku"], variant["barcode"]), (self.sku(sku), self.sku(barcode))
            )

    def test_skus_handed_on_in_a_ring(self):
        shirt = self.make_shirt(("S", "M", "L"))
        variants = [self.get_variant(shirt, name) for name in ("S", "M", "L")]
        for variant, sku in zip(variants, "ABC", strict=True):
            variant.default_code = self.sku(sku)
        before = self.push(shirt)
        for variant, sku in zip(variants, "BCA", strict=True):
            variant.default_code = self.sku(sku)
        remote = self.sync_update(shirt)
        skus = {title: variant["sku"] for title, variant in remote["variants"].items()}
        self.assertEqual(skus, {"S": self.sku("B"), "M": self.sku("C"), "L": self.sku("A")})
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))

    def test_sku_of_a_variant_that_goes(self):
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").default_code = self.sku("A")
        self.push(shirt)
        self.get_variant(shirt, "S").active = False
        self.get_variant(shirt, "M").default_code = self.sku("A")
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"M"})
        self.assertEqual(remote["variants"]["M"]["sku"], self.sku("A"))

    def test_sku_of_another_product(self):
        chair, desk = self.make_product(default_code=self.sku("A")), self.make_product("Desk")
        self.assert_run(self.sync(), created=2)
        chair.default_code, desk.default_code = self.sku("B"), self.sku("A")
        self.assert_run(self.sync(), updated=2)
        self.assertEqual(self.read(chair)["variants"]["Default"]["sku"], self.sku("B"))
        self.assertEqual(self.read(desk)["variants"]["Default"]["sku"], self.sku("A"))
        self.assert_nothing_left()

    def test_prices_in_currencies_that_are_not_odoos(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.add_prices(remote, "Default", {"currency_code": "dkk", "amount": 70})
        chair.list_price = 11
        remote = self.sync_update(chair)
        self.assertEqual(
            remote["variants"]["Default"]["prices"],
            {(self.currency, None): 11, ("dkk", None): 70},
        )

    def test_price_of_a_region(self):
        region = self.make_region()
        chair = self.make_product()
        remote = self.push(chair)
        regional = {
            "currency_code": self.currency, "amount": 8, "rules": {"region_id": region},
        }  # fmt: skip
        self.add_prices(remote, "Default", regional)
        chair.list_price = 11
        remote = self.sync_update(chair)
        self.assertEqual(
            remote["variants"]["Default"]["prices"],
            {(self.currency, None): 11, (self.currency, region): 8},
        )

    def test_channels_that_a_marketer_added(self):
        chair = self.make_product()
        remote = self.push(chair)
        channels = remote["sales_channels"] | {self.make_channel()}
        self.change_remote(remote, sales_channels=[{"id": key} for key in sorted(channels)])
        chair.name = f"Stool {self.token}"
        self.assertEqual(self.sync_update(chair)["sales_channels"], channels)

    def test_channel_that_is_chosen_no_more(self):
        chair = self.make_product()
        default = self.push(chair)["sales_channels"]
        chosen = self.make_channel()
        self.backend.action_test_connection()
        channels = self.backend.channel_ids
        self.backend.sales_channel_ids = channels.filtered(lambda row: row.medusa_id == chosen)
        self.assertEqual(self.sync_update(chair)["sales_channels"], {chosen})
        self.assertNotEqual(default, {chosen})

    @needs("merged_variant_metadata")
    def test_metadata_of_others(self):
        chair = self.make_product()
        remote = self.push(chair)
        self.change_remote(remote, metadata={"campaign": "summer"})
        self.change_remote_variant(remote, "Default", metadata={"shelf": "7"})
        chair.write({"name": f"Stool {self.token}", "list_price": 11})
        remote = self.sync_update(chair)
        self.assertEqual(remote["metadata"]["campaign"], "summer")
        self.assertEqual(remote["metadata"]["external_id"], str(chair.id))
        self.assertEqual(
            remote["variants"]["Default"]["metadata"],
            {"external_id": str(chair.product_variant_id.id), "shelf": "7"},
        )

    def test_what_a_marketer_owns(self):
        chair = self.make_product()
        remote = self.push(chair)
        tag = self.store_call("POST", "/admin/product-tags", {"value": f"new {self.token}"})
        self.change_remote(
            remote,
            handle=f"summer-{self.token}",
            subtitle="Now or never",
            tags=[{"id": tag["product_tag"]["id"]}],
            images=[{"url": "https://img.example.test/chair.jpg"}],
        )
        before = self.read(chair)
        self.assertEqual(before["handle"], f"summer-{self.token}")
        chair.write({"name": f"Stool {self.token}", "list_price": 11, "description_sale": "New"})
        remote = self.sync_update(chair)
        for name in ("handle", "subtitle", "tags", "images"):
            self.assertEqual(remote[name], before[name], name)

    @needs("late_items")
    def test_inventory_that_is_managed_in_medusa(self):
        """Stock isn't pushed: whether Medusa keeps it is decided there."""
        shirt = self.make_shirt()
        self.get_variant(shirt, "S").default_code = self.sku("A")
        remote = self.push(shirt)
        self.change_remote_variant(remote, "S", manage_inventory=True)
        items = self.read(shirt)["variants"]["S"]["items"]
        self.assertEqual(len(items), 1)
        shirt.list_price = 11
        variant = self.sync_update(shirt)["variants"]["S"]
        self.assertEqual((variant["manage_inventory"], variant["items"]), (True, items))

    def test_variants_made_in_medusa(self):
        shirt = self.make_shirt()
        remote = self.push(shirt)
        self.make_foreign_variant(remote, "XXL")
        foreign = self.read(shirt)["variants"]["XXL"]
        shirt.write({"name": f"Blouse {self.token}", "list_price": 11})
        remote = self.sync_update(shirt)
        self.assertEqual(set(remote["variants"]), {"S", "M", "XXL"})
        for name in ("id", "sku", "prices", "options"):
            self.assertEqual(remote["variants"]["XXL"][name], foreign[name], name)
        self.assertEqual(remote["options"], {"Size": {"S", "M", "XXL"}})

    def make_foreign_variant(self, remote, value):
        """Let a marketer add a variant with a value of its own."""
        product_id = remote["id"]
        query = [("fields", "options.id")]
        [option] = self.store_call("GET", f"/admin/products/{product_id}", query=query)["product"][
            "options"
        ]
        update = [{"product_option_id": option["id"], "add": [{"value": value}]}]
        path = f"/admin/products/{product_id}"
        self.store_call("POST", f"{path}/options/batch", {"update": update})
        variant = self.remote_variant(value, "Size", sku=self.sku(value), manage_inventory=False)
        self.store_call("POST", f"{path}/variants/batch", {"create": [variant]})

    def test_variant_deleted_in_medusa(self):
        """It is made again with the next push of its product."""
        shirt = self.make_shirt()
        remote = self.push(shirt)
        gone = remote["variants"]["S"]["id"]
        path = f"/admin/products/{remote['id']}/variants/batch"
        self.store_call("POST", path, {"delete": [gone]})
        shirt.name = f"Blouse {self.token}"
        after = self.sync_update(shirt)
        self.assertEqual(set(after["variants"]), {"S", "M"})
        self.assertEqual(after["variants"]["M"]["id"], remote["variants"]["M"]["id"])
        binding = self.get_binding(shirt)
        self.assertEqual(
            set(binding.variant_binding_ids.mapped("medusa_id")),
            set(self.variant_ids(after).values()),
        )

    def test_change_that_no_dependency_sees(self):
        chair, desk = self.make_product(), self.make_product("Desk")
        self.assert_run(self.sync(), created=2)
        self.env.cr.execute("UPDATE product_template SET list_price = 77 WHERE id = %s", [chair.id])
        self.env.invalidate_all()
        self.assert_run(self.sync(), updated=1, unchanged=1)
        prices = self.read(chair)["variants"]["Default"]["prices"]
        self.assertEqual(prices, {(self.currency, None): 77})
        self.assertEqual(
            self.read(desk)["variants"]["Default"]["prices"], {(self.currency, None): 10}
        )

    def test_resync_mends_what_was_changed_in_medusa(self):
        shirt = self.make_shirt()
        remote = self.push(shirt)
        self.change_remote(remote, title="Wrong")
        self.change_remote_variant(
            remote, "S", title="Wrong", prices=[{"currency_code": self.currency, "amount": 1}]
        )
        self.assert_run(self.sync(), unchanged=1)
        with self.enter_registry_test_mode():
            shirt.action_medusa_sync()
        mended = self.read(shirt)
        self.assertEqual(mended["title"], shirt.name)
        self.assertEqual(mended["variants"]["S"]["prices"], {(self.currency, None): 10})
        self.assertEqual(self.variant_ids(mended), self.variant_ids(remote))


@tagged("post_install", "-at_install")
class TestPushUpdate(UpdateScenarios, FakeLifecycleCase):
    """Changed products, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real", "medusa_brief")
class TestPushUpdateReal(UpdateScenarios, RealLifecycleCase):
    """Changed products, in a real Medusa."""
