"""Where shoppers see a product: its page in the shop, by the address pattern of the store."""

from . import store, binding
