"""Helpers of the contract tests."""

import uuid

from ...medusa.client import MedusaClient
from ...medusa.exceptions import MedusaConflictError
from ...medusa.options import OptionApi, ProductOptions
from ...medusa.packing import encode
from ...medusa.products import ProductApi
from ...medusa.stores import StoreApi
from ...medusa.variants import ProductVariants, VariantApi

FIELDS = ",".join(
    (
        "id,title,subtitle,status,external_id,description,handle,thumbnail,weight,hs_code,metadata",
        "options.id,options.title,options.is_exclusive,options.metadata",
        "options.values.id,options.values.value",
        "variants.id,variants.title,variants.sku,variants.barcode,variants.manage_inventory",
        "variants.metadata,variants.weight,variants.hs_code",
        "variants.prices.id,variants.prices.amount,variants.prices.currency_code",
        "variants.prices.min_quantity,variants.prices.max_quantity,variants.prices.rules",
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value",
        "variants.options.value,variants.options.option.title",
        "variants.inventory_items.inventory_item_id",
        "images.id,images.url,tags.id,sales_channels.id,shipping_profile.id",
    )
)


class ContractBase:
    """Gives each test a client and its own products.

    The concrete class sets ``url`` and ``api_key``.
    """

    url = ""
    api_key = ""

    def setUp(self):
        super().setUp()
        self.client = MedusaClient(self.url, self.api_key)
        self.addCleanup(self.client.close)
        self.products = ProductApi(self.client)
        self.variants = VariantApi(self.client)
        self.options = OptionApi(self.client)
        self.store = StoreApi(self.client)
        self.made = []
        self.addCleanup(self.delete_made)

    def delete_made(self):
        """Leave the server as it was."""
        if self.made:
            self.products.batch("delete", [encode(product_id) for product_id in self.made])

    def unique(self):
        """Return a word that nobody else has used on this server."""
        return f"t{uuid.uuid4().hex[:12]}"

    def item(self, *sizes, **values):
        """Return a product to create, with one variant per size."""
        word = self.unique()
        return {
            "title": f"Shirt {word}",
            "handle": word,
            "external_id": word,
            "metadata": {"external_id": word, "theirs": 1},
            "options": [{"title": "Size", "values": ["S", "M", "L"]}],
            "variants": [self.variant(size, word) for size in sizes or ("S", "M")],
            **values,
        }

    def variant(self, size, word=None, **values):
        """Return a variant to create."""
        return {
            "title": size,
            "sku": f"{word or self.unique()}-{size}",
            "manage_inventory": False,
            "metadata": {"external_id": size, "theirs": 1},
            "options": {"Size": size},
            "prices": [
                {"currency_code": "eur", "amount": 10},
                {"currency_code": "usd", "amount": 12.5},
            ],
            **values,
        }

    def create(self, *items):
        """Create products in one call and return them in the items' order."""
        rows = self.products.batch("create", [encode(item) for item in items], FIELDS)
        self.made += [row["id"] for row in rows]
        by_external_id = {row["external_id"]: row for row in rows}
        return [by_external_id[item["external_id"]] for item in items]

    def make(self, *sizes, **values):
        """Create one product."""
        return self.create(self.item(*sizes, **values))[0]

    def update(self, *items):
        """Update products in one call; return the first one as it reads afterwards."""
        self.products.batch("update", [encode(item) for item in items])
        return self.read(items[0]["id"])

    def update_variants(self, product, *variants, **values):
        """Send a product's whole list of variants."""
        return self.update({"id": product["id"], "variants": list(variants), **values})

    def read(self, product_id, fields=FIELDS):
        """Read a product as it is now."""
        return self.products.read(product_id, fields)

    def create_variants(self, product_id, variants, fields="id"):
        """Create variants of an existing product, each with title and prices; return the rows.

        They get inventory items where they are managed, as those of a product update don't.
        """
        encoded = [encode(variant) for variant in variants]
        return ProductVariants(self.client, product_id).batch("create", encoded, fields)

    def remove_options(self, product_id, ids):
        """Take options away from a product."""
        return ProductOptions(self.client, product_id).link(remove=ids)

    def post(self, path, body, **params):
        """Send any request."""
        return self.client.request("POST", path, json=body, params=params)

    def refused(self, error, call, *args, words=""):
        """Check that a call raises, with these words in the server's message; return the error."""
        with self.assertRaises(error) as caught:
            call(*args)
        self.assertIn(words, caught.exception.message)
        return caught.exception

    def by_title(self, rows):
        """Return rows by title."""
        return {row["title"]: row for row in rows}

    def values_of(self, product):
        """Return {variant's title: {option's title: value}}."""
        return {
            variant["title"]: {
                value["option"]["title"]: value["value"] for value in variant["options"]
            }
            for variant in product["variants"]
        }

    def option_values(self, product):
        """Return {option's title: its values, sorted}."""
        return {
            option["title"]: sorted(value["value"] for value in option["values"])
            for option in product["options"]
        }

    def prices_of(self, variant):
        """Return a variant's prices as sorted (currency, amount, min_quantity)."""
        prices = [
            (price["currency_code"], price["amount"], price["min_quantity"])
            for price in variant["prices"]
        ]
        return sorted(prices, key=str)

    def taken(self, field, value, call, *args):
        """Check that a call meets a unique value that is taken; return the error."""
        error = self.refused(MedusaConflictError, call, *args)
        self.assertEqual((error.field, error.value), (field, value))
        return error
