"""Lists: filters, order, pages, as Medusa reads them from a query."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from .errors import invalid, unknown_error

_FIND = ("fields", "limit", "offset", "order", "with_deleted")
_OR = re.compile(r"^\$or\[\d+\]\[(\w+)\](?:\[\])?$")
_RANGE = re.compile(r"^(\w+)\[\$(gte|lte)\]$")
_NAME = re.compile(r"^(\w+|\$or|\$and)(.*)$")
# Filters that Medusa knows and this fake does not: a test that uses one must hear of it.
_NOT_FAKED = {"q", "variants", "with_deleted"}
# Filters by what a row is linked to: the column that holds the ids.
_LINKS = {"tag_id": "_tag_ids", "category_id": "_category_ids"}


@dataclass(frozen=True)
class ListSpec:
    """How one list behaves."""

    key: str
    kind: str
    table: str
    filters: tuple[str, ...]
    default_limit: int = 20
    # A strict list refuses an unknown filter; the products' one ignores it.
    strict: bool = True
    # Columns that are asked for by [$gte] and [$lte].
    ranges: tuple[str, ...] = ()
    # Whether several columns can be asked for at once, by $or.
    has_or: bool = False


def answer_list(
    state, projector, spec: ListSpec, query: list[tuple[str, str]], rows: list | None = None
) -> dict:
    """Build the answer of a list: rows, count, offset, limit.

    :param rows: what is in the list; the whole table by default
    """
    asked = _read_query(spec, query)
    if rows is None:
        rows = list(state.tables[spec.table].values())
    for name, values in asked.items():
        if name in _LINKS and name in spec.filters:
            rows = [row for row in rows if set(values) & set(row[_LINKS[name]])]
        elif name in spec.filters:
            wanted = set(values)
            rows = [row for row in rows if _as_text(row.get(name)) in wanted]
    rows = _keep_any(spec, _keep_within(spec, rows, query), query)
    offset = int(asked.get("offset", ["0"])[0])
    limit = int(asked.get("limit", [str(spec.default_limit)])[0])
    if limit < 0 or offset < 0:
        raise unknown_error()
    page = _ordered(state, rows, asked.get("order", [""])[0])[offset : offset + limit]
    fields = asked.get("fields", [None])[0]
    return {
        spec.key: [projector.show(spec.kind, row, fields) for row in page],
        "count": len(rows),
        "offset": offset,
        "limit": limit,
    }


def _read_query(spec, query):
    asked = {}
    for full_name, value in query:
        name, rest = _NAME.match(full_name).groups()
        if name in spec.filters and "$" in rest:
            raise invalid(
                f"Invalid request: Expected type: 'string, array' for field '{name}', "
                "got: '[object Object]'"
            )
        known = name in (*spec.filters, *spec.ranges, *_FIND) or (spec.has_or and name == "$or")
        if name in _NOT_FAKED:
            raise NotImplementedError(f"the fake Medusa has no filter '{full_name}'")
        if not known and spec.strict:
            raise invalid(f"Invalid request: Unrecognized fields: '{name}'")
        asked.setdefault(name, []).append(value)
    return asked


def _as_text(value):
    return str(value).lower() if isinstance(value, bool) else value


def _keep_within(spec, rows, query):
    """Return the rows that lie in the ranges that are asked for, as created_at[$gte]."""
    for full_name, value in query:
        found = _RANGE.match(full_name)
        if found and found.group(1) in spec.ranges:
            column, bound = found.group(1), datetime.fromisoformat(value)
            sign = 1 if found.group(2) == "gte" else -1
            moments = [(row, datetime.fromisoformat(row[column])) for row in rows]
            rows = [row for row, at in moments if sign * (at - bound) >= timedelta()]
    return rows


def _keep_any(spec, rows, query):
    """Return the rows that have one of the values that $or[0][sku] and its like ask for."""
    asked = {}
    for name, value in query:
        if found := _OR.match(name):
            asked.setdefault(found.group(1), set()).add(value)
    if not spec.has_or or not any(name.startswith("$or") for name, _value in query):
        return rows
    return [
        row for row in rows if any(row.get(column) in values for column, values in asked.items())
    ]


def _ordered(state, rows, order):
    if not order:
        return state.shuffled(rows)
    column = order.removeprefix("-")
    if rows and (column not in rows[0] or column.startswith("_")):
        raise unknown_error()
    return sorted(rows, key=lambda row: str(row[column]), reverse=order.startswith("-"))
