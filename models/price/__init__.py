"""Base prices and price lists."""

from . import (
    price_line,
    computer,
    price_list,
    price_list_price,
    price_list_push,
    price_list_prices,
    run,
    customer_group,
    backend,
    product_pricelist,
)
