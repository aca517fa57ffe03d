"""Edits of what many products share."""

from odoo import Command

from .shop import FRENCH


def value_name(shop, _product, random):
    value = random.choice(list((shop.size | shop.colour).value_ids))
    value.name = f"V{random.randint(100, 9999)} {shop.token}"


def value_french(shop, _product, random):
    value = random.choice(list((shop.size | shop.colour).value_ids))
    value.with_context(lang=FRENCH).name = f"F{random.randint(100, 999)}"


def value_order(shop, _product, random):
    attribute = random.choice((shop.size, shop.colour))
    for value in attribute.value_ids:
        value.sequence = random.randint(0, 9)


def value_new(shop, product, random):
    """Make a value; a product that has its attribute gets it."""
    attribute = random.choice((shop.size, shop.colour))
    vals = {"attribute_id": attribute.id, "name": f"N{random.randint(100, 9999)} {shop.token}"}
    value = shop.env["product.attribute.value"].create(vals)
    line = product.attribute_line_ids.filtered(lambda row: row.attribute_id == attribute)
    if line:
        line.value_ids = [Command.link(value.id)]


def attribute_name(shop, _product, random):
    attribute = random.choice((shop.size, shop.colour))
    attribute.name = f"Measure {random.randint(1, 99)} {shop.token}"


def attribute_french(shop, _product, random):
    shop.size.with_context(lang=FRENCH).name = f"Taille {random.randint(1, 99)}"


def category_name(shop, _product, random):
    group = random.choice(list(shop.groups.exists()))
    group.name = f"G{random.randint(10, 999)} {shop.token}"


def category_french(shop, _product, random):
    group = random.choice(list(shop.groups.exists()))
    group.with_context(lang=FRENCH).name = f"GF{random.randint(10, 99)}"


def category_new(shop, product, random):
    parent = random.choice([shop.root, *shop.groups.exists()])
    vals = {"name": f"New {random.randint(10, 9999)} {shop.token}", "parent_id": parent.id}
    product.categ_id = shop.env["product.category"].create(vals)
    shop.groups |= product.categ_id


def category_move(shop, _product, random):
    """Hang a category below another one, unless it is above that."""
    one, other = random.sample(list(shop.groups.exists()), 2)
    if f"/{one.id}/" not in f"/{other.parent_path}":
        one.parent_id = random.choice((other, shop.root))


def tag_name(shop, _product, random):
    tag = random.choice(list(shop.tags.exists()))
    tag.name = f"T{random.randint(100, 9999)} {shop.token}"


def tag_new(shop, product, random):
    tag = shop.env["product.tag"].create({"name": f"Tag {random.randint(9, 999)} {shop.token}"})
    product.product_tag_ids = [Command.link(tag.id)]
    shop.tags |= tag


def tag_gone(shop, _product, random):
    if len(shop.tags.exists()) > 2:
        random.choice(list(shop.tags.exists())).unlink()


def list_name(shop, _product, random):
    shop.vip.name = f"VIP {random.randint(1, 999)} {shop.token}"


def list_discount(shop, _product, random):
    rules = shop.vip.item_ids.filtered(lambda row: row.compute_price == "percentage")
    rules[:1].percent_price = random.randint(5, 30)


def list_new(shop, _product, random):
    pricelist = shop.make_pricelist(f"List {random.randint(1, 999)}", random.randint(5, 20))
    shop.lists.append(shop.push_list(pricelist))


def list_gone(shop, _product, _random):
    if shop.lists:
        record = shop.lists.pop()
        (record.action_remove if record.medusa_id else record.unlink)()


def rule_gone(shop, _product, random):
    pricelist = random.choice((shop.vip, shop.shop))
    pricelist.item_ids.filtered("product_tmpl_id")[:1].unlink()


SHARED = {
    function.__name__: function
    for function in (
        *(value_name, value_french, value_order, value_new, attribute_name, attribute_french),
        *(category_name, category_french, category_new, category_move, tag_name, tag_new, tag_gone),
        *(list_name, list_discount, list_new, list_gone, rule_gone),
    )
}
