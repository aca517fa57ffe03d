"""What a store would hold if a plan said the truth, and what it holds otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from .alone import IMAGE, ITEM, Items, exchange_variants, find_image
from .look import Fields, Key, Look, Row, is_one_of_many

PLANNED = re.compile(r"(?:https://planned\.invalid/)?planned_\w+(?:-([0-9a-f]{40})\S*)?")
# What the store gives to what is made where nothing else is said.
_DEFAULTS = {"status": "draft", "manage_inventory": True, "variant_rank": 0}
# Each category that comes, goes or moves shifts its siblings in the store.
_SHIFTING = ("rank",)
_NOTHING = (None, False, "", [], {})
_UNORDERED = ("categories", "tags", "sales_channels")


class Expected:
    """Carries a plan out on what was seen before.

    :param before: the store before the run
    :param after: the same afterwards: what would be made is known by it
    """

    def __init__(self, before: Look, after: Look) -> None:
        self.before, self.after = before, after
        self.records: dict[Key, Fields] = deepcopy(before.records)
        self.products = {**before.products, **after.products}
        self.variants = {**before.variants, **after.variants}
        self.owners = {variant: product for product, variant in self.variants.values()}
        self.options = {**before.options, **after.options}
        self.faults: list[str] = []
        self._items = Items(before, after)
        self._names: dict[str, str] = {}
        # Products of whose own options a value or the title is another one.
        self._touched: set[str] = set()
        # Variants that are gone: what is about them went with them.
        self._dropped: set[str | None] = set()

    def find_faults(self, lines: Iterable[Row]) -> list[str]:
        """Return where the run did otherwise than these lines of a plan say.

        :param lines: `kind`, `product` (external_id or None), `medusa_id`, `name`, `changes`, in
            the order in which they were found
        """
        lines = list(lines)
        self._find_names(lines)
        for line in lines:
            self._apply(line)
        for key in sorted({*self.records, *self.after.records}, key=str):
            self._compare(key)
        return self.faults + self._items.find_faults()

    # === WHAT WOULD BE MADE === #

    def _find_names(self, lines: list[Row]) -> None:
        """Find out what became of the records that the plan makes."""
        new = [key for key in self.after.records if key not in self.before.records]
        for line in lines:
            planned = line["medusa_id"]
            if line["product"] or not planned or not PLANNED.fullmatch(planned):
                continue
            if line["kind"] == "translation":
                self._find_value(planned, line["name"])
                continue
            marks = {
                row["field"]: row["odoo"]
                for row in line["changes"]
                if row["field"] in ("external_id", "metadata.external_id", "title", "value", "name")
            }
            for key in new:
                fields = self.after.records[key]
                if key[0] == line["kind"] and key[2] is None and marks and all(
                    fields.get((name, None)) == value for name, value in marks.items()
                ):  # fmt: skip
                    self._names.setdefault(planned, key[1])

    def _find_value(self, planned: str, text: str) -> None:
        for key, (value, _option) in self.after.values.items():
            if value == text and key not in self.before.values:
                self._names.setdefault(planned, key)

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, list):
            return [self._resolve(part) for part in value]
        return self._names.get(value, value) if isinstance(value, str) else value

    # === WHAT THE PLAN SAYS === #

    def _apply(self, line: Row) -> None:
        if line["kind"] == "product":
            self._hand_over(line)
        for row in line["changes"]:
            key = self._get_key(line, row)
            name, variant = row["field"], row["variant"]
            former, now = self._resolve(row["store"]), self._resolve(row["odoo"])
            if name.startswith((IMAGE, ITEM)):
                self._apply_alone(key, name, former, now)
            elif key[0] == "translation" and variant and not variant.isdecimal():
                # Nobody shows the texts of one that is gone.
                continue
            else:
                self._apply_row(key, name, variant, former, now)

    def _apply_alone(self, key: Key, name: str, former: Any, now: Any) -> None:
        if name.startswith(ITEM):
            if fault := self._items.tell(name, former, now):
                self._note(key, name, None, fault)
            return
        left = [each for each in former or [] if each not in self._dropped]
        self._write(key, find_image(name, self.after.records.get(key, {})), None, left, now)

    def _apply_row(self, key: Key, name: str, variant: str | None, former: Any, now: Any) -> None:
        if key[0] == "translation":
            words = name.split(" ")
            name = " ".join([words[0], words[1].lower(), *words[2:]])
        if now is None and name in ("product", "variant", "price_list", "term", "option"):
            self._drop(key, name, variant)
        elif key[0] == "option" and name in ("value", "ranks"):
            self._change_value(key, name, former, now)
        elif key[0] == "translation" and is_one_of_many(key[1], name):
            self._exchange(key, name, former, now)
        else:
            if key[0] == "option" and name == "title":
                self._rename_option(key, former, now)
            self._write(key, name, variant, former, now)

    def _hand_over(self, line: Row) -> None:
        """Let a variant of the store be another one of Odoo's."""
        heirs = {
            row["store"]: row["variant"]
            for row in line["changes"]
            if row["field"] == "metadata.external_id" and row["variant"] and row["store"]
        }
        for key in [key for key in self.records if heirs and line["product"] in key[1:]]:
            fields = self.records[key]
            self.records[key] = {
                (name, heirs.get(variant, variant)): value
                for (name, variant), value in fields.items()
            }
            exchange_variants(self.records[key], heirs)
            for former, variant in heirs.items():
                if ("metadata.external_id", variant) in self.records[key]:
                    self.records[key]["metadata.external_id", variant] = former

    def _get_key(self, line: Row, row: Row) -> Key:
        kind, product = line["kind"], line["product"]
        medusa_id = self._names.get(line["medusa_id"], line["medusa_id"])
        if not product and row["variant"] in self.owners:
            product = self.owners[row["variant"]]
        if kind == "product":
            return (kind, product or self.products.get(medusa_id, medusa_id), None)
        if kind == "translation":
            return (kind, product or medusa_id, None)
        return (kind, medusa_id, product)

    def _write(self, key: Key, name: str, variant: str | None, former: Any, now: Any) -> None:
        if name == "variant":
            name = "title"
        fields = self.records.setdefault(key, {})
        present = fields.get((name, variant))
        if now is None and variant in self._dropped:
            return
        if name not in _SHIFTING and not _agree(former, present, name):
            self._note(key, name, variant, f"planned from {former!r}, but it held {present!r}")
        if name.startswith("option ") and key[0] == "product":
            self._touched.add(key[1])
        fields[name, variant] = now
        if name == "manage_inventory" and not now:
            # What the store holds of it counts no more.
            for place in [place for place in self.records if place[0] == "stock"]:
                self.records[place].pop(("stock", variant), None)

    def _drop(self, key: Key, name: str, variant: str | None) -> None:
        if name == "variant":
            product, variant = self.variants.get(variant, (key[1], variant))
            self._dropped.add(variant)
            exchange_variants(self.records.get(key, {}), {variant: None})
            for fields in [f for key, f in self.records.items() if product in key[1:]]:
                for field in [field for field in fields if field[1] == variant]:
                    del fields[field]
            return
        if name == "term":
            for fields in self.records.values():
                for field in [f for f in fields if f[0] in _UNORDERED]:
                    fields[field] = [each for each in fields[field] if each != key[1]]
        # What is about it goes with it.
        for other in [o for o in self.records if key[1] in (o[1], o[2])]:
            if key[0] in (other[0], "product") and other[0] != "translation":
                del self.records[other]

    # === OPTIONS THAT MANY PRODUCTS SHARE === #

    def _get_owners(self, option_id: str) -> list[tuple[str, str]]:
        return [key for key, value in self.before.options.items() if value == option_id]

    def _rename_option(self, key: Key, former: str, now: str) -> None:
        for product, title in self._get_owners(key[1]):
            fields = self.records.get(("product", product, None), {})
            for name in (former, title):
                if (f"option {name}", None) in fields:
                    fields[f"option {now}", None] = fields.pop((f"option {name}", None))
            for field, value in fields.items():
                if field[0] == "options":
                    value[now] = value.pop(former, value.pop(title, None))

    def _change_value(self, key: Key, name: str, former: Any, now: Any) -> None:
        if name == "ranks":
            self._reorder(key, now)
        elif now is None:
            self._drop_value(key[1], former)
        else:
            self._rename_value(key, former, now)

    def _rename_value(self, key: Key, former: str, now: str) -> None:
        fields = self.records[key]
        fields["values", None] = [
            now if text == former else text for text in fields["values", None]
        ]
        for name, variant in [field for field in fields if field[0].startswith(f"value {former} ")]:
            _value, _space, rest = name.rpartition(" ")
            fields[f"value {now} {rest}", variant] = fields.pop((name, variant))
        for product, _title in self._get_owners(key[1]):
            fields = self.records.get(("product", product, None), {})
            title = self._get_title(key)
            texts = fields.get((f"option {title}", None))
            if texts:
                fields[f"option {title}", None] = [now if t == former else t for t in texts]
            for field, value in fields.items():
                if field[0] == "options" and value.get(title) == former:
                    value[title] = now

    def _drop_value(self, value_id: str, text: str) -> None:
        _text, option_id = self.before.values.get(value_id, ("", ""))
        fields = self.records.get(("option", option_id, None), {})
        for name, _variant in [field for field in fields if field[0].startswith(f"value {text} ")]:
            del fields[name, None]
        values = fields.get(("values", None), [])
        fields["values", None] = [each for each in values if each != text]
        for product, title in self._get_owners(option_id):
            owner, name = self.records.get(("product", product, None), {}), f"option {title}"
            if (name, None) in owner:
                texts = owner[name, None] or []
                owner[name, None] = [each for each in texts if each != text]

    def _get_title(self, key: Key) -> str:
        return self.records[key].get(("title", None), "")

    def _reorder(self, key: Key, ranks: dict[str, int]) -> None:
        fields = self.records.setdefault(key, {})
        values = fields.get(("values", None)) or list(ranks)
        place = {text: rank for rank, text in enumerate(values)} | ranks
        fields["values", None] = sorted(values, key=place.__getitem__)

    def _exchange(self, key: Key, name: str, former: Any, now: Any) -> None:
        """Change one of several texts of which it isn't told what they are of."""
        fields = self.records.setdefault(key, {})
        texts = list(fields.get((name, None)) or [])
        if former is not None:
            if former not in texts:
                self._note(key, name, None, f"planned from {former!r}, but it held {texts!r}")
            else:
                texts.remove(former)
        fields[name, None] = sorted([*texts, *([now] if now is not None else [])])

    # === COMPARING === #

    def _compare(self, key: Key) -> None:
        wanted, found = self.records.get(key, {}), self.after.records.get(key, {})
        if key[0] == "translation" and key not in self.after.records and not self._is_there(key):
            # Of what is gone, nobody shows the texts any more.
            return
        before = self.before.records.get(key, {})
        made = {variant for _name, variant in before}
        for field in sorted({*wanted, *found}, key=str):
            name, variant = field
            value = wanted.get(field)
            if field not in wanted and (not before or variant not in made):
                value = _DEFAULTS.get(name)
            if name == "options" and key[1] in self._touched:
                continue
            if name not in _SHIFTING and not _agree(value, found.get(field), name):
                self._note(key, name, variant, f"expected {value!r}, but it holds "
                           f"{found.get(field)!r}; before: {before.get(field)!r}")  # fmt: skip

    def _is_there(self, key: Key) -> bool:
        return any(key[1] in other[1:] for other in self.after.records)

    def _note(self, key: Key, name: str, variant: str | None, text: str) -> None:
        self.faults.append(f"{key} {name} {variant or ''}: {text}")


def _agree(planned: Any, there: Any, name: str) -> bool:
    """Tell whether a value is the planned one; nothing and empty are one."""
    if planned in _NOTHING:
        return there in _NOTHING
    if isinstance(planned, list) and isinstance(there, list):
        if name in _UNORDERED or name.startswith("option "):
            planned, there = sorted(planned, key=str), sorted(there, key=str)
        return len(planned) == len(there) and all(
            _agree(one, other, name) for one, other in zip(planned, there, strict=True)
        )
    if isinstance(planned, str) and "https://planned.invalid" in planned:
        match = PLANNED.search(planned)
        return isinstance(there, str) and bool(match) and (match[1] or "") in there
    return planned == there
