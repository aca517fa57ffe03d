"""What the store has to show, read off Odoo's own records.

Nothing here asks the addon how it makes what it pushes.
"""

import base64
import hashlib
import math

from .catalogue import FRENCH

GRAMS = 1000
PRICES = {"Base": 1, "Abroad": 1}


def tell(env):
    """Return what the store has to show, and what the addon says is wrong."""
    env.invalidate_all()
    products = env["product.template"].search([("sale_ok", "=", True)], order="id")
    warehouses = env["stock.warehouse"].search([("company_id", "=", env.company.id)], order="id")
    variants = products.product_variant_ids.browse().concat(*map(_get_complete, products))
    return {
        "products": {str(product.id): _tell_product(product, warehouses) for product in products},
        "list": _tell_list(env, variants),
        "options": _tell_shared(products),
        "terms": _tell_terms(env),
        "troubles": _tell_troubles(env),
        "locks": _count_locks(env),
    }


def _tell_product(product, warehouses):
    category = product.categ_id
    path = [int(key) for key in category.parent_path.split("/") if key]
    root, *below = category.browse(path)
    return {
        "title": product.name,
        "description": product.description_sale or None,
        "status": "published",
        "options": _tell_options(product),
        "variants": {
            str(variant.id): _tell_variant(variant, warehouses)
            for variant in _get_complete(product)
        },
        "pictures": _tell_pictures(product),
        "category": [str(category.id)],
        "tags": sorted(product.product_tag_ids.mapped("name")),
        "type": root.name,
        "collection": below[0].name if below else None,
        "in French": _tell_french(product),
    }


def _get_lines(product):
    return product.attribute_line_ids.filtered(
        lambda line: line.attribute_id.create_variant != "no_variant"
    )


def _get_complete(product):
    """Return the variants that have a value of each attribute: Medusa has no others."""
    attributes = _get_lines(product).attribute_id
    return product.product_variant_ids.filtered(
        lambda row: row.product_template_attribute_value_ids.attribute_id == attributes
    )


def _tell_options(product):
    lines = [
        [
            line.attribute_id.name,
            line.product_template_value_ids.filtered("ptav_active").mapped("name"),
        ]
        for line in _get_lines(product)
    ]
    return sorted(lines) or [["Default", ["Default"]]]


def _tell_shared(products):
    """Return {attribute: [name, values in order]} of what the shop shares."""
    values = _get_lines(products).product_template_value_ids.filtered("ptav_active")
    values = values.product_attribute_value_id.sorted(lambda row: (row.sequence, row.id))
    return {
        str(attribute.id): [attribute.name, rows.mapped("name")]
        for attribute, rows in values.grouped("attribute_id").items()
    }


def _tell_variant(variant, warehouses):
    # Not its title: where a value was renamed, it follows when the product is written.
    values = variant.product_template_attribute_value_ids
    levels = {}
    if variant.is_storable:
        for warehouse in warehouses:
            free = variant.with_context(warehouse_id=warehouse.id).free_qty
            levels[warehouse.name] = max(math.floor(free), 0)
    return {
        "sku": variant.default_code or None,
        "barcode": variant.barcode or None,
        "weight": round(variant.weight * GRAMS, 2) or None,
        "counted": variant.is_storable,
        "levels": levels,
        "options": {value.attribute_id.name: value.name for value in values}
        or {"Default": "Default"},
        "prices": _tell_prices(variant),
    }


def _tell_prices(variant):
    pricelists = variant.env["product.pricelist"].search([("name", "in", list(PRICES))])
    return {
        pricelist.currency_id.name.lower(): _price(pricelist, variant) for pricelist in pricelists
    }


def _price(pricelist, variant):
    return pricelist.currency_id.round(pricelist._get_product_price(variant, 1.0))


def _tell_pictures(product):
    """Return [checksum, variants that it is for], in order; no variants means all."""
    shown = {}
    main = _checksum(product.image_1024)
    if main:
        shown[main] = set()
    for variant in _get_complete(product):
        mine = _checksum(variant.image_variant_1024)
        if mine and mine not in shown:
            shown[mine] = {str(variant.id)}
        elif mine and shown[mine]:
            shown[mine].add(str(variant.id))
    return [[key, sorted(variants)] for key, variants in shown.items()]


def _checksum(value):
    if not value:
        return None
    return hashlib.sha1(base64.b64decode(value), usedforsecurity=False).hexdigest()


def _tell_french(product):
    """Return the French texts that differ from the English ones."""
    french = product.with_context(lang=FRENCH)
    texts = {
        "title": (product.name, french.name),
        "description": (product.description_sale or "", french.description_sale or ""),
    }
    for line, in_french in zip(_get_lines(product), _get_lines(french), strict=True):
        name = f"option {line.attribute_id.name}"
        texts[name] = (line.attribute_id.name, in_french.attribute_id.name)
    for value in _get_lines(product).product_template_value_ids.filtered("ptav_active"):
        name = f"value {value.attribute_id.name}: {value.name}"
        texts[name] = (value.name, value.with_context(lang=FRENCH).name)
    return {name: there for name, (here, there) in texts.items() if there and there != here}


def _tell_list(env, variants):
    """Return the prices of the sale that differ from the base prices."""
    base, sale = (env["product.pricelist"].search([("name", "=", n)]) for n in ("Base", "Summer"))
    prices = {variant: (_price(base, variant), _price(sale, variant)) for variant in variants}
    return {str(variant.id): there for variant, (here, there) in prices.items() if here != there}


def _tell_terms(env):
    """Return the categories and tags that products have."""
    products = env["product.template"].search([("sale_ok", "=", True)])
    categories = env["product.category"].search([("id", "parent_of", products.categ_id.ids)])
    return {
        "categories": {
            str(row.id): [
                row.name,
                str(row.parent_id.id) if row.parent_id else None,
                row.with_context(lang=FRENCH).name,
            ]
            for row in categories
        },
        "order": _tell_order(categories),
        "tags": sorted(set(products.product_tag_ids.mapped("name"))),
    }


def _tell_order(categories):
    """Return {parent: its children in order}."""
    families = {}
    for row in categories.search([("id", "in", categories.ids)]):
        key = str(row.parent_id.id) if row.parent_id else ""
        families.setdefault(key, []).append(str(row.id))
    return families


def _tell_troubles(env):
    """Return what the addon says is wrong, and what it left undone."""
    failed = [("failure_type", "!=", False)]
    troubles = [
        f"{record._name} {record.display_name}: {record.failure_type} {record.failure_detail}"
        for model in ("backend", "product.binding", "price.list", "stock.level", "term")
        for record in env[f"medusa.{model}"].search(failed)
    ]
    for line in env["medusa.sync.log"].search([("failure_type", "=", "internal")]):
        troubles.append(f"error inside the connector: {line.name} {line.failure_detail}")
    for run in env["medusa.sync.run"].search([("failure_type", "=", "internal")]):
        troubles.append(f"a run broke off: {run.scope} {run.failure_detail}")
    for binding in env["medusa.product.binding"].search([]):
        product = binding.product_tmpl_id
        is_told = product.active and _get_complete(product) == product.product_variant_ids
        if binding.state not in ("synced", "withdrawn") or (is_told and binding.warning):
            troubles.append(f"{binding.display_name} is {binding.state}: {binding.warning}")
    # It sleeps as long as no store wants it.
    asleep = env.ref("medusa_connector.ir_cron_medusa_soon")
    for cron in env["ir.cron"].with_context(active_test=False).search([]) - asleep:
        if "Medusa" in cron.name and not cron.active:
            troubles.append(f"The job “{cron.name}” was switched off.")
    return troubles


def _count_locks(env):
    env.cr.execute(
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND database = "
        "(SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return env.cr.fetchone()[0]
