from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase


class AdoptionScenarios:
    """Products that are in the store before the connector comes."""

    def sync_adopted(self, product):
        """Sync one product that the store has, and return it as it is there now."""
        run = self.sync()
        self.assert_run(run, updated=1)
        [log] = run.log_ids
        self.assertEqual((log.operation, log.result), ("adopt", "success"))
        self.assert_nothing_left()
        return self.read(product)

    def assert_same_ids(self, before, after):
        """Check that neither the product nor a variant was made anew."""
        self.assertEqual(after["id"], before["id"])
        self.assertEqual(
            set(self.variant_ids(after).values()), set(self.variant_ids(before).values())
        )

    def test_product_that_the_pull_made(self):
        """Its one variant carries the template's id, not the variant's."""
        chair = self.make_product(default_code=self.sku("CH"), list_price=10)
        before = self.make_remote(
            external_id=str(chair.id),
            description="By a marketer",
            metadata={"campaign": "summer"},
            variants=[
                self.remote_variant(
                    sku=self.sku("CH"),
                    metadata={"external_id": str(chair.id)},
                    manage_inventory=False,
                )
            ],
        )
        remote = self.sync_adopted(chair)
        self.assert_same_ids(before, remote)
        self.assertEqual(remote["title"], chair.name)
        self.assertEqual(remote["handle"], before["handle"])
        self.assertEqual(remote["description"], "By a marketer")
        self.assertEqual(remote["metadata"]["campaign"], "summer")
        self.assertEqual(remote["metadata"]["external_id"], str(chair.id))
        self.assertEqual(remote["metadata"]["odoo_database"], self.backend.database_uuid)
        [variant] = remote["variants"].values()
        expected = str(chair.product_variant_id.id)
        self.assertEqual(variant["metadata"]["external_id"], expected)
        self.assertEqual(variant["prices"], {(self.currency, None): 10})
        self.assertEqual(self.get_binding(chair).medusa_id, before["id"])

    def test_internal_notes_are_taken_out(self):
        """Another tool published them, as HTML or as plain text; a marketer's text stays."""
        self.backend.owner_description = "creation"
        for published in (
            "<div><p>Bought too <b>dear</b> &amp; late.</p></div>",
            "Bought too dear & late.",
        ):
            with self.subTest(published=published):
                chair = self.make_product()
                chair.description = "<p>Bought too <b>dear</b> &amp; late.</p>"
                self.make_remote(external_id=str(chair.id), description=published)
                self.sync()
                self.assertFalse(self.read(chair)["description"])

    def test_what_odoo_leaves_empty_stays(self):
        chair = self.make_product()
        self.make_remote(
            external_id=str(chair.id),
            variants=[
                self.remote_variant(
                    sku=self.sku("MINE"), barcode=self.sku("40063"), weight=7,
                    metadata={"external_id": str(chair.id)},
                )
            ],
        )  # fmt: skip
        [variant] = self.sync_adopted(chair)["variants"].values()
        self.assertEqual(
            (variant["sku"], variant["barcode"], variant["weight"]),
            (self.sku("MINE"), self.sku("40063"), 7),
        )

    def test_product_that_the_pull_made_without_sku(self):
        chair = self.make_product()
        before = self.make_remote(
            external_id=str(chair.id),
            variants=[self.remote_variant(metadata={"external_id": str(chair.id)})],
        )
        self.assert_same_ids(before, self.sync_adopted(chair))

    def test_variants_that_the_pull_made(self):
        shirt = self.make_shirt()
        small, medium = self.get_variant(shirt, "S"), self.get_variant(shirt, "M")
        before = self.make_remote(
            external_id=str(shirt.id),
            options=[{"title": "Size", "values": ["S", "M"]}],
            variants=[
                self.remote_variant("S", "Size", metadata={"external_id": str(small.id)}),
                self.remote_variant("M", "Size", metadata={"external_id": str(medium.id)}),
            ],
        )
        remote = self.sync_adopted(shirt)
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))

    def test_product_that_got_attributes_after_the_pull(self):
        """The variant that stood for the whole template gives way to the real ones."""
        shirt = self.make_shirt()
        before = self.make_remote(
            external_id=str(shirt.id),
            variants=[
                self.remote_variant(metadata={"external_id": str(shirt.id)}, manage_inventory=False)
            ],
        )
        remote = self.sync_adopted(shirt)
        self.assertEqual(remote["id"], before["id"])
        self.assertEqual(remote["options"], {"Size": {"S", "M"}})
        self.assertEqual(set(remote["variants"]), {"S", "M"})

    def test_by_metadata_as_text(self):
        chair = self.make_product()
        before = self.make_remote(metadata={"external_id": str(chair.id)})
        remote = self.sync_adopted(chair)
        self.assert_same_ids(before, remote)
        self.assertEqual(remote["external_id"], str(chair.id))

    def test_by_metadata_as_number(self):
        chair = self.make_product()
        before = self.make_remote(metadata={"external_id": chair.id})
        remote = self.sync_adopted(chair)
        self.assert_same_ids(before, remote)
        self.assertEqual(remote["metadata"]["external_id"], str(chair.id))

    def test_variants_by_sku(self):
        shirt = self.make_shirt()
        for name in ("S", "M"):
            self.get_variant(shirt, name).default_code = self.sku(name)
        # Their sizes are called otherwise: only the SKUs tell which is which.
        before = self.make_remote(
            external_id=str(shirt.id),
            options=[{"title": "Cut", "values": ["One", "Two"]}],
            variants=[
                self.remote_variant("One", "Cut", sku=self.sku("M")),
                self.remote_variant("Two", "Cut", sku=self.sku("S")),
            ],
        )
        remote = self.sync_adopted(shirt)
        self.assert_same_ids(before, remote)
        self.assertEqual(remote["variants"]["M"]["id"], before["variants"]["One"]["id"])
        self.assertEqual(remote["options"], {"Size": {"S", "M"}})

    def test_variants_by_their_options(self):
        shirt = self.make_shirt()
        before = self.make_remote(
            external_id=str(shirt.id),
            options=[{"title": "Size", "values": ["S", "M"]}],
            variants=[self.remote_variant("S", "Size"), self.remote_variant("M", "Size")],
        )
        remote = self.sync_adopted(shirt)
        self.assertEqual(self.variant_ids(remote), self.variant_ids(before))

    def test_variants_that_odoo_has_and_the_store_has_not(self):
        shirt = self.make_shirt()
        before = self.make_remote(
            external_id=str(shirt.id),
            options=[{"title": "Size", "values": ["S", "XXL"]}],
            variants=[self.remote_variant("S", "Size"), self.remote_variant("XXL", "Size")],
        )
        remote = self.sync_adopted(shirt)
        self.assertEqual(set(remote["variants"]), {"S", "M", "XXL"})
        for title in ("S", "XXL"):
            self.assertEqual(remote["variants"][title]["id"], before["variants"][title]["id"])

    def test_variants_are_looked_for_in_their_own_product(self):
        """Template 12 and variant 12 are both "12"."""
        chair, desk = self.make_product("Chair"), self.make_product("Desk")
        # The chair's variant carries just the number that the desk's variant has in Odoo.
        before = self.make_remote(
            external_id=str(chair.id),
            variants=[
                self.remote_variant(metadata={"external_id": str(desk.product_variant_id.id)})
            ],
        )
        self.assert_run(self.sync(), created=1, updated=1)
        remote = self.read(chair)
        self.assert_same_ids(before, remote)
        expected = str(chair.product_variant_id.id)
        self.assertEqual(remote["variants"]["Default"]["metadata"]["external_id"], expected)
        other = self.read(desk)["variants"]["Default"]
        self.assertNotIn(other["id"], self.variant_ids(before).values())
        expected = str(desk.product_variant_id.id)
        self.assertEqual(other["metadata"]["external_id"], expected)

    def test_not_by_handle_or_sku(self):
        chair = self.make_product(default_code=self.sku("CH"))
        before = self.make_remote(variants=[self.remote_variant(sku=self.sku("CH"))])
        run = self.sync()
        self.assert_run(run, "errors", failed=1)
        self.assertEqual(run.log_ids.failure_type, "duplicate")
        self.assertEqual(self.read_by_id(before["id"]), before)
        self.assertEqual(self.read_all(chair.id), [])


@tagged("post_install", "-at_install")
class TestAdoption(AdoptionScenarios, FakeLifecycleCase):
    """Adoption, in a store in memory."""


@tagged("post_install", "-at_install", "medusa_real")
class TestAdoptionReal(AdoptionScenarios, RealLifecycleCase):
    """Adoption, in a real Medusa."""
