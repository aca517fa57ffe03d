"""Prices of a variant: replaced as a whole by every update that names them."""

from .state import State


def create_prices(state: State, given: list[dict]) -> list[dict]:
    """Make the rows of a new variant."""
    return replace_prices(state, [], given)


def replace_prices(state: State, old: list[dict], given: list[dict]) -> list[dict]:
    """Make the rows that stand after an update; a price named by its id keeps it.

    Of two prices for the same case the last one stays.
    """
    known = {row["id"]: row for row in old}
    last = {_case(price): price for price in given}
    return [_row(state, price, known.get(price.get("id"), {})) for price in last.values()]


def _row(state, price, old=None):
    old = old or {}
    moment = state.now()
    return {
        "id": old.get("id") or state.new_id("price"),
        "currency_code": (price.get("currency_code") or old.get("currency_code") or "").lower(),
        "amount": price.get("amount", old.get("amount")),
        "min_quantity": price.get("min_quantity", old.get("min_quantity")),
        "max_quantity": price.get("max_quantity", old.get("max_quantity")),
        "rules": price.get("rules", old.get("rules", {})),
        "created_at": old.get("created_at", moment),
        "updated_at": moment,
    }


def _case(price):
    # pricing/dist/services/pricing-module.js, hashPrice: a key that is there with null is not the
    # same as one that is not there.
    quantities = [(name, price[name]) for name in ("min_quantity", "max_quantity") if name in price]
    rules = sorted((price.get("rules") or {}).items())
    return (price.get("currency_code", "").lower(), tuple(quantities), tuple(rules))
