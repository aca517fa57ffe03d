"""How far a product of Odoo and one of the store agree, variant by variant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from .shop_index import ShopProduct, ShopVariant, fold

# By what one is known, from what tells most to what tells least.
IDS, SKU, BARCODE, HANDLE, TITLE = "ids", "sku", "barcode", "handle", "title"
# By what else a variant is known in a product that is known already: by its values, or because it
# is the only one on both sides.
OPTIONS, ONLY = "options", "only"
# What tells which product it is.
HARD = frozenset({IDS, SKU, BARCODE})


@dataclass(frozen=True)
class OwnVariant:
    """A variant of Odoo, described plainly.

    :param id: as a string, as all ids of Odoo here
    :param values: of its attributes, folded, see `shop_index.fold`
    """

    id: str
    sku: str = ""
    barcode: str = ""
    values: frozenset[str] = frozenset()


@dataclass(frozen=True)
class OwnProduct:
    """A product of Odoo, described plainly.

    :param handles: by which it may be called in the store, what the addon calls it among them
    """

    id: str
    title: str
    handles: tuple[str, ...] = ()
    variants: tuple[OwnVariant, ...] = ()


@dataclass
class Agreement:
    """What speaks for a product of the store.

    :param shop: the product of the store
    :param reason: what tells most of it
    :param is_hard: whether it is found by more than a handle or a title
    :param pairs: {id of a variant of Odoo: id of the variant of the store}
    :param ways: {id of a variant of Odoo: by what it was found}
    :param differing: ids of variants of Odoo that were found although their SKU or barcode is
        another one there
    :param is_whole: all variants of both sides are found, and none differs
    """

    shop: ShopProduct
    reason: str = ""
    is_hard: bool = False
    pairs: dict[str, str] = field(default_factory=dict)
    ways: dict[str, str] = field(default_factory=dict)
    differing: set[str] = field(default_factory=set)
    is_whole: bool = False

    @property
    def hard_pairs(self) -> dict[str, str]:
        """The pairs of variants that agree by more than their values."""
        return {key: self.pairs[key] for key, way in self.ways.items() if way in HARD}

    @property
    def has_options(self) -> bool:
        """Whether variants agree by their values, where there are several to tell apart."""
        return len(self.pairs) > 1 and any(
            way == OPTIONS and key not in self.differing for key, way in self.ways.items()
        )


def compare(own: OwnProduct, shop: ShopProduct) -> Agreement:
    """Say what speaks for a product of the store being one of Odoo."""
    is_named = own.id in shop.numbers
    found = Agreement(shop)
    _pair(own, shop, found, is_named)
    tells = {
        IDS: is_named,
        SKU: _share(own, shop, "sku"),
        BARCODE: _share(own, shop, "barcode"),
        HANDLE: shop.handle in own.handles,
        TITLE: fold(shop.title) == fold(own.title),
    }
    reasons = [reason for reason, speaks in tells.items() if speaks] or [TITLE]
    found.reason = reasons[0]
    # A number alone may be another system's: something else has to speak for it as well.
    is_alone = reasons == [IDS] and not shop.database and IDS not in found.ways.values()
    found.is_hard = reasons[0] in HARD and not is_alone
    found.is_whole = (
        len(found.pairs) == len(own.variants) == len(shop.variants)
        and bool(found.pairs)
        and not found.differing
    )
    return found


def _share(own: OwnProduct, shop: ShopProduct, name: str) -> bool:
    mine = {getattr(variant, name) for variant in own.variants} - {""}
    return any(getattr(variant, name) in mine for variant in shop.variants)


def _pair(own: OwnProduct, shop: ShopProduct, found: Agreement, is_named: bool) -> None:
    """Find the variants of Odoo among those of the store, in the contract's order."""
    free = {variant.id: variant for variant in shop.variants}

    def claim(way: str, get_own: Callable, get_shop: Callable[[ShopVariant], object]) -> None:
        left = [variant for variant in own.variants if variant.id not in found.pairs]
        # Of what two have in common, neither is known by it.
        mine = Counter(get_own(variant) for variant in left)
        theirs = Counter(get_shop(variant) for variant in free.values())
        by_key = {get_shop(variant): variant for variant in free.values()}
        for variant in left:
            key = get_own(variant)
            if key and mine[key] == theirs[key] == 1:
                hit = free.pop(by_key[key].id)
                found.pairs[variant.id], found.ways[variant.id] = hit.id, way
                if way in (OPTIONS, ONLY) and _differ(variant, hit):
                    found.differing.add(variant.id)

    if is_named:
        # Template 12 and variant 12 are both "12": only inside a product that is named.
        claim(IDS, lambda row: row.id, lambda row: row.mark)
    claim(SKU, lambda row: row.sku, lambda row: row.sku)
    claim(BARCODE, lambda row: row.barcode, lambda row: row.barcode)
    claim(OPTIONS, lambda row: row.values, lambda row: row.values)
    if len(own.variants) == len(shop.variants) == 1:
        claim(ONLY, lambda row: True, lambda row: True)


def _differ(variant: OwnVariant, hit: ShopVariant) -> bool:
    pairs = ((variant.sku, hit.sku), (variant.barcode, hit.barcode))
    return any(mine and theirs and mine != theirs for mine, theirs in pairs)
