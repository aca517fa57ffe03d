"""Changes of stock, and of the rules of pricelists."""

from .edits_products import get_products, pick


def count(env, random):
    """Find more of something, or less."""
    stored = get_products(env).filtered("is_storable").product_variant_ids.sorted("id")
    variant = pick(random, stored)
    warehouse = pick(random, env["stock.warehouse"].search([], order="id"))
    place, quants = warehouse.lot_stock_id, env["stock.quant"]
    present = quants._get_available_quantity(variant, place)
    change = random.randrange(30) - present
    if change:
        quants._update_available_quantity(variant, place, change)
    return variant.id


def store(env, random):
    """Let a product be counted that wasn't so far."""
    products = get_products(env).filtered(lambda row: row.type == "consu" and not row.is_storable)
    product = pick(random, products)
    product.is_storable = True
    return product.id


def stop_storing(env, random):
    """Let a product be counted no more."""
    stored = env["stock.quant"].search([]).product_id.product_tmpl_id
    product = pick(random, get_products(env).filtered("is_storable") - stored)
    product.is_storable = False
    return product.id


def change_rule(env, random):
    """Change, add or remove a rule of the sale."""
    sale = env["product.pricelist"].search([("name", "=", "Summer")])
    rules, number = sale.item_ids.sorted("id"), random.random()
    percent = random.randrange(5, 50)
    if number < 0.4 and rules:
        rule = pick(random, rules)
        rule.percent_price = percent
        return rule.id
    if number < 0.6 and len(rules) > 3:
        rule = pick(random, rules)
        key = rule.id
        rule.unlink()
        return key
    product = pick(random, get_products(env))
    return rules.create(
        {
            "pricelist_id": sale.id,
            "applied_on": "1_product",
            "product_tmpl_id": product.id,
            "compute_price": "percentage",
            "percent_price": percent,
        }
    ).id


def change_discount(env, random):
    """Change what all products cost in the second currency."""
    abroad = env["product.pricelist"].search([("name", "=", "Abroad")])
    abroad.item_ids.percent_price = random.randrange(1, 30)
    return abroad.id


EDITS = {count: 8, store: 1, stop_storing: 1, change_rule: 3, change_discount: 0.3}
