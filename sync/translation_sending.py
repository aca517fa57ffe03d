"""Send translations in large calls, in which one that is refused is its own affair alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from ..medusa.exceptions import (
    MedusaError,
    MedusaServerError,
)
from ..medusa.packing import BATCH_BODY_LIMIT, encode, pack
from ..medusa.resource import Operation
from ..medusa.translations import TranslationApi
from .failures import is_store_wide
from .identity import Remote
from .translations import Known, Wanted, make_creation

# Per call; the store takes a thousand in 0.2 s (docs/medusa-api.md#a-thousand-translations).
_PER_CALL = 1000


class Owner(Protocol):
    """Whose texts an element is, see `TranslationJob`."""

    key: int
    wanted: Wanted
    known: Known
    is_guest: bool


# An owner and the element of a call that is sent for it.
Item = tuple[Owner, dict[str, Any]]


class Sending:
    """The calls of one chunk, and what came of them.

    :ivar errors: {key of an owner: why one of its texts was refused}
    """

    def __init__(self, api: TranslationApi) -> None:
        self.api = api
        self.errors: dict[int, MedusaError] = {}
        self._created: dict[str, str | None] = {}
        self._refused: set[tuple[int, str]] = set()

    def complete(self, owner: Owner, known: Known) -> Known:
        """Return what the store holds of an owner, once all was sent.

        :param known: what it would hold if all went through
        """
        result: Known = {}
        for key, entry in known.items():
            name = _fold(key)
            if (owner.key, name) in self._refused:
                if key in owner.known:
                    result[key] = owner.known[key]
                continue
            result[key] = [self._created.get(name, entry[0]), *entry[1:]]
        return result

    # === THE THREE KINDS === #

    def update(self, items: Sequence[Item]) -> None:
        """Change translations; those that somebody deleted in Medusa are made anew."""
        try:
            self.send("update", [body for _owner, body in items])
            return
        except MedusaError as error:
            _raise_unless_refused(error)
        names = [_find_name(owner, body["id"]) for owner, body in items]
        records = {name.partition(":")[2] for name in names}
        present = {row["id"] for row in self.api.list_of(sorted(records))}
        there = [item for item in items if item[1]["id"] in present]
        self._send_apart("update", there)
        self.create([_make_anew(item) for item in items if item[1]["id"] not in present])

    def create(self, items: Sequence[Item]) -> None:
        """Create translations; adopt those that an answer that was lost had made already."""
        try:
            self._keep_created(self.send("create", [body for _owner, body in items]))
            return
        except MedusaError as error:
            _raise_unless_refused(error)
        rows = self.api.list_of([body["reference_id"] for _owner, body in items])
        present = {_name(row): row["id"] for row in rows}
        found = [item for item in items if _name(item[1]) in present]
        for owner, body in found:
            self._created[_name(body)] = None if owner.is_guest else present[_name(body)]
        updates = [
            (owner, {"id": present[_name(body)], "translations": body["translations"]})
            for owner, body in found
            if not owner.is_guest
        ]
        self._send_apart("update", updates)
        self._send_apart("create", [item for item in items if _name(item[1]) not in present])

    def send(self, operation: Operation, bodies: Sequence[Any]) -> list[Remote]:
        """Send elements in as few calls as possible.

        :raise MedusaError: of the client; calls before the one that failed went through
        """
        rows: list[Remote] = []
        encoded = [(index, encode(body)) for index, body in enumerate(bodies)]
        for part in pack(encoded, max_count=_PER_CALL, max_bytes=BATCH_BODY_LIMIT):
            rows += self.api.batch(operation, [body for _index, body in part])
        return rows

    # === WHAT IS REFUSED === #

    def _send_apart(self, operation: Operation, items: Sequence[Item]) -> None:
        """Send elements; halve what is refused until the culprit stands alone."""
        if not items:
            return
        try:
            rows = self.send(operation, [body for _owner, body in items])
        except MedusaError as error:
            _raise_unless_refused(error)
            if len(items) == 1:
                self._refuse(*items[0], error)
                return
            middle = len(items) // 2
            self._send_apart(operation, items[:middle])
            self._send_apart(operation, items[middle:])
            return
        if operation == "create":
            self._keep_created(rows)

    def _keep_created(self, rows: Sequence[Remote]) -> None:
        self._created |= {_name(row): row["id"] for row in rows}

    def _refuse(self, owner: Owner, body: dict[str, Any], error: MedusaError) -> None:
        name = _name(body) if "reference_id" in body else _find_name(owner, body["id"])
        self._refused.add((owner.key, _fold(name)))
        self.errors[owner.key] = error


def _raise_unless_refused(error: MedusaError) -> None:
    """:raise MedusaError: unless it is about what was sent."""
    unknown = error.outcome_unknown or isinstance(error, MedusaServerError)
    if unknown or is_store_wide(error):
        raise error


def _name(row: dict[str, Any]) -> str:
    """Return the name of a translation, whether it is to be sent or was answered."""
    return _fold(f"{row['locale_code']}:{row['reference_id']}")


def _fold(name: str) -> str:
    """Return a key of `translations.Known` in the one form in which names are compared.

    Before 2.21 Medusa writes the code of a script in capitals, sr-LATN for sr-Latn
    (docs/medusa-api.md#codes-of-scripts).
    """
    return name.lower()


def _find_name(owner: Owner, translation_id: str) -> str:
    return next((key for key, row in owner.known.items() if row[0] == translation_id), "")


def _make_anew(item: Item) -> Item:
    """Return the creation of what an update found no more."""
    owner, body = item
    locale, _colon, record_id = _find_name(owner, body["id"]).partition(":")
    reference, texts = owner.wanted[locale, record_id]
    return owner, make_creation(locale, record_id, reference, texts)
