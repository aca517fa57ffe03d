"""Which kind of value stands under a name of Medusa's API, in whatever answer.

A field that isn't of its kind would break whoever uses it, wherever that is: the answer can't be
used. Nothing else is said of an answer here; which rows and fields it must hold, `rows` says.
"""

from __future__ import annotations

from types import MappingProxyType

from .exceptions import MedusaResponseError


class Row(dict):
    """An object of an answer: a field that was asked for and isn't there makes it unusable."""

    __slots__ = ()

    def __missing__(self, name: str) -> None:
        # Nobody knows here what was asked: maybe a write, which was done nevertheless.
        raise MedusaResponseError(f"the answer lacks “{name}”", outcome_unknown=True)


_NONE = type(None)
_TEXT = frozenset({str, _NONE})
_NUMBER = frozenset({int, float, _NONE})
_SIZE = frozenset({int, float, str, _NONE})
_FLAG = frozenset({bool, _NONE})
_OBJECT = frozenset({Row, _NONE})
_LIST = frozenset({list, _NONE})
# A name that stands for one record here, and for its name there; and what rules are.
_NAMED = frozenset({Row, str, _NONE})
_RULES = frozenset({Row, list, _NONE})

# No price is larger; a float still takes it, and so does a database.
_MOST = 10**30

# Ids are kept, in indexes too. Medusa's have 31 characters; links are named by two of them.
ID_LENGTH = 255

_IDS = frozenset(
    {
        *(
            "id",
            "collection_id",
            "currency_code",
            "default_sales_channel_id",
            "inventory_item_id",
            "location_id",
        ),
        *("option_id", "parent_category_id", "price_list_id", "product_id", "reference_id"),
        *("shipping_profile_id", "tax_region_id", "type_id", "variant_id"),
    }
)
_ROWS = frozenset(
    {
        *("categories", "countries", "created", "images", "inventory_items", "location_levels"),
        *("options", "price_rules", "prices", "sales_channels", "supported_currencies", "tags"),
        *("updated", "values", "variants"),
        *("api_keys", "customer_groups", "price_lists", "price_preferences", "product_categories"),
        *("product_options", "product_tags", "product_types", "product_variants", "products"),
        *("regions", "reservations", "shipping_profiles", "stock_locations", "stores"),
        *("tax_rates", "tax_regions"),
    }
)
_KINDS = MappingProxyType(
    {
        **dict.fromkeys(
            (
                *("attribute", "barcode", "code", "created_at", "description"),
                *("ends_at", "external_id", "handle", "hs_code", "locale_code", "material"),
                *("mid_code", "name", "origin_country", "provider_id", "reference", "revoked_at"),
                *("sku", "starts_at", "status", "subtitle", "thumbnail", "title", "token"),
                *("updated_at", "url", "value", *_IDS),
            ),
            _TEXT,
        ),
        **dict.fromkeys(
            (
                *("calculated_amount", "count", "inventory_quantity"),
                *("max_quantity", "min_quantity", "offset", "original_amount", "rank", "rate"),
                *("required_quantity", "reserved_quantity", "stocked_quantity", "variant_rank"),
            ),
            _NUMBER,
        ),
        **dict.fromkeys(
            (
                *("calculated_price", "inventory", "metadata", "option", "price_set", "product"),
                *("product_option", "sales_channel", "shipping_profile", "variant"),
            ),
            _OBJECT,
        ),
        **dict.fromkeys(_ROWS, _LIST),
        **dict.fromkeys(("height", "length", "weight", "width"), _SIZE),
        **dict.fromkeys(
            (
                "allow_backorder",
                "is_default",
                "is_exclusive",
                "is_tax_inclusive",
                "manage_inventory",
            ),
            _FLAG,
        ),
        # Of a price that is there.
        "amount": frozenset({int, float}),
        "currency_code": frozenset({str}),
        # Those of an option, which has some.
        "values": frozenset({list}),
        "rules": _RULES,
        "type": _NAMED,
    }
)
# Records of another module of Medusa.
_LINKED = frozenset({"sales_channels", "stock_locations"})
# What is in them is not Medusa's to name.
_SEALED = frozenset({"metadata", "price_list_rules", "rules", "translations"})


def find_misshapen(answer: dict) -> str | None:
    """Return which field is not of its kind, as "“title” of prod_1"; None if all are.

    What is unusual and harms nobody is put right: nulls go out of lists of rows
    (docs/medusa-api.md#links-to-nothing-read-as-null), and metadata that is no object is none.

    :param answer: an answer of Medusa, see `answers.parse_object`
    """
    waiting: list[dict] = [answer]
    while waiting:
        part = waiting.pop()
        is_whole = part is answer
        for name, value in part.items():
            kind, found = type(value), _KINDS.get(name)
            if found is None and not is_whole:
                # Somebody else's, linked by the shop: it is none of ours to judge.
                continue
            if found is not None and kind not in found:
                if name != "metadata":
                    return _name(name, part)
                part[name] = None
            elif kind is list:
                rows = _get_rows(name, value, is_whole or name in _LINKED)
                if rows is None:
                    return _name(name, part)
                waiting += rows
            elif kind is Row and name not in _SEALED:
                waiting.append(value)
            elif (kind is str and len(value) > ID_LENGTH and name in _IDS) or (
                kind is int and not -_MOST <= value <= _MOST
            ):
                return _name(name, part)
    return None


def _name(name: str, part: dict) -> str:
    """Say which field it is, and of which record, where that is known."""
    key = part.get("id")
    return f"“{name}” of {key}" if name != "id" and type(key) is str else f"“{name}”"


def _get_rows(name: str, values: list, keeps_nulls: bool) -> list[Row] | None:
    """Return what is to be looked at of a list; None where it holds something else than rows.

    :param bool keeps_nulls: whoever reads it knows of them
    """
    if name in _ROWS and not keeps_nulls and None in values:
        values[:] = [value for value in values if value is not None]
    rows = [row for row in values if type(row) is Row]
    if name in _ROWS and len(rows) + values.count(None) < len(values):
        return None
    return [] if name in _SEALED else rows
