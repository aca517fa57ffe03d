"""Price lists: found by nothing but their id, and without any upsert."""

from datetime import datetime

from .errors import invalid, not_found
from .lists import ListSpec, answer_list
from .metadata import merge_metadata

LISTS = ListSpec("price_lists", "price_list", "price_lists", ("id", "status"), default_limit=50)
_PRICES = ListSpec("prices", "list_price", "list_prices", ("id",), default_limit=50)


def create_list(call):
    """POST /admin/price-lists."""
    row = {
        "id": call.state.new_id("plist"),
        "type": "sale",
        "status": "draft",
        "starts_at": None,
        "ends_at": None,
        "metadata": None,
        "rules": {},
        **_normalize(call.body),
    }
    row = call.state.insert("price_lists", row)
    _create_prices(call.state, row["id"], call.body.get("prices") or [])
    return {"price_list": call.show("price_list", row)}


def get_list(call):
    """GET /admin/price-lists/:id."""
    row = call.state.price_lists.get(call.ids[0])
    if row is None:
        raise not_found(f"Price list with id: {call.ids[0]} was not found")
    return {"price_list": call.show("price_list", row)}


def update_list(call):
    """POST /admin/price-lists/:id: rules are replaced, metadata is merged."""
    row = _get_list(call)
    changes = _normalize(call.body)
    if "metadata" in changes:
        changes["metadata"] = merge_metadata(row["metadata"], changes["metadata"])
    call.state.update("price_lists", row["id"], **changes)
    # Its time moves whatever is sent, that of a price as well.
    row = call.state.touch("price_lists", row["id"])
    return {"price_list": call.show("price_list", row)}


def delete_list(call):
    """DELETE /admin/price-lists/:id: an unknown one is no error."""
    list_id = call.ids[0]
    for price_id, price in list(call.state.list_prices.items()):
        if price["_list_id"] == list_id:
            call.state.delete("list_prices", price_id)
    if list_id in call.state.price_lists:
        call.state.delete("price_lists", list_id)
    return {"id": list_id, "object": "price_list", "deleted": True}


def list_prices(call):
    """GET /admin/price-lists/:id/prices: an unknown list has none."""
    rows = [
        row
        for row in call.state.list_prices.values()
        # They go with their variant.
        if row["_list_id"] == call.ids[0] and row["_variant_id"] in call.state.variants
    ]
    return answer_list(call.state, call.fake.projector, _PRICES, call.query, rows)


def batch_prices(call):
    """POST /admin/price-lists/:id/prices/batch."""
    list_id = _get_list(call)["id"]
    state, body = call.state, call.body
    created = _create_prices(state, list_id, body.get("create") or [])
    _check_variants(state, body.get("update") or [])
    # Of prices that look alike by the keys that are there the last one is taken.
    updates = {_case(given): given for given in body.get("update") or []}
    updated = [_update_price(state, list_id, given) for given in updates.values()]
    # Whichever list they are of.
    for price_id in body.get("delete") or []:
        if price_id in state.list_prices:
            state.delete("list_prices", price_id)
    call.query.clear()
    return {
        "created": call.show_all("list_price", created),
        "updated": call.show_all("list_price", updated),
        "deleted": {"ids": body.get("delete") or [], "object": "price", "deleted": True},
    }


def _get_list(call):
    row = call.state.price_lists.get(call.ids[0])
    if row is None:
        raise not_found(f"Price lists with id: {call.ids[0]} was not found")
    return row


def _case(given):
    """Return what tells a given price from others (pricing-module.js, hashPrice)."""
    quantities = [(name, given[name]) for name in ("min_quantity", "max_quantity") if name in given]
    rules = sorted((given.get("rules") or {}).items())
    currency = given.get("currency_code", "").lower()
    return given["variant_id"], currency, tuple(quantities), tuple(rules)


def _check_no_hang(present, given):
    """Say where Medusa would hang, and end for want of memory: a test must never do that.

    A price with rules that is the very case of one that is there gets that one's rules, which
    point back to it.
    """
    if not given.get("rules"):
        return
    for row in present:
        rules = {rule["attribute"]: rule["value"] for rule in row["_rules"]}
        known = {**row, "variant_id": row["_variant_id"], "rules": rules}
        if _case(known) == _case(given):
            raise AssertionError(f"Medusa would never answer this: {given}")


def _create_prices(state, list_id, items):
    _check_variants(state, items)
    for given in items:
        _check_no_hang(_get_prices(state, list_id), given)
    return [
        state.insert("list_prices", _row(list_id, {"id": state.new_id("price"), **given}))
        for given in items
    ]


def _get_prices(state, list_id):
    return [row for row in state.list_prices.values() if row["_list_id"] == list_id]


def _update_price(state, list_id, given):
    """Change a price; one with an unknown id is created with that id."""
    old = state.list_prices.get(given["id"])
    _check_no_hang([old] if old else [], given)
    if old is None:
        return state.insert("list_prices", _row(list_id, given))
    known = {
        "currency_code": old["currency_code"],
        "amount": old["amount"],
        "min_quantity": old["min_quantity"],
        "max_quantity": old["max_quantity"],
        "rules": {rule["attribute"]: rule["value"] for rule in old["_rules"]},
    }
    state.update("list_prices", given["id"], **_row(list_id, {**known, **given}))
    return state.touch("list_prices", given["id"])


def _row(list_id, given):
    return {
        "id": given["id"],
        "currency_code": given["currency_code"].lower(),
        "amount": given["amount"],
        "min_quantity": given.get("min_quantity"),
        "max_quantity": given.get("max_quantity"),
        "rules_count": len(given.get("rules") or {}),
        "_rules": [
            {"attribute": name, "value": value}
            for name, value in (given.get("rules") or {}).items()
        ],
        "_list_id": list_id,
        "_variant_id": given["variant_id"],
    }


def _check_variants(state, items):
    unknown = [row["variant_id"] for row in items if row["variant_id"] not in state.variants]
    if unknown:
        raise invalid(f"No price set exist for variants: {', '.join(unknown)}")


def _normalize(body):
    """Return a list's own fields with its times as Medusa writes them.

    What is no date is refused; that a list ends before it starts is nobody's concern.
    """
    fields = {key: value for key, value in body.items() if key != "prices"}
    for name in ("starts_at", "ends_at"):
        if not fields.get(name):
            continue
        try:
            moment = datetime.fromisoformat(fields[name].replace("Z", "+00:00"))
        except ValueError:
            told = name.replace("_", " ")
            raise invalid(
                f"Cannot set price list {told} with with invalid date string: {fields[name]}"
            ) from None
        fields[name] = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return fields
