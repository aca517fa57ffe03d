"""Which product of a store is which product of Odoo, as far as both say: nothing is guessed.

One product of the store may be claimed by several of Odoo, and one of Odoo may be spread over
several of the store: so all claims are known before any is weighed. Who agrees by numbers, SKUs or
barcodes comes before who has only the same handle or title. Products are looked at some at a time:
each is found by keys, and of its rivals no more is asked for than tells what they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .agreement import BARCODE, HANDLE, IDS, SKU, TITLE, Agreement, OwnProduct, compare
from .shop_index import ShopProduct, fold

# How sure a proposal is.
EXACT, PARTIAL, WEAK, AMBIGUOUS = "exact", "partial", "weak", "ambiguous"
# Why only a person can tell.
SEVERAL, SHARED, SPREAD, JOINED = "several", "shared", "spread", "joined"
# Of more products of one title no person chooses.
MOST_CANDIDATES = 20

_REASONS = (IDS, SKU, BARCODE, HANDLE, TITLE)


@dataclass(frozen=True)
class Claim:
    """A product of the store that one of Odoo may be.

    :param shop_id: of the product of the store
    :param reason: by what it was found
    :param is_hard: whether by more than a handle or a title
    :param is_whole: all variants of both sides are found
    :param has_options: whether variants agree by their values, where there are several
    :param hard_variants: ids of the store's variants that agree by more than their values
    :param own_variants: ids of the variants of Odoo that they agree with
    """

    shop_id: str
    reason: str
    is_hard: bool = False
    is_whole: bool = False
    has_options: bool = False
    hard_variants: frozenset[str] = frozenset()
    own_variants: frozenset[str] = frozenset()


def make_claim(agreement: Agreement) -> Claim:
    """Return what has to be known of an agreement to weigh it against others."""
    return Claim(
        agreement.shop.id,
        agreement.reason,
        agreement.is_hard,
        agreement.is_whole,
        agreement.has_options,
        frozenset(agreement.hard_pairs.values()),
        frozenset(agreement.hard_pairs),
    )


# === FINDING === #


def get_shop_keys(product: ShopProduct) -> list[str]:
    """Return all by which a product of the store may be found."""
    keys = [_make_key(IDS, number) for number in product.numbers]
    keys += [_make_key(HANDLE, product.handle), _make_key(TITLE, fold(product.title))]
    for variant in product.variants:
        keys += [_make_key(SKU, variant.sku), _make_key(BARCODE, variant.barcode)]
    return sorted(set(filter(None, keys)))


def get_hard_keys(own: OwnProduct) -> list[str]:
    """Return the number, the SKUs and the barcodes by which a product of Odoo is found."""
    keys = [_make_key(IDS, own.id)]
    for variant in own.variants:
        keys += [_make_key(SKU, variant.sku), _make_key(BARCODE, variant.barcode)]
    return list(dict.fromkeys(filter(None, keys)))


def get_soft_keys(own: OwnProduct) -> list[str]:
    """Return the handles and the title by which a product of Odoo is found."""
    keys = [_make_key(HANDLE, handle) for handle in own.handles]
    return list(dict.fromkeys(filter(None, [*keys, _make_key(TITLE, fold(own.title))])))


def _make_key(way: str, value: str) -> str:
    return f"{way}:{value}" if value else ""


def find_hard(own: OwnProduct, index: Mapping[str, Sequence[ShopProduct]]) -> dict[str, Agreement]:
    """Return how far a product of Odoo agrees with those that have its number, SKU or barcode.

    :param index: {key: products of the store that have it}, at least for the keys of this one
    """
    found = {row.id: row for key in get_hard_keys(own) for row in index.get(key, ())}
    return {key: compare(own, row) for key, row in found.items()}


def find_soft(
    own: OwnProduct, index: Mapping[str, Sequence[ShopProduct]], claimed: Iterable[str]
) -> dict[str, Agreement]:
    """Return how far a product of Odoo agrees with those that have only its handle or title.

    They are asked for where nothing harder is sure: another product with just its title may be it.

    :param index: as for `find_hard`, without those that are surely another product's
    :param claimed: ids of those that it agrees with by what is harder
    """
    known = set(claimed)
    found = {row.id: row for key in get_soft_keys(own) for row in index.get(key, ())}
    left = [row for key, row in found.items() if key not in known]
    return {row.id: compare(own, row) for row in left[:MOST_CANDIDATES]}


def is_sure(claims: Iterable[Agreement | Claim]) -> bool:
    """Tell whether all variants agree by what is hard with the one product that is claimed.

    Claimed by nobody else, it is surely this one.
    """
    rows = list(claims)
    return len(rows) == 1 and rows[0].is_hard and rows[0].is_whole


# === WEIGHING === #


def get_reason(claims: Iterable[Claim]) -> str:
    """Return by what the most telling of the candidates was found."""
    return min((claim.reason for claim in claims), key=_REASONS.index)


def weigh(
    claims: Sequence[Claim], rivals: Mapping[str, Sequence[frozenset[str]]]
) -> tuple[str, str]:
    """Say how sure it is what a product of Odoo is in the store.

    :param claims: all of its claims, at least one
    :param rivals: {id of a product of the store: of each that claims it, itself among them, the
        `hard_variants`}; of thousands some are enough, those without any among them
    :return: (strength, why it is ambiguous or "")
    """
    claim, *others = claims
    parts = rivals.get(claim.shop_id, ())
    if others:
        return AMBIGUOUS, SPREAD if _is_spread(claims) else SEVERAL
    if len(parts) > 1:
        return AMBIGUOUS, JOINED if all(parts) and _are_apart(parts) else SHARED
    return _get_strength(claim), ""


def _is_spread(claims: Iterable[Claim]) -> bool:
    """Tell whether its variants are those of different products of the store."""
    parts = [claim.own_variants for claim in claims if claim.own_variants]
    return len(parts) > 1 and _are_apart(parts)


def _are_apart(parts: Sequence[frozenset[str]]) -> bool:
    return len(frozenset().union(*parts)) == sum(map(len, parts))


def _get_strength(claim: Claim) -> str:
    if claim.is_whole and (claim.is_hard or claim.has_options):
        return EXACT
    if claim.is_hard or claim.has_options:
        return PARTIAL
    return WEAK
