"""Make a shop's products in Odoo, of all kinds, the same ones in each run."""

import base64
import io
from random import Random

from odoo_store import keep_jobs
from PIL import Image

from odoo import Command

FRENCH = "fr_FR"
ATTRIBUTES = {
    "Size": {"Small": "Petit", "Medium": "Moyen", "Large": "Grand", "Huge": "Immense"},
    "Color": {"Red": "Rouge", "Blue": "Bleu", "Green": "Vert", "White": "Blanc"},
    "Finish": {"Matt": "Mat", "Glossy": "Brillant", "Raw": "Brut"},
}
CATEGORIES = {"Indoor": ("Chairs", "Tables", "Lamps"), "Outdoor": ("Benches", "Tents")}
TAGS = ("New", "Oak", "Vegan", "Sale", "Gift")
# How many products have these attributes.
KINDS = (((), 30), (("Size",), 16), (("Size", "Color"), 10), (("Color", "Finish"), 6))
SERVICES = 4


def make(env):
    """Make the catalogue, a second warehouse, a second currency and three pricelists."""
    random = Random("catalogue")
    env["product.template"].search([]).sale_ok = False
    env["res.lang"]._activate_lang(FRENCH)
    attributes = {name: _make_attribute(env, name, values) for name, values in ATTRIBUTES.items()}
    categories = [
        category
        for name, children in CATEGORIES.items()
        for category in _make_categories(env, name, children)
    ]
    tags = env["product.tag"].create([{"name": name} for name in TAGS])
    kinds = [names for names, count in KINDS for _number in range(count)]
    for number, names in enumerate(kinds):
        lines = [attributes[name] for name in names]
        make_product(env, random, number, lines, random.choice(categories), tags)
    for number in range(SERVICES):
        product = make_product(
            env, random, len(kinds) + number, [], random.choice(categories), tags
        )
        product.write({"type": "service", "is_storable": False})
    _make_pricelists(env, random)
    env["stock.warehouse"].create({"name": "Outlet", "code": "OUT"})
    # Those that watch and tell go on beside what is broken off.
    keep_jobs(env)
    return len(kinds) + SERVICES


def make_picture(random):
    """Return a picture of one colour, as Odoo's fields take it."""
    color = tuple(random.randrange(256) for _part in range(3))
    buffer = io.BytesIO()
    Image.new("RGB", (40, 40), color).save(buffer, "PNG")
    return base64.b64encode(buffer.getvalue())


def make_product(env, random, number, attributes, category, tags):
    """Make one product, with its SKUs."""
    product = env["product.template"].create(
        {
            "name": f"Article {number}",
            "description_sale": f"What there is to say of article {number}.",
            "list_price": random.randrange(500, 20000) / 100,
            "categ_id": category.id,
            "is_storable": random.random() < 0.6,
            "image_1920": make_picture(random) if random.random() < 0.7 else False,
            "product_tag_ids": [Command.set(random.sample(tags.ids, random.randrange(3)))],
            "attribute_line_ids": [
                Command.create(
                    {
                        "attribute_id": attribute.id,
                        "value_ids": [Command.set(_choose_values(random, attribute).ids)],
                    }
                )
                for attribute in attributes
            ],
        }
    )
    product.with_context(lang=FRENCH).name = f"Objet {number}"
    for rank, variant in enumerate(product.product_variant_ids):
        variant.default_code = f"SKU-{number}-{rank}"
        variant.weight = random.randrange(1, 40) / 4
        if random.random() < 0.5:
            variant.barcode = f"{number:06}{rank:04}"
        if attributes and random.random() < 0.4:
            variant.image_variant_1920 = make_picture(random)
    return product


def _choose_values(random, attribute):
    count = random.randrange(2, len(attribute.value_ids))
    return attribute.value_ids.browse(sorted(random.sample(attribute.value_ids.ids, count)))


def _make_attribute(env, name, values):
    rows = [
        Command.create({"name": value, "sequence": rank, "default_extra_price": rank})
        for rank, value in enumerate(values)
    ]
    attribute = env["product.attribute"].create({"name": name, "value_ids": rows})
    for value in attribute.value_ids:
        value.with_context(lang=FRENCH).name = values[value.name]
    return attribute


def _make_categories(env, name, children):
    categories = env["product.category"]
    parent = categories.create({"name": name})
    return categories.create([{"name": child, "parent_id": parent.id} for child in children])


def _make_pricelists(env, random):
    """Make base prices in two currencies and a sale."""
    own = env.company.currency_id
    names = ("EUR", "USD") if own.name == "USD" else (own.name, "EUR")
    other = (
        env["res.currency"]
        .with_context(active_test=False)
        .search([("name", "in", names), ("id", "!=", own.id)], limit=1)
    )
    other.active = True
    products = env["product.template"].search([("sale_ok", "=", True)], order="id")
    pricelists = env["product.pricelist"]
    pricelists.create({"name": "Base", "currency_id": own.id})
    rule = {"compute_price": "percentage", "percent_price": 10, "applied_on": "3_global"}
    pricelists.create(
        {"name": "Abroad", "currency_id": other.id, "item_ids": [Command.create(rule)]}
    )
    chosen = products.browse(random.sample(products.ids, 15))
    rules = [
        Command.create(
            {
                "applied_on": "1_product",
                "product_tmpl_id": product.id,
                "compute_price": "percentage",
                "percent_price": random.randrange(5, 50),
            }
        )
        for product in chosen
    ]
    pricelists.create({"name": "Summer", "currency_id": own.id, "item_ids": rules})
