"""Products as they would be after writes that never left."""

from __future__ import annotations

import re

from .shelf import GONE, OWNER, Row, name_product
from .stand_in_options import OPTIONS, StandInOptions

PRODUCTS, VARIANTS = "/admin/products", "/admin/product-variants"
ITEMS = "/admin/inventory-items"
_CALL = re.compile(rf"{PRODUCTS}/([^/]+)/(.+)")
# What is read of a product after it was written.
LINKS = ("options", "variants", "images")
_SHOWN = ("external_id", "handle", "status", *LINKS)
_MARK = "metadata"
_SHOWN_OF_VARIANT = ("sku", "barcode", "metadata", "title", "options", "inventory_items", "prices")


def prepare_seen(row: Row) -> Row:
    """Return what is remembered of a product that was read."""
    return {name: row[name] for name in ("id", _MARK, *_SHOWN) if name in row}


class StandInProducts(StandInOptions):
    """Makes and changes products on a shelf.

    :param get: returns a row as it would be by now, by the path of its list and its id
    """

    @property
    def are_others(self) -> bool:
        """Tell whether a product may be read otherwise although none of its own fields differs."""
        return OPTIONS in self.shelf or VARIANTS in self.shelf

    def merge(self, row: Row, changes: Row) -> Row:
        """Return a product of the store with its changes; of a variant further fields stay."""
        there = {variant["id"]: variant for variant in row.get("variants") or []}
        merged = {
            name: value for name, value in changes.items() if name not in LINKS or name in row
        }
        if "variants" in merged:
            merged["variants"] = [{**there.get(v["id"], {}), **v} for v in merged["variants"]]
        return {**row, **merged}

    def write(self, path: str, values: Row) -> dict:
        """Return the answer to a write at a path below the products'."""
        if path == f"{PRODUCTS}/batch":
            return {
                "created": [self._create(body) for body in values.get("create") or []],
                "updated": [self._update(body) for body in values.get("update") or []],
                "deleted": {"ids": [self._drop(key) for key in values.get("delete") or []]},
            }
        match = _CALL.fullmatch(path)
        key, call = (match[1], match[2]) if match else ("", "")
        if call == "variants/batch":
            return self._write_variants(key, values)
        if call == "options/batch":
            self._change_options(key, values)
        elif call == "variants/inventory-items/batch":
            for link in values.get("create") or []:
                self._give_item(link["variant_id"], link["inventory_item_id"])
        return {}

    # === PRODUCTS === #

    def _create(self, body: Row) -> Row:
        key = self.shelf.make_id(PRODUCTS)
        options = [self._make_option(option) for option in body.get("options") or []]
        row = {
            **{name: body[name] for name in ("external_id", "handle", "status") if name in body},
            "options": options,
            "variants": [self._make_variant(item, key, body, True) for item in body["variants"]],
            "images": self._make_images(body, {}),
        }
        return {"id": key, **self.shelf.put(PRODUCTS, key, row)}

    def _update(self, body: Row) -> Row:
        key = body["id"]
        present = self.get(PRODUCTS, key)
        changes = {name: body[name] for name in ("external_id", "handle", "status") if name in body}
        if "option_ids" in body:
            there = {row["id"]: row for row in present.get("options") or []}
            changes["options"] = [
                there.pop(k, None) or self._show_option(k, None) for k in body["option_ids"]
            ]
            for row in there.values():
                if row.get("is_exclusive"):
                    # docs/medusa-api.md#dropping-an-option
                    self.shelf.put(OPTIONS, row["id"], {GONE: True})
        if "variants" in body:
            owner = {**present, **{name: body[name] for name in OWNER if name in body}}
            changes["variants"] = self._change_variants(owner, body["variants"], True)
        if "images" in body:
            changes["images"] = self._make_images(body, present)
        if _MARK in body and _MARK in present:
            changes[_MARK] = _merge_metadata(present[_MARK], body[_MARK])
        # What a product that wasn't read has isn't known to differ.
        differs = any(name in present and present[name] != changes[name] for name in changes)
        if differs or set(LINKS) & set(changes) or changes.get("handle"):
            self.shelf.put(PRODUCTS, key, changes)
        return self._drop_links({**present, **changes})

    def _drop(self, key: str) -> str:
        self._drop_variants(self.get(PRODUCTS, key).get("variants") or [])
        self.shelf.put(PRODUCTS, key, {GONE: True})
        return key

    def _drop_variants(self, rows: list[Row]) -> None:
        """Delete variants, and their items with them."""
        for row in rows:
            self.shelf.put(VARIANTS, row["id"], {GONE: True})
            for link in row.get("inventory_items") or []:
                self.shelf.put(ITEMS, link["inventory_item_id"], {GONE: True})

    @staticmethod
    def _make_images(body: Row, present: Row) -> list[Row]:
        there = {row["id"]: row for row in present.get("images") or []}
        images = []
        for rank, image in enumerate(body.get("images") or []):
            known = there.get(image.get("id"), {"variants": []})
            images.append({**known, "id": f"planned_image_{rank}", **image, "rank": rank})
        return images

    # === VARIANTS === #

    def _change_variants(self, present: Row, items: list[Row], is_whole: bool) -> list[Row]:
        """Return a product's variants after a change; of all of them, those left out go."""
        there = {row["id"]: row for row in present.get("variants") or []}
        named = {item.get("id") for item in items}
        for key in set(there) - named if is_whole else ():
            self.shelf.put(VARIANTS, key, {GONE: True})
            # docs/medusa-api.md#an-unmanaged-variant-leaves-an-orphan
            for link in there[key].get("inventory_items") or []:
                self.shelf.put(ITEMS, link["inventory_item_id"], {"variants": []})
        rows = [] if is_whole else [row for key, row in there.items() if key not in named]
        for item in items:
            if "id" not in item:
                # An item for its stock is asked for by a call of its own.
                rows.append(self._make_variant(item, present["id"], present, False))
                continue
            known = there.get(item["id"], {"id": item["id"]})
            rows.append({**known, **self._change_variant(item, known, present)})
        return rows

    def _change_variant(self, item: Row, known: Row, product: Row) -> Row:
        """Return what a change makes of a variant, in the form in which it is read."""
        key, names = item["id"], ("sku", "barcode", "metadata", "title")
        changes = {name: item[name] for name in names if name in item}
        # What a product that wasn't read gives up isn't known to differ.
        differs = {name for name in changes if name not in known or known[name] != changes[name]}
        unique = {name: changes[name] for name in ("sku", "barcode") if name in differs}
        if unique:
            told = {name: known[name] for name in (*names, "inventory_items") if name in known}
            owner = name_product(product) if "external_id" in product else {}
            self.shelf.put(VARIANTS, key, {**told, **changes, **owner})
        if item.get("manage_inventory") and not known.get("inventory_items"):
            changes["inventory_items"] = self._give_item(key, None)
        return changes

    def _make_variant(self, item: Row, product_id: str, product: Row, with_item: bool) -> Row:
        key = self.shelf.make_id(VARIANTS)
        row = {
            "sku": item.get("sku"),
            "barcode": item.get("barcode"),
            "title": item.get("title"),
            "metadata": item.get("metadata") or {},
            **name_product({**product, "id": product_id}),
            "inventory_items": [],
        }
        self.shelf.put(VARIANTS, key, row)
        for link in item.get("inventory_items") or []:
            row["inventory_items"] = self._give_item(key, link["inventory_item_id"])
        if with_item and item.get("manage_inventory", True) and not row["inventory_items"]:
            row["inventory_items"] = self._give_item(key, None)
        return {"id": key, **{name: row[name] for name in _SHOWN_OF_VARIANT if name in row}}

    def _give_item(self, variant_id: str, item_id: str | None) -> list[Row]:
        """Let a variant have an inventory item, a new one where none is named."""
        key = item_id or self.shelf.make_id(ITEMS)
        sku = self.shelf.get(VARIANTS, variant_id).get("sku")
        if not item_id:
            self.shelf.put(ITEMS, key, {"sku": sku, "variants": [{"id": variant_id}]})
        else:
            self.shelf.put(ITEMS, key, {"variants": [{"id": variant_id}]})
        items = [{"inventory_item_id": key, "inventory": {"id": key, "location_levels": []}}]
        self.shelf.put(VARIANTS, variant_id, {"inventory_items": items})
        return items

    def _write_variants(self, product_id: str, values: Row) -> dict:
        present = self.get(PRODUCTS, product_id)
        gone = values.get("delete") or []
        there = {row["id"]: row for row in present.get("variants") or []}
        self._drop_variants([there.get(key, {"id": key}) for key in gone])
        left = [row for key, row in there.items() if key not in gone]
        items = values.get("update") or []
        rows = self._change_variants({**present, "variants": left}, items, False)
        if "variants" in present:
            self.shelf.put(PRODUCTS, product_id, {"variants": rows})
        named = {item["id"] for item in items}
        return {"updated": [r for r in rows if r["id"] in named], "deleted": {"ids": list(gone)}}

    # === OPTIONS === #

    def _change_options(self, product_id: str, values: Row) -> None:
        """Add options to a product, and values to or from one."""
        options = [dict(row) for row in self.get(PRODUCTS, product_id).get("options") or []]
        options += [self._make_option(option) for option in values.get("add") or []]
        by_id = {row["id"]: row for row in options}
        for change in values.get("update") or []:
            row = by_id.get(change["product_option_id"])
            if not row:
                continue
            gone = change.get("remove") or []
            kept = [value for value in row["values"] if value["id"] not in gone]
            shared = {v["id"]: v for v in self.get(OPTIONS, row["id"]).get("values") or []}
            for added in change.get("add") or []:
                is_known = isinstance(added, str)
                kept.append(
                    shared.get(added, {"id": added, "value": ""})
                    if is_known
                    else self._make_value(added["value"], None)
                )
            row["values"] = kept
        self.shelf.put(PRODUCTS, product_id, {"options": options})

    def refresh(self, row: Row) -> Row:
        """Return a product as it is read after its options or variants changed by other calls."""
        row = self._drop_links(row)
        if OPTIONS not in self.shelf:
            return row
        options = [self._refresh_option(option) for option in row.get("options") or []]
        texts = {
            (option["id"], value["value"]): new["value"]
            for option, fresh in zip(row.get("options") or [], options, strict=True)
            for value, new in zip(
                option.get("values") or [], fresh.get("values") or [], strict=True
            )
        }
        variants = [
            {**variant, "options": [_rename(o, texts) for o in variant["options"]]}
            if isinstance(variant.get("options"), list)
            else variant
            for variant in row.get("variants") or []
        ]
        shown = {"options": options, "variants": variants}
        return {**row, **{name: rows for name, rows in shown.items() if name in row}}

    def _drop_links(self, row: Row) -> Row:
        """Return a product whose images show no variants that are gone."""
        if VARIANTS not in self.shelf or not row.get("images"):
            return row
        images = [dict(image) for image in row["images"]]
        for image in images:
            if image.get("variants"):
                rows = image["variants"]
                image["variants"] = [v for v in rows if not self.shelf.is_gone(VARIANTS, v["id"])]
        return {**row, "images": images}


def _merge_metadata(present: Row | None, further: Row | None) -> Row | None:
    """Return metadata after a write, see docs/medusa-api.md#metadata-is-merged-or-replaced."""
    if not further:
        return further
    merged = {**(present or {}), **further}
    return {key: value for key, value in merged.items() if value != ""}


def _rename(option: Row, texts: dict[tuple[str, str], str]) -> Row:
    """Return which value a variant has, by the value's present text."""
    text = texts.get((option.get("option_id", ""), option.get("value", "")))
    return {**option, "value": text} if text else option
