"""What is written of one record of the store, before it is kept and after."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from .difference import Difference

if TYPE_CHECKING:
    from .result import Outcome

# What a change can be of.
CHANGED = (
    *("product", "price_list", "stock", "translation", "tax_rate", "term", "option"),
    *("item", "location", "file"),
)


@dataclass
class Changed:
    """What is, or was, written of one record of the store.

    :param kind: an entry of `CHANGED`
    :param external_id: of the product that it is, or is about; None: of no product
    :param name: of the product; of the price list, location, tax rate, term or option
    :param medusa_id: of the same
    :param operation: an entry of `entry_mixin.OPERATIONS`
    :param differences: one for each field
    :param note: under which it was kept before it was sent, see `Note`
    :param is_unsure: there was no answer: whether the store took it isn't known
    :param former: all that it was, of a record that is deleted and can be made again
    :param finding_id: of what was found to be wrong and is mended by it
    """

    kind: str
    external_id: str | None
    name: str | None
    medusa_id: str | None
    operation: str
    differences: list[Difference]
    note: int | None = None
    is_unsure: bool = False
    former: dict[str, Any] | None = None
    finding_id: int | None = None


# Keeps what is about to be overwritten, so that it survives whatever becomes of this process; each
# gets its `note`. No request that overwrites leaves before.
Note = Callable[[Sequence[Changed]], None]


def tell_product(outcome: Outcome, operation: str | None = None) -> Changed:
    """Return what is written of a product.

    :param operation: where the outcome doesn't tell it yet
    """
    job, operation = outcome.job, operation or outcome.operation
    # What is made again gets another id.
    known = None if operation == "recreate" else job.medusa_id
    return Changed(
        "product",
        job.external_id,
        (job.payload.get("product") or {}).get("title"),
        outcome.medusa_id or known,
        operation,
        outcome.changes,
        outcome.note,
        outcome.is_unsure,
    )


def note_products(note: Note, told: Sequence[tuple[Outcome, Changed]]) -> None:
    """Have noted what is about to be written of products; each outcome knows its note then."""
    note([changed for _outcome, changed in told])
    for outcome, changed in told:
        outcome.note = changed.note


def settle_foreseen(
    foreseen: Sequence[Changed], written: Sequence[Changed], is_open: bool = False
) -> list[Changed]:
    """Return what was written of lists, places or rates, with what was noted of it before.

    :param foreseen: each product once in each of them
    :param written: what is known to be written of the same, in whatever parts
    :param is_open: something had no answer: what isn't known to be written may be all the same
    """
    found: dict[tuple[str | None, str | None], Changed] = {}
    for change in written:
        known = found.setdefault((change.external_id, change.medusa_id), change)
        if known is not change:
            known.differences += change.differences
    for noted in foreseen:
        key = noted.external_id, noted.medusa_id
        if noted.note is None or (is_open and _goes_beyond(noted, found.get(key))):
            continue
        found.setdefault(key, replace(noted, differences=[])).note = noted.note
    return list(found.values())


def _goes_beyond(noted: Changed, written: Changed | None) -> bool:
    """Tell whether more was to be written than is known to be."""
    return not written or len(noted.differences) > len(written.differences)
