"""What the store itself is set to: its currencies, channels, profiles, groups, tax settings.

Medusa 2.21: stores, sales-channels, shipping-profiles, customer-groups, price-preferences
(validators.js each).
"""

from __future__ import annotations

from .resource import Resource


class Stores(Resource):
    """The store, one of its kind, with the currencies that it supports."""

    route, many, one = "/admin/stores", "stores", "store"
    fields = ",".join(
        (
            "id",
            "name",
            "default_sales_channel_id",
            "supported_currencies.currency_code",
            "supported_currencies.is_default",
        )
    )


class SalesChannels(Resource):
    """Where products are sold."""

    route, many, one = "/admin/sales-channels", "sales_channels", "sales_channel"
    fields = "id,name"


class ShippingProfiles(Resource):
    """Which products ship alike."""

    route, many, one = "/admin/shipping-profiles", "shipping_profiles", "shipping_profile"
    fields = "id,name,type"


class CustomerGroups(Resource):
    """Whom a price list may be for."""

    route, many, one = "/admin/customer-groups", "customer_groups", "customer_group"
    fields = "id,name"


class PricePreferences(Resource):
    """Whether the prices of a currency, or a region, are with tax."""

    route, many, one = "/admin/price-preferences", "price_preferences", "price_preference"
    fields = "id,attribute,value,is_tax_inclusive"
