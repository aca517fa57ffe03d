"""The order of categories among their siblings.

Each write of a rank moves the siblings in between, and one beyond the last is cut down
(docs/medusa-api.md#ranks-shift-siblings): what counts is the place that the store shows, and ranks
are written one after the other, as few as bring each to its place.
"""

from __future__ import annotations

from collections.abc import Sequence

from .identity import Remote

# Ranks of a store that somebody else filled may hold gaps and equal ones: a second look mends what
# the first one shifted.
_PASSES = 3


def plan_ranks(siblings: Sequence[Remote], wanted: Sequence[str]) -> list[tuple[str, int]]:
    """Return the ranks to write, in their order; none where ours stand as they should.

    Categories of others keep their places.

    :param siblings: all categories of the store below one parent, with `id` and `rank`
    :param wanted: ids of ours, in Odoo's order
    """
    ranks = {row["id"]: row.get("rank") or 0 for row in siblings}
    ours = [key for key in wanted if key in ranks]
    writes: list[tuple[str, int]] = []
    for _pass in range(_PASSES):
        present = sorted(ranks, key=lambda key: (ranks[key], key))
        if [key for key in present if key in set(ours)] == ours and _are_distinct(ranks, ours):
            break
        for place, key in enumerate(_merge(present, ours)):
            if ranks[key] != place:
                writes.append((key, place))
                _move(ranks, key, place)
    return writes


def _are_distinct(ranks: dict[str, int], ours: Sequence[str]) -> bool:
    # Between equal ranks the shop shows no order.
    return len({ranks[key] for key in ours}) == len(ours)


def _merge(present: Sequence[str], ours: Sequence[str]) -> list[str]:
    """Return all siblings, ours in the wanted order at the places that ours have."""
    following, own = iter(ours), set(ours)
    return [next(following) if key in own else key for key in present]


def _move(ranks: dict[str, int], key: str, place: int) -> None:
    """Do what Medusa does with the siblings when a rank is written."""
    former = ranks[key]
    for other, rank in ranks.items():
        if former < rank <= place:
            ranks[other] = rank - 1
        elif place <= rank < former:
            ranks[other] = rank + 1
    ranks[key] = place
