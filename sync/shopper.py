"""What a shopper sees of a product: asked of the Store API, and put into values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..medusa.storefront import ShownProductApi, StorefrontClient


@dataclass(frozen=True)
class ShownPrice:
    """What one piece costs in a region, with or without tax as the store takes its prices.

    :param amount: in the major unit of the region's currency
    :param original: before a sale
    :param price_list_id: Medusa's id of the price list that it comes from, or None
    """

    amount: float
    original: float
    price_list_id: str | None = None


@dataclass
class ShownVariant:
    """A variant as a shopper sees it.

    :param quantity: what can be bought, None where the store doesn't count it
    :param backorder: whether it is sold without stock as well
    :param prices: {region id: its price, None where it has none there}
    """

    id: str
    title: str
    quantity: float | None
    backorder: bool
    prices: dict[str, ShownPrice | None] = field(default_factory=dict)

    @property
    def is_sold_out(self) -> bool:
        """Whether it can't be put into a cart for lack of stock."""
        return self.quantity is not None and self.quantity <= 0 and not self.backorder


@dataclass
class ShownProduct:
    """A product as a shopper sees it.

    :param options: {title: values to choose from}
    """

    id: str
    handle: str
    thumbnail: str
    title: str = ""
    options: dict[str, set[str]] = field(default_factory=dict)
    variants: dict[str, ShownVariant] = field(default_factory=dict)


def look_as_shopper(
    client: StorefrontClient, product_ids: Sequence[str], region_ids: Sequence[str]
) -> dict[str, ShownProduct]:
    """Return {product id: what a shopper sees}; one that isn't shown is not among them.

    :param client: with the publishable key of the shop
    :param region_ids: in which of the store's regions prices are asked for
    :raise MedusaError: see `medusa.storefront`
    """
    api = ShownProductApi(client)
    rows = api.list_shown(product_ids)
    shown = {row["id"]: _read_product(row) for row in rows}
    for region_id in region_ids if shown else ():
        for row in api.list_shown(list(shown), region_id):
            _keep_prices(shown[row["id"]], row, region_id)
    return shown


def _read_product(row: dict[str, Any]) -> ShownProduct:
    variants = {
        variant["id"]: ShownVariant(
            variant["id"],
            str(variant.get("title") or ""),
            _read_quantity(variant),
            bool(variant.get("allow_backorder")),
        )
        for variant in row.get("variants") or []
    }
    options = {
        str(option.get("title")): {str(value.get("value")) for value in option.get("values") or []}
        for option in row.get("options") or []
    }
    texts = (str(row.get(name) or "") for name in ("handle", "thumbnail", "title"))
    return ShownProduct(row["id"], *texts, options, variants)


def _read_quantity(variant: dict[str, Any]) -> float | None:
    if not variant.get("manage_inventory"):
        return None
    quantity = variant.get("inventory_quantity")
    # Counted without an inventory item, it can't be bought (docs/medusa-api.md#shoppers-quantity).
    return quantity if _is_number(quantity) else 0


def _keep_prices(product: ShownProduct, row: dict[str, Any], region_id: str) -> None:
    for variant in row.get("variants") or []:
        if variant["id"] in product.variants:
            price = _read_price(variant.get("calculated_price"))
            product.variants[variant["id"]].prices[region_id] = price


def _read_price(price: Any) -> ShownPrice | None:
    if not isinstance(price, dict) or not _is_number(price.get("calculated_amount")):
        return None
    amount, source = price["calculated_amount"], price.get("calculated_price")
    original = price.get("original_amount")
    list_id = source.get("price_list_id") if isinstance(source, dict) else None
    return ShownPrice(
        amount, original if _is_number(original) else amount, str(list_id) if list_id else None
    )


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
