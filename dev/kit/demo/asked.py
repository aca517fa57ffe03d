"""What Odoo itself asks for its products."""

from .stage import Stage

# Where an attribute makes no variants, the shop sells the cheapest value, and ticks no boxes.
ASK = """
pricelist = env["product.pricelist"].browse(env.context.get("medusa_pricelist"))
currency = pricelist.currency_id or env.company.currency_id
action = {}
for product in env["product.product"].search([("sale_ok", "=", True), ("type", "!=", "combo")]):
    values = product.product_template_attribute_value_ids
    for line in product.attribute_line_ids:
        attribute = line.attribute_id
        if attribute.create_variant == "no_variant" and attribute.display_type != "multi":
            values |= line.product_template_value_ids._only_active().sorted("price_extra")[:1]
    product = product.with_context(product._get_product_price_context(values))
    price = pricelist._get_product_price(product, env.context.get("medusa_quantity", 1))
    action[str(product.id)] = currency.round(price)
"""


def ask_odoo(stage: Stage, pricelist: int | bool = False, quantity: int = 1) -> dict[str, float]:
    """Return what Odoo itself asks for each variant that is sold, by the variant's id.

    :param pricelist: without one, it is the sales price
    """
    answer = stage.execute(ASK, medusa_pricelist=pricelist, medusa_quantity=quantity)
    return {key: round(price, 2) for key, price in answer.items()}
