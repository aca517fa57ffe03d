"""The shop's key, and what decides about what its shoppers see."""

from ...medusa.api_keys import ApiKeys
from ...medusa.exceptions import MedusaValidationError
from ...medusa.held import list_held
from ...medusa.storefront import ShownProductApi, StorefrontClient
from ...sync.held import read_held
from .base import ContractBase


class ShopKeyContract(ContractBase):
    """What a shopper's view is explained by."""

    def read_key(self):
        query = [("type", "publishable"), ("limit", "1")]
        answer = self.client.request("GET", "/admin/api-keys", params=query)
        return answer["api_keys"][0]

    def test_a_shops_key_is_found_with_its_channels(self):
        known = self.read_key()
        found = ApiKeys(self.client).find_publishable(known["token"])
        self.assertEqual(found["id"], known["id"])
        self.assertIsNone(found["revoked_at"])
        self.assertTrue(all(row["name"] for row in found["sales_channels"]))
        self.assertIsNone(ApiKeys(self.client).find_publishable("pk_nobody"))

    def test_what_decides_about_shoppers_is_read_at_once(self):
        channel = self.read_key()["sales_channels"][0]
        [made] = self.create(
            self.item(
                "S",
                status="published",
                sales_channels=[{"id": channel["id"]}],
                variants=[
                    self.variant(
                        "S",
                        manage_inventory=True,
                        prices=[
                            {"currency_code": "eur", "amount": 7},
                            {"currency_code": "eur", "amount": 6, "rules": {"region_id": "reg_a"}},
                        ],
                    )
                ],
            )
        )
        [row] = list_held(self.client, [made["id"], "prod_nobody"])
        self.assertEqual(row["status"], "published")
        self.assertEqual([one["name"] for one in row["sales_channels"]], [channel["name"]])
        [variant] = row["variants"]
        self.assertEqual(sorted(price["amount"] for price in variant["prices"]), [6, 7])
        [held] = read_held(self.client, [made["id"]])[made["id"]].variants.values()
        self.assertEqual(held.prices, {("eur", ""): 7, ("eur", "reg_a"): 6})
        [link] = variant["inventory_items"]
        self.assertEqual(link["required_quantity"], 1)
        self.assertEqual(link["inventory"]["location_levels"], [])

    def test_an_unknown_shops_key_is_refused(self):
        with StorefrontClient(self.url, "pk_nobody") as client:
            words = "valid publishable key"
            api = ShownProductApi(client)
            self.refused(MedusaValidationError, api.list_shown, ["prod_nobody"], words=words)
