"""What an examination of a store speaks of. Plain values."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from .identity import FOREIGN, Databases, Remote, get_database, get_external_id, whose

# Of what the store says, no more is kept than a person reads, and than tells anything apart.
LONGEST = 200


@dataclass(frozen=True)
class Shop:
    """What is known of a store while its lists are looked at. Plain values.

    :param databases: whose marks are ours
    :param before: what was made later than this (ISO, UTC) may still be on its way
    :param regions: (id, name, lower-case currency)
    :param currencies: lower-case codes that the store supports
    """

    databases: Databases
    before: str = ""
    regions: tuple[tuple[str, str, str], ...] = ()
    currencies: tuple[str, ...] = ()


@dataclass
class Hit:
    """Something that is wrong.

    :param kind: an entry of `models/doctor/kinds`
    :param key: tells it from others of its kind; the same as long as it is wrong
    :param name: of the record of the store, as a person knows it
    :param ids: of the records of the store that it is about
    :param external_id: of the product of Odoo that the record's mark names, "" for none
    :param facts: what more there is to say of it, JSON
    """

    kind: str
    key: str
    name: str = ""
    ids: tuple[str, ...] = ()
    external_id: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Value:
    """One of a kind of which the store should have each once.

    :param kind: an entry of `VALUES`
    :param owner: what has it; two of one owner are none too many
    :param record: the record of the store that a person opens
    """

    kind: str
    value: str
    owner: str
    record: str
    name: str
    external_id: str = ""


@dataclass
class Part:
    """A page of a list, looked at.

    :param ids: of its records
    :param marks: how many of them each Odoo database marked
    :param ours: {id: external_id} of the products that carry our mark and are published
    :param tally: what is counted over all pages
    :param place: where to read on, JSON; None behind the last page
    """

    ids: list[str] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)
    values: list[Value] = field(default_factory=list)
    marks: Counter = field(default_factory=Counter)
    ours: dict[str, str] = field(default_factory=dict)
    tally: Counter = field(default_factory=Counter)
    place: dict[str, Any] | None = None


def is_shown(row: Remote) -> bool:
    """Tell whether shoppers see a product."""
    return row.get("status") == "published"


def carries_our_mark(row: Remote, databases: Databases) -> bool:
    """Tell whether this Odoo marked a record."""
    return databases.are_ours(get_database(row) or "")


def get_own_id(row: Remote, shop: Shop) -> str:
    """Return the number of Odoo that a product names, "" where another database gave it."""
    is_ours = whose(row, shop.databases) != FOREIGN
    return (get_external_id(row) or cut(row.get("external_id"))) if is_ours else ""


def get_name(row: Remote) -> str:
    """Return what a person calls a record of the store."""
    names = (row.get(key) for key in ("title", "name", "handle", "sku"))
    return next((cut(name) for name in names if name), row["id"])


def shorten(text: str) -> str:
    """Return a text that is as short as what is kept, and still tells it from others."""
    if len(text) <= LONGEST:
        return text
    return f"{text[: LONGEST - 17]}…{hashlib.sha256(text.encode()).hexdigest()[:16]}"


def cut(text: Any) -> str:
    """Return as much of a text of the store as is kept."""
    return str(text or "")[:LONGEST]
