"""Which of the computed prices a shop may show."""


def forbids_zero(backend):
    """Tell whether the company's website refuses to sell what has no price.

    :param backend: `medusa.backend`
    """
    websites = backend.env.get("website")
    if websites is None or "prevent_zero_price_sale" not in websites._fields:
        return False
    # sudo: whoever pushes products need not manage the website.
    domain = [
        ("company_id", "parent_of", backend.company_id.id),
        ("prevent_zero_price_sale", "=", True),
    ]
    return bool(websites.sudo().search_count(domain, limit=1))


def is_sellable(price, zero_is_forbidden):
    """Tell whether a price can be shown: a variant without any isn't sold.

    Medusa takes negative prices and zero (docs/medusa-api.md#what-is-accepted-without-complaint).

    :param dict price: see `medusa.price.computer`
    """
    return price["amount"] > 0 or (price["amount"] == 0 and not zero_is_forbidden)


def filter_sellable(prices, zero_is_forbidden):
    """Return those of some prices that can be shown, see `is_sellable`."""
    return [price for price in prices if is_sellable(price, zero_is_forbidden)]


def get_extra(product):
    """Return what a product costs more by attributes that make no variants.

    A single value is part of Odoo's price; of several the store offers none, and the price is that
    of the cheapest. Boxes to tick may stay empty.

    :param product: one `product.template`
    """
    extra = 0.0
    for line in product.attribute_line_ids:
        attribute = line.attribute_id
        if attribute.create_variant == "no_variant" and attribute.display_type != "multi":
            values = line.product_template_value_ids._only_active()
            extra += min(values.mapped("price_extra"), default=0.0)
    return extra
