from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .support.lifecycle import FakeLifecycleCase, RealLifecycleCase
from .support.prices import PriceMixin


class OwnershipScenarios(PriceMixin):
    """Fields that Medusa owns, and fields that an admin maps."""

    def test_owned_by_medusa(self):
        self.backend.write({"owner_description": "never", "owner_status": "never"})
        chair = self.make_product(description_sale="Sits well.")
        remote = self.push(chair)
        self.assertFalse(remote["description"])
        self.assertEqual(remote["status"], "draft", "Medusa's own default")
        self.change_remote(remote, description="By a marketer", status="published")
        chair.write({"description_sale": "Sits better.", "list_price": 11})
        remote = self.sync_update(chair)
        self.assertEqual(remote["description"], "By a marketer")
        self.assertEqual(remote["status"], "published")

    def test_only_at_creation(self):
        self.backend.write({"owner_title": "creation", "owner_prices": "creation"})
        chair = self.make_product(list_price=10)
        remote = self.push(chair)
        title = remote["title"]
        chair.write({"name": f"Stool {self.token}", "list_price": 99})
        self.assert_nothing_left()
        remote = self.read(chair)
        self.assertEqual(remote["title"], title)
        self.assertEqual(remote["variants"]["Default"]["prices"], {(self.currency, None): 10})

    def test_new_variant_gets_its_price(self):
        self.backend.owner_prices = "creation"
        shirt = self.make_shirt()
        self.push(shirt)
        size = self.get_line(shirt, "Size").attribute_id
        size.value_ids = [(0, 0, {"name": "L"})]
        self.get_line(shirt, "Size").value_ids = size.value_ids
        shirt.list_price = 50
        remote = self.sync_update(shirt)
        prices = {title: row["prices"] for title, row in remote["variants"].items()}
        key = (self.currency, None)
        self.assertEqual(prices, {"S": {key: 10}, "M": {key: 10}, "L": {key: 50}})

    def test_prices_of_medusa_stay_when_odoo_takes_over(self):
        """What Odoo never sent isn't taken off as a former price of its own."""
        self.get_currency("EUR")
        self.get_currency("USD")
        self.backend.owner_prices = "never"
        chair = self.make_product(list_price=10)
        remote = self.push(chair)
        self.assertEqual(remote["variants"]["Default"]["prices"], {})
        self.assertFalse(self.get_binding(chair).currencies)
        theirs = [{"currency_code": self.currency, "amount": 7}]
        self.change_remote_variant(remote, "Default", prices=theirs)
        other = "eur" if self.currency != "eur" else "usd"
        self.add_price_line(self.make_pricelist(self.fixed(20), currency=other.upper()))
        self.backend.owner_prices = "always"
        remote = self.sync_update(chair)
        self.assertEqual(
            remote["variants"]["Default"]["prices"],
            {(self.currency, None): 7, (other, None): 20},
        )
        self.assertEqual(self.get_binding(chair).currencies, [other])

    def test_price_that_odoo_gave_once_goes_with_its_pricelist(self):
        """Also where prices were Medusa's in between."""
        other = "eur" if self.currency != "eur" else "usd"
        lines = [
            self.add_price_line(self.make_pricelist(self.fixed(amount), currency=code.upper()))
            for code, amount in ((self.currency, 10), (other, 20))
        ]
        chair = self.make_product()
        self.push(chair)
        self.backend.owner_prices = "never"
        lines[1].unlink()
        self.sync()
        self.backend.owner_prices = "always"
        remote = self.sync_update(chair)
        self.assertEqual(remote["variants"]["Default"]["prices"], {(self.currency, None): 10})

    def test_handle_follows_the_name(self):
        self.backend.owner_handle = "always"
        chair = self.make_product()
        self.push(chair)
        chair.name = f"Stool {self.token}"
        self.assertEqual(self.sync_update(chair)["handle"], f"stool-{self.token}-{chair.id}")

    def test_mapped_fields(self):
        self.env["medusa.field.map"].create(
            [
                {
                    "backend_id": self.backend.id,
                    "field_path": "categ_id.name",
                    "target": "subtitle",
                },
                {
                    "backend_id": self.backend.id,
                    "field_path": "description_purchase",
                    "target": "metadata",
                    "metadata_key": "note",
                },
                {
                    "backend_id": self.backend.id,
                    "source_model": "product.product",
                    "field_path": "volume",
                    "target": "metadata",
                    "metadata_key": "litres",
                    "factor": 1000,
                },
            ]
        )
        chair = self.make_product(volume=0.25)
        remote = self.push(chair)
        self.assertEqual(remote["subtitle"], self.category.name)
        self.assertNotIn("note", remote["metadata"])
        self.assertEqual(remote["variants"]["Default"]["metadata"]["litres"], 250)
        chair.description_purchase = "Order early"
        self.assertEqual(chair.medusa_state, "pending", "noticed like any other field")
        remote = self.sync_update(chair)
        self.assertEqual(remote["metadata"]["note"], "Order early")
        chair.description_purchase = False
        remote = self.sync_update(chair)
        self.assertNotIn("note", remote["metadata"])


@tagged("post_install", "-at_install")
class TestOwnership(OwnershipScenarios, FakeLifecycleCase):
    """Who owns what, in a store in memory."""

    def test_bad_mappings_are_refused(self):
        for values, word in (
            ({"field_path": "nope", "target": "subtitle"}, "nope"),
            ({"field_path": "name", "target": "length"}, "length"),
            ({"field_path": "categ_id", "target": "origin_country"}, "origin_country"),
            ({"field_path": "name", "metadata_key": "external_id"}, "external_id"),
            ({"field_path": "name", "target": "metadata"}, "metadata"),
            (
                {"source_model": "product.product", "field_path": "name", "target": "subtitle"},
                "subtitle",
            ),
        ):
            with (
                self.subTest(**values),
                self.assertRaisesRegex(ValidationError, word),
                self.env.cr.savepoint(),
            ):
                self.env["medusa.field.map"].create({"backend_id": self.backend.id, **values})


@tagged("post_install", "-at_install", "medusa_real")
class TestOwnershipReal(OwnershipScenarios, RealLifecycleCase):
    """Who owns what, in a real Medusa."""
