"""Base prices by Odoo's pricelists, and price lists."""

from . import (
    region,
    price_line,
    computer,
    product_pricelist,
    customer_group,
    price_list,
    price_list_failures,
    price_list_price,
    price_list_push,
    strike_list,
    strike_product,
    strike_store,
    backend,
    log,
    serializer,
    product,
    queue,
    phase_price_lists,
    phase_price_list_parts,
    phase_strikes,
)
