"""Rows of a store as they would be after writes that never left."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from threading import RLock

from .packing import encode

# The mark of an id that no store has.
PLANNED = "planned_"
GONE = "gone"
NEW = "new"
# Values by which rows are looked for, and that one row alone can have.
UNIQUE = ("sku", "barcode", "handle")
# By what is told whose a product is.
OWNER = ("external_id", "metadata")

Row = dict
# A query, and what asks with it, or says what a list would be by now: (path, pairs).
Pairs = list[tuple[str, str]]
Read = Callable[[str, Pairs], dict]


def is_planned(record_id: object) -> bool:
    """Tell whether a record would have to be made first."""
    return isinstance(record_id, str) and record_id.startswith(PLANNED)


def name_product(product: Row) -> Row:
    """Return what a variant tells of its product."""
    return {"product_id": product["id"], "product": {key: product.get(key) for key in OWNER}}


class Shelf:
    """What differs from the store, by the path of the list and the id.

    A row holds the fields that differ, all fields of one that isn't there yet. It is kept packed:
    a first plan makes a whole catalogue. Several threads use it.
    """

    def __init__(self, rows: Iterable[tuple[str, str, bytes]] = ()) -> None:
        self.lock = RLock()
        self._rows: dict[str, dict[str, bytes]] = {}
        self._held: dict[tuple[str, str, str], str] = {}
        self._gone: set[tuple[str, str]] = set()
        self._changed: set[tuple[str, str]] = set()
        self._number = 0
        for path, key, packed in rows:
            self._put(path, key, packed)

    def __contains__(self, path: str) -> bool:
        return path in self._rows

    def make_id(self, path: str) -> str:
        """Return an id for a record that would be made."""
        with self.lock:
            self._number += 1
            name = path.rpartition("/")[2].replace("-", "_")
            # After those of a former leg.
            while f"{PLANNED}{name}_{self._number}" in self._rows.get(path, ()):
                self._number += 1000
            return f"{PLANNED}{name}_{self._number}"

    def get(self, path: str, key: str) -> Row:
        """Return what differs of a row, {} where nothing does."""
        packed = self._rows.get(path, {}).get(key)
        return json.loads(zlib.decompress(packed)) if packed else {}

    def is_gone(self, path: str, key: str) -> bool:
        """Tell whether a row would have been deleted."""
        return (path, key) in self._gone

    def put(self, path: str, key: str, changes: Row) -> Row:
        """Let further fields of a row differ; return all that do."""
        with self.lock:
            row = {**self.get(path, key), **changes}
            self._put(path, key, zlib.compress(encode(row), 1))
            self._changed.add((path, key))
            return row

    def _put(self, path: str, key: str, packed: bytes) -> None:
        self._rows.setdefault(path, {})[key] = packed
        row = json.loads(zlib.decompress(packed))
        if GONE in row:
            self._gone.add((path, key))
        for name in UNIQUE:
            if row.get(name):
                self._held[path, name, row[name]] = key

    def find(self, path: str, name: str, values: Iterable[str]) -> Iterator[Row]:
        """Yield the rows that have one of these values only by what would be written."""
        keys = [self._held.get((path, name, value)) for value in values]
        wanted = set(values)
        for key in dict.fromkeys(keys):
            row = self.get(path, key) if key else {}
            if row.get(name) in wanted and GONE not in row:
                yield {"id": key, **row}

    def iter_all(self, path: str) -> Iterator[tuple[str, Row]]:
        """Yield the id of each row that differs, and what does, in the order of the writes."""
        for key in list(self._rows.get(path, ())):
            yield key, self.get(path, key)

    def iter_new(self, path: str) -> Iterator[Row]:
        """Yield the rows that would have been made, in the order in which they were."""
        for key in list(self._rows.get(path, ())):
            row = self.get(path, key) if is_planned(key) else {}
            if row and GONE not in row:
                yield {"id": key, **row}

    def take_changed(self) -> list[tuple[str, str, bytes]]:
        """Return (path, id, packed row) of what came or changed since this was asked last."""
        with self.lock:
            changed, self._changed = self._changed, set()
            return [(path, key, self._rows[path][key]) for path, key in sorted(changed)]
