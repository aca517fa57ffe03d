"""Which product of a store is which product of Odoo, as far as both say: nothing is guessed.

All of it is compared at once: one product of the store may be claimed by several of Odoo, and one
of Odoo may be spread over several of the store. Who agrees by numbers, SKUs or barcodes comes
before who has only the same handle or title.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .agreement import (
    BARCODE,
    HANDLE,
    IDS,
    SKU,
    TITLE,
    Agreement,
    OwnProduct,
    compare,
)
from .shop_index import ShopProduct, fold

# How sure a proposal is.
EXACT, PARTIAL, WEAK, AMBIGUOUS = "exact", "partial", "weak", "ambiguous"
# Why only a person can tell.
SEVERAL, SHARED, SPREAD, JOINED = "several", "shared", "spread", "joined"
# Of more products of one title no person chooses.
MOST_CANDIDATES = 20


@dataclass
class Proposal:
    """What a product of Odoo may be in the store.

    :param product: of Odoo
    :param claims: {id of a product of the store: how far the two agree}
    :param strength: how sure it is
    :param trouble: why it is ambiguous, "" where it isn't
    """

    product: OwnProduct
    claims: dict[str, Agreement]
    strength: str = ""
    trouble: str = ""

    @property
    def reason(self) -> str:
        """By what the most telling of the candidates was found."""
        order = (IDS, SKU, BARCODE, HANDLE, TITLE)
        return min((claim.reason for claim in self.claims.values()), key=order.index)


@dataclass
class _Index:
    """The products of the store by what they may be found by."""

    numbers: dict[str, list[ShopProduct]] = field(default_factory=dict)
    uniques: dict[tuple[str, str], list[ShopProduct]] = field(default_factory=dict)
    handles: dict[str, list[ShopProduct]] = field(default_factory=dict)
    titles: dict[str, list[ShopProduct]] = field(default_factory=dict)

    def add(self, product: ShopProduct) -> None:
        for number in product.numbers:
            self.numbers.setdefault(number, []).append(product)
        self.handles.setdefault(product.handle, []).append(product)
        self.titles.setdefault(fold(product.title), []).append(product)
        for variant in product.variants:
            for name, value in ((SKU, variant.sku), (BARCODE, variant.barcode)):
                if value:
                    self.uniques.setdefault((name, value), []).append(product)

    def find_hard(self, own: OwnProduct) -> dict[str, ShopProduct]:
        """Return the products that have the number, a SKU or a barcode of one of Odoo."""
        found = self.numbers.get(own.id, [])[:MOST_CANDIDATES]
        for variant in own.variants:
            for pair in ((SKU, variant.sku), (BARCODE, variant.barcode)):
                found += self.uniques.get(pair, ()) if pair[1] else ()
        return {product.id: product for product in found}

    def find_soft(self, own: OwnProduct) -> dict[str, ShopProduct]:
        """Return the products that have a handle or the title of one of Odoo."""
        found = [row for handle in own.handles for row in self.handles.get(handle, ())]
        found += self.titles.get(fold(own.title), ()) if fold(own.title) else ()
        return {product.id: product for product in found[:MOST_CANDIDATES]}


def propose(own_products: Iterable[OwnProduct], shop: Iterable[ShopProduct]) -> list[Proposal]:
    """Return a proposal for each product of Odoo that may be in the store already.

    :param own_products: those that nobody has bound yet
    :param shop: the products of the store of which the same is true
    """
    index = _Index()
    for product in shop:
        index.add(product)
    proposals = []
    for own in own_products:
        claims = {key: compare(own, row) for key, row in index.find_hard(own).items()}
        proposals.append(Proposal(own, claims))
    _add_soft_claims(proposals, index)
    proposals = [proposal for proposal in proposals if proposal.claims]
    _weigh(proposals)
    return proposals


def _add_soft_claims(proposals: list[Proposal], index: _Index) -> None:
    """Let those that nothing harder tells of claim by handle and title.

    So do those of which not all variants agree: another product with just their title may be it.
    What is surely another one's is claimed by nobody else.
    """
    claimants = _get_claimants(proposals)
    sure = {
        key
        for proposal in proposals
        for key in proposal.claims
        if _is_sure(proposal) and len(claimants[key]) == 1
    }
    for proposal in proposals:
        if proposal.claims and _is_sure(proposal):
            continue
        for key, row in index.find_soft(proposal.product).items():
            if key not in sure and key not in proposal.claims:
                proposal.claims[key] = compare(proposal.product, row)


def _is_sure(proposal: Proposal) -> bool:
    """Tell whether all variants agree by what is hard with the one product that is claimed."""
    [*claims] = proposal.claims.values()
    return len(claims) == 1 and claims[0].is_hard and claims[0].is_whole


def _get_claimants(proposals: Iterable[Proposal]) -> dict[str, list[Proposal]]:
    claimants: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        for key in proposal.claims:
            claimants.setdefault(key, []).append(proposal)
    return claimants


def _weigh(proposals: list[Proposal]) -> None:
    """Say of each proposal how sure it is."""
    claimants = _get_claimants(proposals)
    for proposal in proposals:
        key, *others = proposal.claims
        if others:
            proposal.trouble = SPREAD if _is_spread(proposal) else SEVERAL
        elif len(claimants[key]) > 1:
            proposal.trouble = JOINED if _is_joined(key, claimants[key]) else SHARED
        if proposal.trouble:
            proposal.strength = AMBIGUOUS
        else:
            [claim] = proposal.claims.values()
            proposal.strength = _get_strength(claim)


def _is_spread(proposal: Proposal) -> bool:
    """Tell whether its variants are those of different products of the store."""
    parts = [set(claim.hard_pairs) for claim in proposal.claims.values() if claim.hard_pairs]
    return len(parts) > 1 and _are_apart(parts)


def _is_joined(key: str, proposals: Iterable[Proposal]) -> bool:
    """Tell whether different products of Odoo are different variants of the one in the store."""
    parts = []
    for proposal in proposals:
        part = set(proposal.claims[key].hard_pairs.values())
        if not part:
            # Thousands may have nothing but its title: none of the others is looked at then.
            return False
        parts.append(part)
    return _are_apart(parts)


def _are_apart(parts: list[set[str]]) -> bool:
    return len(set().union(*parts)) == sum(map(len, parts))


def _get_strength(claim: Agreement) -> str:
    if claim.is_whole and (claim.is_hard or claim.has_options):
        return EXACT
    if claim.is_hard or claim.has_options:
        return PARTIAL
    return WEAK
