"""Changes of variants, of what makes them, and of what must be unique."""

from odoo import Command

from .catalogue import FRENCH
from .edits_products import exchange, get_new_number, get_products, pick, rename_record


def swap_skus(env, random):
    """Let two variants of any products exchange their SKUs."""
    one, other = pick(random, get_products(env).product_variant_ids.sorted("id"), 2)
    one.default_code, other.default_code = other.default_code, one.default_code
    return (one.id, other.id)


def swap_barcodes(env, random):
    variants = get_products(env).product_variant_ids.filtered("barcode").sorted("id")
    one, other = pick(random, variants, 2)
    return exchange(one, other, "barcode", False)


def rotate_skus(env, random):
    """Pass the SKUs of a product's variants on, each to the next."""
    products = get_products(env).filtered(lambda row: len(row.product_variant_ids) > 1)
    variants = pick(random, products).product_variant_ids
    codes = variants.mapped("default_code")
    for variant, code in zip(variants, codes[1:] + codes[:1], strict=True):
        variant.default_code = code
    return variants.ids


def give_sku(env, random):
    variant = pick(random, get_products(env).product_variant_ids.sorted("id"))
    number = get_new_number(random)
    code = f"SKU-{number}-{random.randrange(10000)}" if random.random() < 0.8 else False
    variant.default_code = code
    return variant.id


def weigh(env, random):
    variant = pick(random, get_products(env).product_variant_ids.sorted("id"))
    variant.weight = random.randrange(1, 40) / 4
    return variant.id


def archive_variant(env, random):
    """Archive a variant, or bring one back."""
    product = pick(random, get_products(env).filtered("attribute_line_ids"))
    variants = product.with_context(active_test=False).product_variant_ids
    present = variants.filtered("active")
    hidden = (variants - present).filtered(
        lambda row: all(value.ptav_active for value in row.product_template_attribute_value_ids)
    )
    if hidden and random.random() < 0.5:
        variant = pick(random, hidden)
        variant.active = True
    elif len(present) > 1:
        variant = pick(random, present)
        variant.active = False
    else:
        return "none"
    return variant.id


def change_values(env, random):
    """Add a value to a product's attribute, or take one off."""
    lines = get_products(env).attribute_line_ids.sorted("id")
    line = pick(random, lines)
    missing = line.attribute_id.value_ids - line.value_ids
    if missing and (random.random() < 0.5 or len(line.value_ids) < 3):
        value = pick(random, missing.sorted("id"))
        line.value_ids = [Command.link(value.id)]
        _complete(env, random, line.product_tmpl_id)
        return f"+{value.id} {line.product_tmpl_id.id}"
    if len(line.value_ids) > 1:
        value = pick(random, line.value_ids.sorted("id"))
        line.value_ids = [Command.unlink(value.id)]
        return f"-{value.id} {line.product_tmpl_id.id}"
    return "none"


def change_attributes(env, random):
    """Add an attribute to a product, or take one off."""
    product = pick(random, get_products(env).filtered("attribute_line_ids"))
    lines = product.attribute_line_ids
    if len(lines) > 1 and random.random() < 0.6:
        pick(random, lines.sorted("id")).unlink()
    elif len(lines) < 2:
        attributes = env["product.attribute"].search([], order="id") - lines.attribute_id
        attribute = pick(random, attributes)
        values = pick(random, attribute.value_ids.sorted("id"), 2)
        line = {"attribute_id": attribute.id, "value_ids": [Command.set(values.ids)]}
        product.attribute_line_ids = [Command.create(line)]
    _complete(env, random, product)
    return product.id


def _complete(env, random, product):
    """Give an SKU to each variant that is new."""
    for variant in product.product_variant_ids.filtered(lambda row: not row.default_code):
        variant.default_code = f"SKU-{get_new_number(random)}-{random.randrange(10**6)}"


def rename_value(env, random):
    """Give a value another name, for all products that have it."""
    value = pick(random, env["product.attribute.value"].search([], order="id"))
    return rename_record(random, value)


def rename_value_in_french(env, random):
    value = pick(random, env["product.attribute.value"].search([], order="id"))
    value.with_context(lang=FRENCH).name = f"Valeur {random.randrange(100)} {value.id}"
    return value.id


def swap_value_names(env, random):
    """Let two values of an attribute exchange their names."""
    attribute = pick(random, env["product.attribute"].search([], order="id"))
    one, other = pick(random, attribute.value_ids.sorted("id"), 2)
    return exchange(one, other, "name", "on its way")


def sort_values(env, random):
    attribute = pick(random, env["product.attribute"].search([], order="id"))
    ids = random.sample(attribute.value_ids.ids, len(attribute.value_ids))
    for sequence, value in enumerate(attribute.value_ids.browse(ids)):
        value.sequence = sequence
    return attribute.id


def rename_attribute(env, random):
    attribute = pick(random, env["product.attribute"].search([], order="id"))
    return rename_record(random, attribute)


EDITS = {
    swap_skus: 5,
    swap_barcodes: 3,
    rotate_skus: 3,
    give_sku: 2,
    weigh: 2,
    archive_variant: 3,
    change_values: 3,
    change_attributes: 1,
    rename_value: 1,
    rename_value_in_french: 1,
    swap_value_names: 1,
    sort_values: 1,
    rename_attribute: 1,
}
