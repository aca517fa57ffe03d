"""What is wanted of an option that the whole shop shares, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .changed import Changed
from .difference import Difference, compare_rows
from .digest import digest


@dataclass(frozen=True)
class Known:
    """What an attribute or one of its values is in the store.

    :param title: what it is called there
    :param is_made: it was not in the store before; what a marketer made is never renamed
    """

    medusa_id: str
    title: str
    is_made: bool


@dataclass(frozen=True)
class ValueJob:
    """One value of an attribute.

    :param key: its id in Odoo
    :param title: what it is called in Odoo
    :param display: further metadata for the shop's pages; "" takes a key away
    :param known: what it was in the store when that was last seen
    """

    key: str
    title: str
    display: dict[str, str] = field(default_factory=dict)
    known: Known | None = None


@dataclass
class OptionJob:
    """One attribute.

    :param values: in Odoo's order
    :param payload_hash: fingerprint of what was brought to the store last

    All else as in `ValueJob`.
    """

    key: str
    title: str
    values: list[ValueJob] = field(default_factory=list)
    display: dict[str, str] = field(default_factory=dict)
    known: Known | None = None
    payload_hash: str | None = None

    @cached_property
    def hash(self) -> str:
        """The fingerprint of what is wanted."""
        values = [[value.key, value.title, value.display] for value in self.values]
        return digest([self.title, self.display, values])

    def is_settled(self) -> bool:
        """Tell whether the store has all of it, as far as is known."""
        rows: list[Any] = [self.known, *(value.known for value in self.values)]
        return all(rows) and self.payload_hash == self.hash


@dataclass
class OptionOutcome:
    """What became of one attribute.

    :param known: None where it isn't in the store
    :param values: {key of a value: what it is in the store}
    :param operation: create, update or unchanged
    :param error: why not all of it could be brought there
    :param changes: what was written of it
    :param told: the same with what was about to be, as long as it has no answer
    :param note: under which that was kept before it was sent, see `changed`
    :param is_unsure: there was no answer: whether it was carried out isn't known
    """

    job: OptionJob
    known: Known | None = None
    values: dict[str, Known] = field(default_factory=dict)
    operation: str = "unchanged"
    error: Exception | None = None
    changes: list[Difference] = field(default_factory=list)
    told: list[Difference] = field(default_factory=list)
    note: int | None = None
    is_unsure: bool = False

    def note_change(self, changes: Iterable[Difference]) -> None:
        """Remember that something was written; what was made stays told as made."""
        self.changes += changes
        if self.operation == "unchanged":
            self.operation = "update"

    def fail(self, error: Exception) -> None:
        """Remember why not all could be written; what had no answer may be all the same."""
        self.error = error
        if getattr(error, "outcome_unknown", False) and self.told:
            self.changes, self.is_unsure = self.told, True

    def has_news(self) -> bool:
        """Tell whether anything is to be recorded."""
        job = self.job
        before = (job.known, {value.key: value.known for value in job.values}, job.payload_hash)
        has_written = bool(self.changes) or self.note is not None
        return bool(self.error) or has_written or before != (self.known, self.values, job.hash)


def tell_option(outcome: OptionOutcome, changes: list[Difference]) -> Changed:
    """Return what is, or was, written of an option."""
    return Changed(
        "option",
        None,
        outcome.job.title,
        outcome.known.medusa_id if outcome.known else None,
        "create" if outcome.operation == "create" else "update",
        changes,
        outcome.note,
        outcome.is_unsure,
    )


def compare_option(wanted: Mapping[str, Any], present: Mapping[str, Any]) -> list[Difference]:
    """Return what a write changes of an option: title, metadata, values and their order.

    :param wanted: as Medusa takes it
    :param present: the option before, {} where it is made
    """
    values = sorted(present.get("values") or [], key=lambda row: row.get("rank") or 0)
    texts = [row["value"] for row in values]
    ranks = {row["value"]: row.get("rank") for row in values}
    there = {
        **present,
        "values": texts,
        "ranks": {k: ranks.get(k) for k in wanted.get("ranks", ())},
    }
    return compare_rows({k: v for k, v in wanted.items() if k != "is_exclusive"}, there)
