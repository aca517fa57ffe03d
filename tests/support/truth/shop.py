"""A shop that has a bit of everything, to be edited."""

import base64
import io

from PIL import Image

from odoo import Command

from .taxes import make_taxes

FRENCH = "fr_FR"
COLORS = ("red", "green", "blue", "white")


def picture(color, size=24):
    """Return a picture of one color, as Odoo's fields take it."""
    file = io.BytesIO()
    Image.new("RGB", (size, size), color).save(file, "PNG")
    return base64.b64encode(file.getvalue())


class Shop:
    """Products of a store, and all that they need.

    :param backend: `medusa.backend`, connected
    :param token: makes names and SKUs unique in the store
    :param call: asks the Admin API as another program does: (method, path, body, query)
    """

    def __init__(self, backend, token, call):
        self.backend, self.env = backend, backend.env
        self.token, self.call = token, call
        self.lists = []
        # Sales taxes, where Odoo has any.
        self.taxes = ()

    def make(self, count):
        """Make so many products, and have the store take all kinds of data."""
        env, backend = self.env, self.backend
        env["res.lang"]._activate_lang(FRENCH)
        french = env["res.lang"].search([("code", "=", FRENCH)])
        self.root = env["product.category"].create({"name": self.token})
        self.groups = env["product.category"].create(
            [
                {"name": f"{name} {self.token}", "parent_id": self.root.id}
                for name in ("Seats", "Tables", "Lamps")
            ]
        )
        self.tags = env["product.tag"].create(
            [{"name": f"{name} {self.token}"} for name in ("New", "Oak", "Gift")]
        )
        self.size = self._make_attribute("Size", "S", "M", "L", "XL")
        self.colour = self._make_attribute("Colour", "Red", "Blue", "Green")
        backend.write(
            {
                "product_domain": repr(
                    [("categ_id", "child_of", self.root.id), ("sale_ok", "=", True)]
                ),
                "category_source": "product",
                "push_tags": True,
                "lang": "en_US",
                "translation_lang_ids": french.ids,
            }
        )
        self.make_prices()
        if "account.tax" in env:
            make_taxes(self)
        self.products = self.make_products(range(count))
        return self

    def make_prices(self):
        """Let there be base prices in two currencies, and a price list."""
        env = self.env
        other = "EUR" if env.company.currency_id.name != "EUR" else "USD"
        currency = env["res.currency"].with_context(active_test=False)
        currency = currency.search([("name", "=", other)])
        currency.active = True
        abroad = self.make_pricelist("Abroad", currency=currency)
        self.shop = self.make_pricelist("Shop", percent=0)
        for pricelist in (self.shop, abroad):
            env["medusa.price.line"].create(
                {"backend_id": self.backend.id, "pricelist_id": pricelist.id, "region_ids": []}
            )
        self.vip = self.make_pricelist("VIP", percent=20)
        self.push_list(self.vip)

    def make_pricelist(self, name, percent=5, currency=None):
        """Make a pricelist that takes some percent off."""
        rule = {"compute_price": "percentage", "percent_price": percent}
        return self.env["product.pricelist"].create(
            {
                "name": f"{name} {self.token}",
                "currency_id": (currency or self.env.company.currency_id).id,
                "item_ids": [Command.create(rule)],
            }
        )

    def push_list(self, pricelist):
        """Push a pricelist as a price list of the store."""
        return self.env["medusa.price.list"].create(
            {"backend_id": self.backend.id, "pricelist_id": pricelist.id}
        )

    def _make_attribute(self, name, *values):
        rows = [
            Command.create({"name": f"{value} {self.token}", "sequence": rank})
            for rank, value in enumerate(values)
        ]
        return self.env["product.attribute"].create(
            {"name": f"{name} {self.token}", "value_ids": rows}
        )

    def make_products(self, numbers):
        """Make products: a third has sizes, most have a picture, half are counted."""
        products = self.env["product.template"].create([self._prepare(n) for n in numbers])
        for number, product in zip(numbers, products, strict=True):
            for rank, variant in enumerate(product.product_variant_ids):
                variant.default_code = f"S{number}.{rank}-{self.token}"
            if number % 6 == 1:
                self.put(product.product_variant_ids[:1], 5)
            if number % 5 == 2:
                product.with_context(lang=FRENCH).name = f"Chaise {number}"
        return products

    def _prepare(self, number):
        vals = {
            "name": f"Chair {number} {self.token}",
            "list_price": 10 + number % 90,
            "categ_id": self.groups[number % 3].id,
            "is_storable": number % 2 == 1,
            "weight": number % 4,
            "product_tag_ids": [Command.set(self.tags.exists()[number % 4 : number % 4 + 1].ids)],
        }
        if self.taxes and number % 5:
            vals["taxes_id"] = [Command.set(self.taxes[number % 3].ids)]
        if number % 4:
            vals["image_1920"] = picture(COLORS[number % 4], 16 + number % 32)
        if number % 3 == 0:
            vals["attribute_line_ids"] = [
                Command.create(
                    {"attribute_id": self.size.id, "value_ids": self.size.value_ids[:2].ids}
                )
            ]
        return vals

    def put(self, variant, quantity):
        """Let so many more be in the first warehouse."""
        if variant.is_storable:
            warehouse = self.backend.stock_line_ids.warehouse_ids[:1] or self.env[
                "stock.warehouse"
            ].search([], limit=1)
            quants = self.env["stock.quant"]
            quants._update_available_quantity(variant, warehouse.lot_stock_id, quantity)

    # === FOR EDITS === #

    def pick(self, random):
        """Return one of the products that are on sale."""
        products = self.products.exists().filtered("active")
        return products.browse(random.choice(products.ids))

    def find_id(self, product):
        """Return the id of a product in the store, False where it isn't there."""
        return (
            self.env["medusa.product.binding"]
            .search([("product_tmpl_id", "=", product.id), ("backend_id", "=", self.backend.id)])
            .medusa_id
        )

    def read(self, product, fields):
        """Return a product of the store, None where it isn't there."""
        medusa_id = self.find_id(product)
        query = [("id[]", medusa_id), ("fields", fields)]
        rows = self.call("GET", "/admin/products", None, query)["products"] if medusa_id else []
        return rows[0] if rows else None
