"""Which currencies a store has, and which are pushed."""


def get_store_currencies(backend):
    """Return the currencies of a store, as lower-case codes."""
    return set((backend.store_currencies or "").lower().replace(",", " ").split())


def get_price_currencies(backend):
    """Return the currencies of all prices that are pushed, as `res.currency` records."""
    base = backend.price_line_ids.currency_id or backend.company_id.currency_id
    return base | backend.price_list_ids.pricelist_id.currency_id
