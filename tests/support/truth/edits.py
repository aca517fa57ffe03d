"""Edits of every kind, at random by a seed: of products, of what they share, and in the store."""

from collections import Counter

from psycopg2 import IntegrityError

from odoo import Command
from odoo.exceptions import UserError

from .edits_shared import SHARED
from .edits_store import IN_STORE
from .edits_taxes import TAXES
from .shop import FRENCH, picture

ODD = ("Chair “é” 🪑", "<b>Bold & Co</b>", "O'Neil\"s", "0", "  spaced  ", "a%sb{c}")


def edit(shop, random, count, kinds=None):
    """Make so many edits, most of them of single products; return {kind: how often}.

    One that Odoo refuses, as that of an attribute of which a product needs a value, is none.

    :param kinds: names of those that are made, all by default
    """
    groups = (EDITS, SHARED, IN_STORE, *([TAXES] if shop.taxes else []))
    chosen = [(kind, group) for group in groups for kind in group]
    chosen = [(kind, group) for kind, group in chosen if not kinds or kind in kinds]
    weights = [_WEIGHTS.get(kind, 4 if group is EDITS else 1) for kind, group in chosen]
    done = Counter()
    while sum(done.values()) < count:
        [(kind, group)] = random.choices(chosen, weights)
        product = shop.pick(random)
        try:
            with shop.env.cr.savepoint():
                group[kind](shop, product, random)
                shop.env.flush_all()
        except (UserError, IntegrityError):
            shop.env.invalidate_all()
            continue
        done[kind] += 1
    return done


# What takes others along.
_WEIGHTS = {
    **{"unlink": 1, "archive": 2, "exclude": 2, "make": 2, "same_sku": 1},
    "product_taxes": 4,
}


def _first(product):
    return product.product_variant_ids[:1]


def _pick_other(shop, product, random):
    """Return the first variants of a product and of another one, empty where that is the same."""
    other = shop.pick(random)
    variants = _first(product), _first(other)
    return variants if product != other and all(variants) else (variants[0], variants[0].browse())


def name(shop, product, random):
    product.name = f"Chair {random.randint(100, 999)} {shop.token}"


def odd_name(shop, product, random):
    product.name = random.choice(ODD) + shop.token


def text(_shop, product, random):
    product.description_sale = random.choice((False, "x" * 50, "<p>a</p>", "Line\nTwo"))


def weight(_shop, product, random):
    _first(product).weight = random.choice((0, 1, 2.5))


def french(_shop, product, random):
    product.with_context(lang=FRENCH).name = f"Chaise {random.randint(100, 999)}"


def french_text(_shop, product, random):
    if product.description_sale:
        words = f"Le {random.randint(1, 99)} en mots."
        product.with_context(lang=FRENCH).description_sale = words


def price(_shop, product, random):
    product.list_price += random.randint(1, 9)


def odd_price(_shop, product, random):
    product.list_price = random.choice([0, 1.005, 19.999, 3.333])


def extra(_shop, product, random):
    values = product.attribute_line_ids.product_template_value_ids
    values[:1].price_extra = random.randint(0, 4)


def rule(shop, product, random):
    _add_rule(shop.vip, product, fixed_price=random.randint(3, 9))


def shop_rule(shop, product, random):
    _add_rule(shop.shop, product, fixed_price=random.randint(3, 9))


def quantity(shop, product, random):
    breaks = {"min_quantity": random.choice([2, 5, 10])}
    _add_rule(random.choice((shop.vip, shop.shop)), product, **breaks,
              fixed_price=random.randint(1, 9))  # fmt: skip


def _add_rule(pricelist, product, **vals):
    vals |= {"compute_price": "fixed", "applied_on": "1_product", "product_tmpl_id": product.id}
    pricelist.item_ids = [Command.create(vals)]


def new_picture(_shop, product, random):
    color = tuple(random.randint(0, 255) for _part in "rgb")
    product.image_1920 = random.choice((picture(color), False))


def variant_picture(_shop, product, random):
    if len(product.product_variant_ids) > 1:
        color = tuple(random.randint(0, 255) for _part in "rgb")
        _first(product).image_variant_1920 = random.choice((picture(color), False))


def same_picture(shop, product, random):
    product.image_1920 = shop.pick(random).image_1920


def category(shop, product, random):
    product.categ_id = random.choice(list(shop.groups.exists()))


def tags(shop, product, random):
    chosen = random.sample(shop.tags.exists().ids, random.randint(0, 2))
    product.product_tag_ids = [Command.set(chosen)]


def sizes(shop, product, random):
    """Give a product sizes, or other ones: variants come and go."""
    line = product.attribute_line_ids.filtered(lambda row: row.attribute_id == shop.size)
    values = random.sample(shop.size.value_ids.ids, random.randint(1, 3))
    if line:
        line.value_ids = [Command.set(values)]
    else:
        _add_attribute(product, shop.size, values)


def colours(shop, product, random):
    if shop.colour not in product.attribute_line_ids.attribute_id:
        values = random.sample(shop.colour.value_ids.ids, random.randint(1, 3))
        _add_attribute(product, shop.colour, values)


def _add_attribute(product, attribute, values):
    line = {"attribute_id": attribute.id, "value_ids": [Command.set(values)]}
    product.attribute_line_ids = [Command.create(line)]


def drop_attribute(_shop, product, _random):
    product.attribute_line_ids[:1].unlink()


def archive_variant(_shop, product, _random):
    if len(product.product_variant_ids) > 1:
        product.product_variant_ids[-1:].active = False


def unlink_variant(_shop, product, _random):
    if len(product.product_variant_ids) > 1:
        product.product_variant_ids[-1:].unlink()


def renew_variant(_shop, product, random):
    """Have Odoo make a variant anew, which is another one for it."""
    if len(product.product_variant_ids) > 1:
        code = product.product_variant_ids[-1:].default_code
        product.product_variant_ids[-1:].unlink()
        product._create_variant_ids()
        product.product_variant_ids[-1:].default_code = random.choice((code, False))


def sku(shop, product, random):
    _first(product).default_code = f"x{random.randint(1000, 99999)}-{shop.token}"


def swap_skus(shop, product, random):
    one, other = _pick_other(shop, product, random)
    if other:
        first, second = one.default_code, other.default_code
        one.default_code, other.default_code = second, first


def same_sku(shop, product, random):
    one, other = _pick_other(shop, product, random)
    if other:
        one.default_code = other.default_code


def barcode(shop, product, random):
    number = f"{random.randint(10**6, 10**7)}{shop.token}"
    _first(product).barcode = random.choice((False, number))


def swap_barcodes(shop, product, random):
    one, other = _pick_other(shop, product, random)
    if other:
        first, second = one.barcode, other.barcode
        (one | other).barcode = False
        shop.env.flush_all()
        one.barcode, other.barcode = second, first


def stock(shop, product, random):
    shop.put(_first(product), random.randint(1, 5))


def counted(_shop, product, random):
    product.is_storable = random.random() < 0.8


def exclude(_shop, product, _random):
    product.sale_ok = False


def bring_back(shop, _product, _random):
    products = shop.products.exists()
    products.filtered(lambda row: not row.sale_ok)[:1].sale_ok = True
    products.filtered(lambda row: not row.active)[-1:].active = True


def archive(_shop, product, _random):
    product.active = False


def unlink(shop, product, _random):
    in_stock = [
        ("product_id", "in", product.with_context(active_test=False).product_variant_ids.ids)
    ]
    if not shop.env["stock.quant"].search_count(in_stock, limit=1):
        product.unlink()


def make(shop, _product, random):
    shop.products |= shop.make_products([random.randint(10**4, 10**6)])


EDITS = {
    function.__name__: function
    for function in (
        *(name, odd_name, text, weight, french, french_text, price, odd_price, extra, rule),
        *(shop_rule, quantity, new_picture, variant_picture, same_picture, category, tags, sizes),
        *(colours, drop_attribute, archive_variant, unlink_variant, renew_variant, sku),
        *(swap_skus, same_sku),
        *(barcode, swap_barcodes, stock, counted, exclude, bring_back, archive, unlink, make),
    )
}
