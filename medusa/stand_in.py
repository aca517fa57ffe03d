"""What a store would answer to writes that never leave, and to reads after them."""

from __future__ import annotations

import json
import re
from collections import OrderedDict

from .shelf import GONE, Pairs, Read, Row, Shelf, is_planned
from .stand_in_categories import CATEGORIES, PARENT, Places
from .stand_in_holders import Holders
from .stand_in_lists import LISTED, LISTS, UPLOADS
from .stand_in_options import OPTIONS
from .stand_in_prices import StandInPrices, show_price
from .stand_in_products import ITEMS, PRODUCTS, StandInProducts, prepare_seen
from .stand_in_taken import refuse_taken_handles, refuse_taken_sku
from .stand_in_taxes import RATES, StandInTaxes

# Rows that are remembered as they were read: those of the chunks that are under way.
MOST_SEEN = 2000

_NAMES = re.compile(rb'form-data; name="files"; filename="([^"]+)"')
_OR = re.compile(r"\$or\[\d+\]\[(\w+)\]")


class StandIn:
    """Answers in the place of a store.

    :param Shelf shelf: what would be otherwise in the store
    """

    def __init__(self, shelf: Shelf | None = None) -> None:
        self.shelf = shelf or Shelf()
        self._seen: OrderedDict[tuple[str, str], Row] = OrderedDict()
        # The store's own categories, as they were read last.
        self._categories: dict[str, Row] = {}
        self.products = StandInProducts(self.shelf, self.get)
        self.prices = StandInPrices(self.shelf)
        self.taxes = StandInTaxes(self.shelf)
        self.holders = Holders()

    def get(self, path: str, key: str) -> Row:
        """Return a row as it would be by now, as far as it was read or written."""
        with self.shelf.lock:
            return {**self._seen.get((path, key), {}), **self.shelf.get(path, key), "id": key}

    # === READING === #

    def read(self, path: str, pairs: Pairs, ask: Read) -> dict:
        """Return what the store says, with all that would have been written.

        :param ask: asks the store: (path, pairs)
        """
        if path in LISTED:
            answer = self._read_list(path, pairs, ask)
            self._see(path, pairs, answer.get(LISTED[path][0]))
            return answer
        owner, _slash, key = path.rpartition("/")
        if owner in LISTED:
            return self._read_one(owner, key, pairs, ask)
        if path.startswith(f"{LISTS}/"):
            if is_planned(path.split("/")[3]):
                # The prices of a list that would be made: whoever made them knows them.
                return {"prices": [], "count": 0}
            return self.prices.read(path, pairs, ask)
        if owner == RATES:
            return self.taxes.read(path, pairs, ask)
        return ask(path, pairs)

    def _read_one(self, path: str, key: str, pairs: Pairs, ask: Read) -> dict:
        name = LISTED[path][1]
        row = self.shelf.get(path, key)
        if is_planned(key):
            return {name: {**row, "id": key}}
        answer = ask(f"{path}/{key}", pairs)
        if row and isinstance(answer.get(name), dict):
            answer[name] |= row
        if path == PRODUCTS:
            self._see(path, [("id[]", key)], [answer.get(name)])
        return answer

    def _read_list(self, path: str, pairs: Pairs, ask: Read) -> dict:
        many = LISTED[path][0]
        if path not in self.shelf and not (path == PRODUCTS and self.products.are_others):
            return self._know(path, ask(path, pairs))
        planned = [value for name, value in pairs if name == "id[]" and is_planned(value)]
        rest = [pair for pair in pairs if pair[1] not in planned]
        if planned and not any(name == "id[]" for name, _value in rest):
            answer: dict = {many: [], "count": 0}
        else:
            answer = self._know(path, ask(path, rest))
        rows = [row and self._change(path, row) for row in answer.get(many) or []]
        rows = [row for row in rows if not (row and GONE in row)]
        wanted = _get_wanted(pairs)
        if wanted:
            rows = [row for row in rows if row and _is_wanted(row, wanted)]
            ids = {row["id"] for row in rows}
            rows += [row for row in self._find(path, wanted, pairs, ask) if row["id"] not in ids]
        elif not planned and not any(name == "id[]" for name, _value in pairs):
            rows += self._get_page(path, pairs, answer, len(answer.get(many) or []))
        rows += [{**self.shelf.get(path, key), "id": key} for key in planned]
        if path == CATEGORIES:
            ranks = self._place().ranks
            rows = [{**row, "rank": ranks.get(row["id"], row.get("rank"))} for row in rows if row]
        return {**answer, many: rows}

    def _know(self, path: str, answer: dict) -> dict:
        """Remember where the store's categories stand, and return the answer."""
        rows = answer.get(LISTED[path][0]) if path == CATEGORIES else None
        for row in rows or ():
            if isinstance(row, dict) and "id" in row:
                self._categories[row["id"]] = {n: row.get(n) for n in ("id", PARENT, "rank")}
        return answer

    def _place(self) -> Places:
        places = Places(list(self._categories.values()))
        changed = list(self.shelf.iter_all(CATEGORIES))
        for key, row in changed:
            places.change(key, row)
        for key, row in changed:
            if row.get("rank") is not None:
                places.move(key, row["rank"])
        return places

    def _change(self, path: str, row: Row) -> Row:
        """Return a row of the store with what would have been written."""
        changes = self.shelf.get(path, row["id"])
        if path != PRODUCTS:
            return {**row, **changes}
        merged = self.products.merge(row, changes) if changes else row
        return self.products.refresh(merged)

    def _find(self, path: str, wanted: dict[str, set[str]], pairs: Pairs, ask: Read) -> list[Row]:
        """Return the rows that have a value only by what would have been written."""
        found = {
            row["id"]: row
            for name, values in wanted.items()
            for row in self.shelf.find(path, name, values)
        }
        known = [key for key in found if not is_planned(key)]
        # Of a row of the store, the shelf has no more than what differs.
        rows = self._read_rows(path, known, pairs, ask) if known else []
        return rows + [row for key, row in found.items() if is_planned(key)]

    def _read_rows(self, path: str, ids: list[str], pairs: Pairs, ask: Read) -> list[Row]:
        rows: list[Row] = []
        for start in range(0, len(ids), 100):
            part = ids[start : start + 100]
            asked = [("fields", value) for name, value in pairs if name == "fields"]
            asked += [("limit", str(len(part))), *(("id[]", key) for key in part)]
            rows += [row for row in ask(path, asked).get(LISTED[path][0]) or [] if row]
        return [self._change(path, row) for row in rows]

    def _get_page(self, path: str, pairs: Pairs, answer: dict, length: int) -> list[Row]:
        """Return what would follow after the rows of the store on a page of a whole list."""
        asked = dict(pairs)
        if path == PRODUCTS or "offset" not in asked:
            # The index of products is read before any is pushed.
            return []
        offset, limit = int(asked["offset"]), int(asked["limit"])
        count = answer.get("count")
        before = count if isinstance(count, int) else offset + length
        first, most = max(offset - before, 0), max(limit - length, 0)
        new = [row for row in self.shelf.iter_new(path) if _has(row, asked)]
        return new[first : first + most]

    def _see(self, path: str, pairs: Pairs, rows: object) -> None:
        """Remember rows that may be written next."""
        is_chosen = path == OPTIONS or any(name.endswith("[]") for name, _value in pairs)
        if path not in (PRODUCTS, OPTIONS) or not is_chosen or not isinstance(rows, list):
            return
        with self.shelf.lock:
            for row in rows:
                if isinstance(row, dict) and "id" in row:
                    self._seen[path, row["id"]] = prepare_seen(row) if path == PRODUCTS else row
                    self._seen.move_to_end((path, row["id"]))
            while len(self._seen) > MOST_SEEN:
                self._seen.popitem(last=False)

    # === WRITING === #

    def write(self, method: str, path: str, body: bytes, content_type: str, ask: Read) -> dict:
        """Return what the store would answer to a write.

        :param body: as it would be sent
        :param ask: see `read`
        :raise MedusaConflictError: a product's handle, or an item's SKU, is taken
        """

        def read(path: str, pairs: Pairs) -> dict:
            return self._read_list(path, pairs, ask)

        with self.shelf.lock:
            if method == "DELETE":
                self.holders.refuse(path, read)
                return self._delete(path, ask)
            if path == UPLOADS:
                return {"files": [self._keep_file(name.decode()) for name in _NAMES.findall(body)]}
            values = json.loads(body)
            if path == f"{PRODUCTS}/batch" and "create" in values:
                refuse_taken_handles(values["create"], read)
            if path.startswith(f"{PRODUCTS}/"):
                return self.products.write(path, values)
            if path.startswith(f"{RATES}/"):
                return self.taxes.write(path, values, ask)
            if path.startswith(OPTIONS):
                return self._write_option(path, values)
            if path.endswith("/batch"):
                return self._write_batch(path, values)
            return self._write_one(path, values, read)

    def _delete(self, path: str, ask: Read) -> dict:
        owner, _slash, key = path.rpartition("/")
        if path.startswith(f"{RATES}/"):
            self.taxes.delete(path, ask)
        elif owner in LISTED:
            self.shelf.put(owner, key, {GONE: True})
        return {"id": key, "deleted": True}

    def _keep_file(self, name: str) -> Row:
        key = f"{self.shelf.make_id(UPLOADS)}-{name}"
        row = {"url": f"https://planned.invalid/{key}"}
        return {"id": key, **self.shelf.put(UPLOADS, key, row)}

    def _write_option(self, path: str, values: Row) -> dict:
        parts = path.removeprefix(OPTIONS).strip("/").split("/")
        if len(parts) == 3:
            self.products.change_value(parts[0], parts[2], values)
            return {"product_option_value": {"id": parts[2], **values}}
        key = parts[0] or self.shelf.make_id(OPTIONS)
        row = self.products.write_option(key, self.get(OPTIONS, key), values)
        return {"product_option": row}

    def _write_batch(self, path: str, values: Row) -> dict:
        """Answer to a batch of other things than products."""
        owner = path.removesuffix("/batch")
        if owner.startswith(LISTS):
            self.prices.refuse(path, values)
        made = [{"id": self.shelf.make_id(owner), **item} for item in values.get("create") or []]
        answer = {"created": made, "updated": list(values.get("update") or [])}
        if owner.startswith(LISTS):
            self.prices.delete(owner, values.get("delete") or [])
            answer = {name: [show_price(row) for row in rows] for name, rows in answer.items()}
        if owner == f"{ITEMS}/location-levels":
            answer["updated"] = [{"id": self.shelf.make_id(owner), **r} for r in answer["updated"]]
        return {**answer, "deleted": {"ids": list(values.get("delete") or [])}}

    def _write_one(self, path: str, values: Row, read: Read) -> dict:
        """Make or change one record.

        :param read: returns what a list of the store would be by now
        """
        if path in LISTED:
            key, owner = self.shelf.make_id(path), path
        else:
            owner, _slash, key = path.rpartition("/")
        if owner == ITEMS and values.get("sku"):
            refuse_taken_sku(key, values["sku"], read)
        if owner not in LISTED:
            # Of locations: nobody reads them again.
            return {"id": key, "stock_location": {"id": key}}
        return {LISTED[owner][1]: {"id": key, **self.shelf.put(owner, key, values)}}


def _get_wanted(pairs: Pairs) -> dict[str, set[str]]:
    """Return {field: values} of what a list is narrowed to, but for ids."""
    wanted: dict[str, set[str]] = {}
    for name, value in pairs:
        match = _OR.fullmatch(name)
        field = match[1] if match else name.removesuffix("[]") if name.endswith("[]") else ""
        if field in ("sku", "barcode", "handle"):
            wanted.setdefault(field, set()).add(value)
    return wanted


def _is_wanted(row: Row, wanted: dict[str, set[str]]) -> bool:
    return any(row.get(name) in values for name, values in wanted.items())


def _has(row: Row, asked: dict[str, str]) -> bool:
    """Tell whether a row that would be new is in a list that is asked for one kind of options."""
    if "title" in asked and row.get("title") != asked["title"]:
        return False
    kind = asked.get("is_exclusive")
    return kind is None or str(bool(row.get("is_exclusive"))).lower() == kind
