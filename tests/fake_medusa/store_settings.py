"""The store's currencies, its price preferences, and customer groups."""

from .errors import invalid, not_found
from .lists import ListSpec

PREFERENCES = ListSpec(
    "price_preferences",
    "price_preference",
    "price_preferences",
    ("id", "attribute", "value"),
    default_limit=300,
)
GROUPS = ListSpec(
    "customer_groups", "customer_group", "customer_groups", ("id", "name"), default_limit=50
)


def get_store(call):
    """GET /admin/stores/:id: an unknown one is an empty answer."""
    store = call.state.stores.get(call.ids[0])
    return {"store": call.show("store", store)} if store else {}


def update_store(call):
    """POST /admin/stores/:id: the currencies are replaced, each gets a price preference."""
    state, store_id = call.state, call.ids[0]
    if store_id not in state.stores:
        raise not_found(f'Store with id "{store_id}" not found')
    changes = {key: value for key, value in call.body.items() if key != "supported_currencies"}
    currencies = call.body.get("supported_currencies")
    if currencies:
        _check_currencies(currencies)
        changes["_currencies"] = [
            {
                "currency_code": row["currency_code"].lower(),
                "is_default": row.get("is_default", False),
            }
            for row in currencies
        ]
        for row in currencies:
            _prefer(state, row)
    return {"store": call.show("store", state.update("stores", store_id, **changes))}


def update_preference(call):
    """POST /admin/price-preferences/:id."""
    row = call.state.update("price_preferences", call.ids[0], **call.body)
    return {"price_preference": call.show("price_preference", row)}


def create_group(call):
    """POST /admin/customer-groups."""
    row = {"id": call.state.new_id("cusgroup"), "metadata": None, **call.body}
    row = call.state.insert("customer_groups", row)
    return {"customer_group": call.show("customer_group", row)}


def delete_group(call):
    """DELETE /admin/customer-groups/:id."""
    call.state.delete("customer_groups", call.ids[0])
    return {"id": call.ids[0], "object": "customer_group", "deleted": True}


def _check_currencies(currencies):
    codes = [row["currency_code"].lower() for row in currencies]
    repeated = sorted({code for code in codes if codes.count(code) > 1})
    if repeated:
        raise invalid(f"Duplicate currency codes: {', '.join(repeated)}")
    defaults = sum(bool(row.get("is_default")) for row in currencies)
    if defaults == 0:
        raise invalid("There should be a default currency set for the store")
    if defaults > 1:
        raise invalid("Only one default currency is allowed")


def _prefer(state, given):
    if not given["currency_code"]:
        raise invalid("Attribute and value must be provided when updating price preferences")
    # Written as it was sent: "USD" and "usd" are two.
    known = [
        row
        for row in state.price_preferences.values()
        if row["attribute"] == "currency_code" and row["value"] == given["currency_code"]
    ]
    inclusive = given.get("is_tax_inclusive")
    if not known:
        row = {
            "id": state.new_id("prpref"),
            "attribute": "currency_code",
            "value": given["currency_code"],
            "is_tax_inclusive": bool(inclusive),
        }
        state.insert("price_preferences", row)
    elif inclusive is not None:
        state.update("price_preferences", known[0]["id"], is_tax_inclusive=inclusive)
