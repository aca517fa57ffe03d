"""Options and their values as they would be after writes that never left."""

from __future__ import annotations

from collections.abc import Callable

from .shelf import Row, Shelf

OPTIONS = "/admin/product-options"
VALUES = f"{OPTIONS}/values"


class StandInOptions:
    """Makes and changes options on a shelf.

    :param get: returns a row as it would be by now, by the path of its list and its id
    """

    def __init__(self, shelf: Shelf, get: Callable[[str, str], Row]) -> None:
        self.shelf = shelf
        self.get = get

    def _make_option(self, option: Row) -> Row:
        if "id" in option:
            return self._show_option(option["id"], option.get("value_ids"))
        return self._write_new(option)

    def _write_new(self, option: Row) -> Row:
        key = self.shelf.make_id(OPTIONS)
        values = [self._make_value(text, rank) for rank, text in enumerate(option["values"])]
        return {"id": key, "title": option["title"], "is_exclusive": True, "values": values}

    def _make_value(self, text: str, rank: int | None) -> Row:
        return {"id": self.shelf.make_id(VALUES), "value": text, "rank": rank, "metadata": None}

    def _show_option(self, key: str, value_ids: list[str] | None) -> Row:
        row = self.get(OPTIONS, key)
        values = row.get("values") or []
        shown = [v for v in values if value_ids is None or v["id"] in value_ids]
        return {"title": "", "is_exclusive": False, **row, "id": key, "values": shown}

    def write_option(self, key: str, present: Row, values: Row) -> Row:
        """Make or change an option apart from its products; return it as the store would.

        :param present: as it was read, or made; only its id where it never was
        """
        plain = {name: v for name, v in values.items() if name not in ("ranks", "values")}
        if "values" not in present and "values" not in values:
            # Of a product's own option, read with the product.
            self.shelf.put(OPTIONS, key, plain)
            return {"id": key, **plain}
        known = {value["value"]: value for value in present.get("values") or []}
        ranks = values.get("ranks") or {}
        rows = [
            known.get(text) or self._make_value(text, None) for text in values.get("values", known)
        ]
        rows = [{**row, "rank": ranks.get(row["value"], row.get("rank"))} for row in rows]
        row = {"is_exclusive": False, **present, **plain, "values": rows}
        self.shelf.put(OPTIONS, key, {name: v for name, v in row.items() if name != "id"})
        return {**row, "id": key}

    def change_value(self, option_id: str, value_id: str, values: Row) -> None:
        """Change a value of an option; its products show it when they are read."""
        self.shelf.put(VALUES, value_id, values)
        rows = self.get(OPTIONS, option_id).get("values")
        if rows:
            rows = [{**row, **values} if row["id"] == value_id else row for row in rows]
            self.shelf.put(OPTIONS, option_id, {"values": rows})

    def _refresh_option(self, option: Row) -> Row:
        title = self.shelf.get(OPTIONS, option["id"]).get("title", option.get("title"))
        values = [
            {**value, **self.shelf.get(VALUES, value["id"])} for value in option.get("values") or []
        ]
        return {**option, "title": title, **({"values": values} if "values" in option else {})}
