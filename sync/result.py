"""What an engine gives back: values, for the models to record."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ..medusa.exceptions import MedusaError
from .difference import Difference
from .job import Job
from .leftovers import Leftovers


@dataclass
class Outcome:
    """What became of one product.

    :param operation: create, update, adopt, recreate, unchanged, draft, delete or gone; push as
        long as nothing is known yet.
    :param handle: the product's in the store, as far as it was told
    :param variant_ids: Medusa variant id by the variant's external_id.
    :param item_ids: ids of the Medusa inventory items by the variant's external_id; more than one
        is a bundle that somebody made in Medusa.
    :param handle: as the store has it, whoever gave it
    :param former_status: what a withdrawal made a draft of, None where it was one already.
    :param met: when its product had last been changed in the store before, None of a new one
    :param seen: the same of the product as it is by now, None where nothing was told; see `seen`
    :param image_urls: what a withdrawn product shows in the store
    :param error: why it failed, None if it went through.
    :param held: {id of a variant: why it couldn't be deleted}; the rest of the product was pushed
    :param seconds: its share of the calls' duration.
    :param is_begun: requests of its own were begun, before its batch
    :param released: (external_id of a variant, field) of what was freed then, see `exchanges`
    :param is_sent: its write was sent, and not refused
    :param is_unsure: there was no answer: whether it was carried out isn't known
    :param begun: fields that are written before the product itself, see `differences`
    :param sent_alone: fields that requests of their own wrote, see `difference.ALONE`
    :param changes: what was written of it, where the engine is asked to keep that
    :param note: under which that was kept before it was sent, see `changed`
    """

    job: Job
    operation: str = "push"
    medusa_id: str | None = None
    status: str | None = None
    handle: str | None = None
    former_status: str | None = None
    met: str | None = None
    seen: str | None = None
    image_urls: list[str] = field(default_factory=list)
    variant_ids: dict[str, str] = field(default_factory=dict)
    item_ids: dict[str, list[str]] = field(default_factory=dict)
    error: Exception | None = None
    held: dict[str, MedusaError] = field(default_factory=dict)
    seconds: float = 0.0
    is_begun: bool = False
    released: frozenset[tuple[str, str]] = frozenset()
    is_sent: bool = False
    is_unsure: bool = False
    begun: Collection[str] = ()
    sent_alone: set[str] = field(default_factory=set)
    changes: list[Difference] = field(default_factory=list)
    note: int | None = None


@contextmanager
def sending_alone(outcome: Outcome, name: str) -> Iterator[None]:
    """Have the outcome know that a request of its own was sent for a field, as far as it was.

    :param name: of the field, see `difference.ALONE`
    """
    outcome.sent_alone.add(name)
    try:
        yield
    except MedusaError as error:
        if error.outcome_unknown:
            outcome.is_unsure = True
        else:
            outcome.sent_alone.discard(name)
        raise


@dataclass
class ChunkResult:
    """What became of a chunk of products.

    :param outcomes: one for each product that was decided
    :param deferred: products that were left for another call
    :param busy: external_ids that another process pushes right now
    :param store_error: why the whole store failed, or None; products without an outcome were not
        touched then
    :param leftovers: what refused creations may have left in the store
    :param released: what was written before the outcomes: what holders gave up for others, and
        what went before a refusal of products that were sent again
    :param begun: of products without an outcome, those whose changes were told: some may have been
        carried out all the same
    """

    outcomes: list[Outcome] = field(default_factory=list)
    deferred: list[Job] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    store_error: MedusaError | None = None
    leftovers: Leftovers | None = None
    released: list[Outcome] = field(default_factory=list)
    begun: list[Outcome] = field(default_factory=list)
