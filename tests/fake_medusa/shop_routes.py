"""The Store API's list of products, as a shopper's browser asks it.

What it doesn't know: customers, taxes and quantities of a price.
"""

from . import routes
from .errors import ApiError, invalid
from .levels import with_reserved

HEADER = "x-publishable-api-key"
_SHOWN = ("id", "handle", "title", "thumbnail")


def check_key(fake, headers) -> None:
    """Refuse what doesn't come with the shop's key (ensure-publishable-api-key.js)."""
    given = headers.get(HEADER)
    if given and given == fake.publishable_key and not fake.is_key_revoked:
        if not fake.key_channel_ids:
            raise invalid("Publishable key needs to have a sales channel configured")
        return
    message = "A valid publishable key is required to proceed with the request"
    if not given:
        message = (
            f"Publishable API key required in the request header: {HEADER}. You can manage your "
            "keys in settings in the dashboard."
        )
    raise ApiError(400, {"type": "not_allowed", "message": message})


def _list_shown(call):
    wanted = {value for name, value in call.query if name == "id[]"}
    asked = dict(call.query)
    region = _find_region(call.state, asked.get("region_id"))
    found = [
        product
        for product in call.state.products.values()
        if product["status"] == "published"
        and (not wanted or product["id"] in wanted)
        and _is_in_channel(call, product)
        and product["id"] not in call.fake.unindexed_ids
    ]
    offset, limit = int(asked.get("offset", 0)), int(asked.get("limit", 50))
    rows = sorted(found, key=lambda row: row["id"])[offset : offset + limit]
    return {
        "products": [_show(call, row, region) for row in rows],
        "count": len(found),
        "offset": offset,
        "limit": limit,
    }


def _find_region(state, region_id):
    if region_id and region_id not in state.regions:
        raise invalid(f"Region with id {region_id} not found when populating the pricing context")
    return state.regions.get(region_id)


def _is_in_channel(call, product):
    # With a single channel in the store, nobody looks (api/store/products/middlewares.js).
    if len(call.state.sales_channels) < 2:
        return True
    return bool(set(product["_channel_ids"]) & set(call.fake.key_channel_ids))


def _show(call, product, region):
    variants = [call.state.variants[key] for key in product["_variant_ids"]]
    return {
        **{name: product.get(name) for name in _SHOWN},
        "images": [{"url": image["url"]} for image in product["_images"]],
        "options": call.fake.projector.show(
            "product", product, "options.title,options.values.value"
        )["options"],
        "variants": [_show_variant(call, variant, region) for variant in variants],
    }


def _show_variant(call, variant, region):
    names = ("id", "title", "manage_inventory", "allow_backorder")
    shown = {name: variant.get(name) for name in names}
    if variant.get("manage_inventory"):
        shown["inventory_quantity"] = _count(call, variant)
    if region:
        shown["calculated_price"] = _calculate(call.state, variant, region)
    return shown


def _count(call, variant):
    """Return what the key's channels have of a variant, that of its scarcest item; None of none."""
    state = call.state
    places = {
        row["id"]
        for row in state.stock_locations.values()
        if set(row["_channel_ids"]) & set(call.fake.key_channel_ids)
    }
    quantities = []
    for link in variant["_item_links"]:
        levels = [
            with_reserved(state, level)
            for level in state.levels.values()
            if level["inventory_item_id"] == link["inventory_item_id"]
            and level["location_id"] in places
        ]
        left = sum(level["stocked_quantity"] - level["reserved_quantity"] for level in levels)
        quantities.append(left // link.get("required_quantity", 1))
    return min(quantities, default=None)


def _calculate(state, variant, region):
    base = _calculate_base(variant, region)
    found = [
        price
        for price in state.list_prices.values()
        if price["_variant_id"] == variant["id"]
        and price["currency_code"] == region["currency_code"]
        and state.price_lists[price["_list_id"]]["status"] == "active"
    ]
    if not found:
        return base
    # A list's price goes before a base price; of a sale it must be lower.
    best = min(found, key=lambda price: price["amount"])
    row = state.price_lists[best["_list_id"]]
    if row["type"] == "sale" and base and base["calculated_amount"] <= best["amount"]:
        return base
    source = {"id": best["id"], "price_list_id": row["id"]}
    original = base if row["type"] == "sale" and base else None
    return {
        "calculated_amount": best["amount"],
        "original_amount": original["original_amount"] if original else best["amount"],
        "currency_code": best["currency_code"],
        "calculated_price": source,
        "original_price": original["original_price"] if original else source,
    }


def _calculate_base(variant, region):
    fitting = [
        price
        for price in variant["_prices"]
        if price["currency_code"] == region["currency_code"]
        and (price.get("min_quantity") or 1) <= 1
        and (price.get("rules") or {}) in ({}, {"region_id": region["id"]})
    ]
    if not fitting:
        return None
    best = max(fitting, key=lambda price: len(price.get("rules") or {}))
    source = {"id": best["id"], "price_list_id": None}
    return {
        "calculated_amount": best["amount"],
        "original_amount": best["amount"],
        "currency_code": best["currency_code"],
        "calculated_price": source,
        "original_price": source,
    }


def _list_keys(call):
    """Answer the shop's key, as a full answer of Medusa's own fields."""
    fake, asked = call.fake, dict(call.query)
    channels = [call.state.sales_channels[key] for key in fake.key_channel_ids]
    row = {
        "id": "apk_shop",
        "type": "publishable",
        "token": fake.publishable_key,
        "revoked_at": "2026-01-01T00:00:00.000Z" if fake.is_key_revoked else None,
        "sales_channels": [{"id": one["id"], "name": one["name"]} for one in channels],
    }
    rows = [row] if asked.get("token", row["token"]) == row["token"] else []
    return {"api_keys": rows, "count": len(rows), "offset": 0, "limit": 20}


routes.ROUTES.append(routes.make_route("GET", "/store/products", _list_shown))
routes.ROUTES.append(routes.make_route("GET", "/admin/api-keys", _list_keys))
