"""Proposals for a few products, all of them at once: as the take-over makes them in steps."""

from dataclasses import dataclass

from ...sync.agreement import Agreement, OwnProduct
from ...sync.proposals import (
    find_hard,
    find_soft,
    get_reason,
    get_shop_keys,
    is_sure,
    make_claim,
    weigh,
)


@dataclass
class Proposal:
    product: OwnProduct
    claims: dict[str, Agreement]
    strength: str = ""
    trouble: str = ""

    @property
    def reason(self):
        return get_reason(map(make_claim, self.claims.values()))


def propose(own_products, shop):
    """Return a proposal for each product of Odoo that may be one of the store."""
    index = _make_index(shop)
    proposals = [Proposal(own, find_hard(own, index)) for own in own_products]
    rivals = _get_rivals(proposals)
    sure = {
        key
        for proposal in proposals
        for key in proposal.claims
        if is_sure(proposal.claims.values()) and len(rivals[key]) == 1
    }
    index = _make_index(row for row in shop if row.id not in sure)
    for proposal in proposals:
        if not is_sure(proposal.claims.values()):
            proposal.claims |= find_soft(proposal.product, index, proposal.claims)
    proposals = [proposal for proposal in proposals if proposal.claims]
    rivals = _get_rivals(proposals)
    for proposal in proposals:
        claims = [make_claim(claim) for claim in proposal.claims.values()]
        proposal.strength, proposal.trouble = weigh(claims, rivals)
    return proposals


def _make_index(shop):
    index = {}
    for row in shop:
        for key in get_shop_keys(row):
            index.setdefault(key, []).append(row)
    return index


def _get_rivals(proposals):
    rivals = {}
    for proposal in proposals:
        for key, claim in proposal.claims.items():
            rivals.setdefault(key, []).append(make_claim(claim).hard_variants)
    return rivals
