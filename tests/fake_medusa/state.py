"""What the fake store holds. A row is replaced, never changed in place, so that a snapshot is
cheap and a failed call leaves nothing behind.
"""

import random
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

from .errors import already_exists

_EPOCH = datetime(2026, 1, 1, tzinfo=timezone.utc)

# Columns that no two rows of a table may share (null excepted), and how Medusa calls a row.
UNIQUE = {
    "products": ("Product", ("handle",)),
    "variants": ("Product variant", ("sku", "barcode", "ean", "upc")),
    "inventory_items": ("Inventory item", ("sku",)),
    "tags": ("Product tag", ("value",)),
    "types": ("Product type", ("value",)),
    "categories": ("Product category", ("handle",)),
    "collections": ("Product collection", ("handle",)),
    "customer_groups": ("Customer group", ("name",)),
}


class State:
    """Tables of rows by id."""

    def __init__(self, seed: int = 0):
        self.random = random.Random(seed)
        self._ticks = 0
        self._ids = 0
        self.tables = {
            name: {}
            for name in (
                "products",
                "variants",
                "options",
                "values",
                "tags",
                "types",
                "categories",
                "collections",
                "files",
                "translations",
                "sales_channels",
                "shipping_profiles",
                "stores",
                "inventory_items",
                "stock_locations",
                "levels",
                "reservations",
                "price_lists",
                "list_prices",
                "price_preferences",
                "customer_groups",
                "regions",
                "tax_regions",
                "tax_rates",
            )
        }
        # Without it, it is older than 2.21.1: an update makes no inventory items.
        self.makes_items_late = True
        # What tells the time of answers, with its zone; None: the same in each test.
        self.clock = None
        # With it, it is older than 2.18: an option that its product drops stays.
        self.keeps_dropped_options = False
        self._committed_options = []
        self._by_column = {}
        self._held = {}
        self._taken = []

    def __getattr__(self, name):
        try:
            return self.__dict__["tables"][name]
        except KeyError:
            raise AttributeError(name) from None

    def new_id(self, prefix: str) -> str:
        """Return an id as long as a real one; ids grow with time, as ULIDs do."""
        self._ids += 1
        return f"{prefix}_01FAKE{self._ids:020d}"

    def now(self) -> str:
        """Return a moment later than every one before."""
        self._ticks += 1
        moment = _EPOCH + timedelta(milliseconds=self._ticks)
        return moment.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"

    def date(self) -> str:
        """Return the present moment as the header of an answer."""
        if self.clock:
            return format_datetime(self.clock(), usegmt=True)
        return format_datetime(_EPOCH + timedelta(milliseconds=self._ticks), usegmt=True)

    def wait(self, seconds: int) -> None:
        """Let time pass."""
        self._ticks += 1000 * seconds

    def insert(self, table: str, row: dict) -> dict:
        """Add a row after checking what must be unique."""
        self._check_unique(table, row)
        moment = self.now()
        row = {**row, "created_at": moment, "updated_at": moment, "deleted_at": None}
        self._store(table, row)
        return row

    def update(self, table: str, record_id: str, **changes) -> dict:
        """Replace columns of a row; equal values leave ``updated_at`` as it was.

        So does what isn't a column there, but a record of its own that belongs to it: images,
        prices, categories.
        """
        old = self.tables[table][record_id]
        row = {**old, **changes}
        if row == old:
            return old
        self._check_unique(table, row)
        if any(row[name] != old.get(name) for name in changes if not name.startswith("_")):
            row["updated_at"] = self.now()
        self._store(table, row)
        return row

    def touch(self, table: str, record_id: str) -> dict:
        """Say that a row was written, whatever of it."""
        row = {**self.tables[table][record_id], "updated_at": self.now()}
        self._store(table, row)
        return row

    def delete(self, table: str, record_id: str) -> None:
        """Remove a row; its unique values are free at once, as after Medusa's soft delete."""
        row = self.tables[table].pop(record_id)
        self._forget(table, row)

    def snapshot(self) -> tuple:
        """Return what ``restore`` needs to undo everything from here on."""
        index = {key: dict(values) for key, values in self._by_column.items()}
        return {name: dict(rows) for name, rows in self.tables.items()}, index

    def begin_call(self) -> None:
        """Hold the unique values of this moment for the length of a call.

        In Medusa it is a matter of luck whether a call may give one row a value that another row
        gives up in the same call; here it never may.
        """
        self._held = {key: dict(values) for key, values in self._by_column.items()}
        self._taken = []
        self._committed_options = []

    def commit_options(self, option_ids) -> None:
        """Keep options whatever becomes of the call: Medusa undoes the products, not these."""
        self._committed_options += option_ids

    def get_leftovers(self) -> list[tuple[str, dict]]:
        """Return the rows that a refused call leaves, as (table, row)."""
        rows = [("options", self.options[key]) for key in self._committed_options]
        ids = [value_id for _table, row in rows for value_id in row["_value_ids"]]
        return rows + [("values", self.values[value_id]) for value_id in ids]

    def keep(self, rows: list[tuple[str, dict]]) -> None:
        """Store rows as they are."""
        for table, row in rows:
            self._store(table, row)

    def check_taken(self) -> None:
        """Raise for the first unique value that was taken.

        The database notices it after everything else has been checked, table by table.
        """
        if self._taken:
            order = list(UNIQUE)
            raise min(self._taken, key=lambda pair: order.index(pair[0]))[1]

    def restore(self, snapshot: tuple) -> None:
        """Go back to a snapshot."""
        self.tables, self._by_column = snapshot

    def shuffled(self, items) -> list:
        """Return the items in an arbitrary order that is never the given one."""
        given = list(items)
        mixed = given[:]
        self.random.shuffle(mixed)
        return mixed[::-1] if mixed == given else mixed

    def _store(self, table, row):
        old = self.tables[table].get(row["id"])
        if old:
            self._forget(table, old)
        self.tables[table][row["id"]] = row
        for column in UNIQUE.get(table, ("", ()))[1]:
            if row.get(column) is not None:
                self._by_column.setdefault((table, column), {})[row[column]] = row["id"]

    def _forget(self, table, row):
        for column in UNIQUE.get(table, ("", ()))[1]:
            holders = self._by_column.get((table, column), {})
            if holders.get(row.get(column)) == row["id"]:
                del holders[row[column]]

    def _check_unique(self, table, row):
        entity, columns = UNIQUE.get(table, ("", ()))
        for column in columns:
            value = row.get(column)
            for index in (self._by_column, self._held):
                holder = index.get((table, column), {}).get(value)
                if value is not None and holder not in (None, row["id"]):
                    self._taken.append((table, already_exists(entity, **{column: value})))
