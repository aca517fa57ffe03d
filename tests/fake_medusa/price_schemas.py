"""The bodies of price lists, stores, price preferences and customer groups that Medusa accepts
(medusa/dist/api/admin/price-lists/validators.js and others).
"""

from .schema import Array, Boolean, Choice, Number, Object, Record, String

_METADATA = {"metadata": Record(optional=True, nullable=True)}
_TIMES = {
    "starts_at": String(optional=True, nullable=True),
    "ends_at": String(optional=True, nullable=True),
}
_KINDS = {
    "status": Choice("active", "draft", optional=True),
    "type": Choice("sale", "override", optional=True),
    "rules": Record(Array(String()), optional=True),
}
_QUANTITIES = {
    "min_quantity": Number(optional=True, nullable=True),
    "max_quantity": Number(optional=True, nullable=True),
    "rules": Record(String(), optional=True),
}
CREATE_LIST_PRICE = Object(
    {"currency_code": String(), "amount": Number(), "variant_id": String(), **_QUANTITIES},
    strict=False,
)
UPDATE_LIST_PRICE = Object(
    {
        "id": String(),
        "currency_code": String(optional=True),
        "amount": Number(optional=True),
        "variant_id": String(),
        **_QUANTITIES,
    },
    strict=False,
)
LIST_PRICE_BATCH = Object(
    {
        "create": Array(CREATE_LIST_PRICE, optional=True),
        "update": Array(UPDATE_LIST_PRICE, optional=True),
        "delete": Array(String(), optional=True),
    }
)
CREATE_PRICE_LIST = Object(
    {
        "title": String(),
        "description": String(),
        "prices": Array(CREATE_LIST_PRICE, optional=True),
        **_TIMES,
        **_KINDS,
        **_METADATA,
    }
)
UPDATE_PRICE_LIST = Object(
    {
        "title": String(optional=True),
        "description": String(optional=True, nullable=True),
        **_TIMES,
        **_KINDS,
        **_METADATA,
    }
)
UPDATE_STORE = Object(
    {
        "name": String(optional=True),
        "supported_currencies": Array(
            Object(
                {
                    "currency_code": String(),
                    "is_default": Boolean(optional=True),
                    "is_tax_inclusive": Boolean(optional=True),
                },
                strict=False,
            ),
            optional=True,
        ),
        "default_sales_channel_id": String(optional=True, nullable=True),
        **_METADATA,
    }
)
UPDATE_PREFERENCE = Object(
    {
        "attribute": String(optional=True),
        "value": String(optional=True),
        "is_tax_inclusive": Boolean(optional=True),
    }
)
CREATE_GROUP = Object({"name": String(), **_METADATA})
