"""All that a store holds of one Odoo database, in the words of `sync.difference`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

Row = dict[str, Any]
# What a field is of: its kind of record, the key, and the product that it is about.
Key = tuple[str, str, str | None]
Fields = dict[tuple[str, str | None], Any]
Call = Callable[[str, list[tuple[str, str]]], Row]

PAGE = 500
_OWN = (
    *("title", "subtitle", "description", "handle", "status", "thumbnail", "weight", "hs_code"),
    *("type_id", "collection_id"),
)
_OF_VARIANTS = (
    *("title", "sku", "barcode", "weight", "hs_code", "manage_inventory", "allow_backorder"),
    "variant_rank",
)
_PRICES = (
    *("id", "amount", "currency_code", "min_quantity", "max_quantity"),
    *("price_rules.attribute", "price_rules.value"),
)
_OF_ITEMS = "variants.inventory_items.inventory"
PRODUCTS = ",".join(
    [
        "id,external_id,metadata",
        *_OWN,
        "images.url,images.rank,images.variants.id,categories.id,tags.id,sales_channels.id,shipping_profile.id",
        "options.id,options.title,options.is_exclusive,options.values.id,options.values.value",
        "variants.id,variants.metadata,variants.options.value,variants.options.option.title",
        *(f"variants.{name}" for name in _OF_VARIANTS),
        *(f"variants.prices.{name}" for name in _PRICES),
        f"{_OF_ITEMS}.location_levels.location_id,{_OF_ITEMS}.location_levels.stocked_quantity",
    ]
)
LISTS = "id,title,description,status,type,starts_at,ends_at,metadata"
LIST_PRICES = ",".join(
    [*_PRICES, "price_set.variant.id"],
)
_CATEGORY = "id,name,description,handle,is_active,rank,external_id,parent_category_id"
TERMS = {
    "product-categories": _CATEGORY,
    "product-tags": "id,value,external_id",
    "product-types": "id,value,external_id",
    "collections": "id,title,handle,external_id",
}
OPTIONS = "id,title,metadata,values.id,values.value,values.rank,values.metadata"


@dataclass
class Look:
    """What a store held at one moment.

    :param records: {what: {(field, variant): value}}; nothing and empty are one
    :param products: {id in the store: external_id}
    :param variants: {id in the store: (external_id of the product, of the variant)}
    :param options: {(external_id of a product, title): id of the option}
    :param values: {id of a value of a shared option: (its text, id of the option)}
    :param items: {id of an inventory item: (its SKU, whether a variant sells it)}
    """

    records: dict[Key, Fields] = field(default_factory=dict)
    products: dict[str, str] = field(default_factory=dict)
    variants: dict[str, tuple[str, str]] = field(default_factory=dict)
    options: dict[tuple[str, str], str] = field(default_factory=dict)
    values: dict[str, tuple[str, str]] = field(default_factory=dict)
    items: dict[str, tuple[str, bool]] = field(default_factory=dict)

    def put(self, key: Key, name: str, value: Any, variant: str | None = None) -> None:
        """Note one value."""
        self.records.setdefault(key, {})[name, variant] = value


class Reader:
    """Reads a whole store.

    :param call: asks the Admin API: (path, query)
    :param database: the mark of the Odoo database whose records are looked at
    """

    def __init__(self, call: Call, database: str) -> None:
        self.call = call
        self.database = database

    def look(self) -> Look:
        """Return what the store holds now."""
        self.found = Look()
        # By what a record of the store is known among texts in further languages.
        self._texts: dict[str, tuple[Key, str | None]] = {}
        notes = {"products": (PRODUCTS, self._note_product)}
        notes |= {path: (f"{fields},metadata", self._note_term) for path, fields in TERMS.items()}
        notes |= {"product-options": (OPTIONS, self._note_option)}
        notes |= {"price-lists": (LISTS, self._note_list)}
        for path, (fields, note) in notes.items():
            for row in self._rows(path, fields):
                if (row.get("metadata") or {}).get("odoo_database") == self.database:
                    note(row)
        self._note_taxes()
        self._note_texts()
        for row in self._rows("inventory-items", "id,sku,variants.id"):
            self.found.items[row["id"]] = (row["sku"], bool(row.get("variants")))
        return self.found

    def _rows(self, path: str, fields: str, name: str = "") -> Iterator[Row]:
        name, offset = name or path.replace("-", "_"), 0
        while True:
            query = [("limit", str(PAGE)), ("offset", str(offset)), ("order", "id")]
            page = self.call(f"/admin/{path}", [("fields", fields), *query])
            yield from page[name]
            offset += len(page[name])
            if offset >= page["count"] or not page[name]:
                return

    # === PRODUCTS === #

    def _note_product(self, row: Row) -> None:
        product = row["external_id"]
        key = ("product", product, None)
        if key in self.found.records:
            raise AssertionError(f"product {product} is in the store twice")
        self.found.products[row["id"]] = product
        self._texts[row["id"]] = (("translation", product, None), None)
        own = {name: row.get(name) for name in (*_OWN, "external_id")}
        images = sorted(row.get("images") or [], key=lambda image: image["rank"])
        own["images"] = [image["url"] for image in images]
        own |= read_shown(images, row["variants"])
        for name in ("categories", "tags", "sales_channels"):
            own[name] = sorted(each["id"] for each in row.get(name) or [] if each)
        own["shipping_profile_id"] = (row.get("shipping_profile") or {}).get("id")
        own |= {f"metadata.{name}": text for name, text in row["metadata"].items()}
        for name, value in own.items():
            self.found.put(key, name, value)
        for option in row.get("options") or []:
            self.found.options[product, option["title"]] = option["id"]
            texts = sorted(value["value"] for value in option["values"])
            self.found.put(key, f"option {option['title']}", texts)
            if option["is_exclusive"]:
                for each in (option, *option["values"]):
                    self._texts[each["id"]] = (("translation", product, None), None)
        for variant in row["variants"]:
            self._note_variant(key, variant)

    def _note_variant(self, key: Key, row: Row) -> None:
        metadata = row.get("metadata") or {}
        variant = metadata.get("external_id") or row["id"]
        self.found.variants[row["id"]] = (key[1], variant)
        self._texts[row["id"]] = (("translation", key[1], None), variant)
        own = {name: row.get(name) for name in _OF_VARIANTS}
        own |= {f"metadata.{name}": text for name, text in metadata.items()}
        own["options"] = {each["option"]["title"]: each["value"] for each in row["options"]}
        own |= {name_price(price): price["amount"] for price in row["prices"]}
        for name, value in own.items():
            self.found.put(key, name, value, variant)
        for link in row.get("inventory_items") or []:
            for level in (link.get("inventory") or {}).get("location_levels") or []:
                place = ("stock", level["location_id"], key[1])
                self.found.put(place, "stock", level["stocked_quantity"], variant)

    # === OTHER RECORDS === #

    def _note_plain(self, key: Key, row: Row) -> None:
        """Note a record whose fields are plain values."""
        self._texts[row["id"]] = (("translation", row["id"], None), None)
        for name, value in row.items():
            if name == "metadata":
                for word, text in (value or {}).items():
                    self.found.put(key, f"metadata.{word}", text)
            elif name not in ("id", "values"):
                self.found.put(key, name, value)

    def _note_term(self, row: Row) -> None:
        self._note_plain(("term", row["id"], None), row)

    def _note_taxes(self) -> None:
        for row in self._rows("tax-rates", "id,rules.reference,rules.reference_id"):
            for rule in row.get("rules") or []:
                product = self.found.products.get(rule["reference_id"])
                if product:
                    self.found.put(("tax_rate", row["id"], product), "tax_rate", row["id"])

    def _note_option(self, row: Row) -> None:
        key = ("option", row["id"], None)
        self._note_plain(key, row)
        values = sorted(row["values"], key=lambda value: value.get("rank") or 0)
        self.found.put(key, "values", [value["value"] for value in values])
        for value in values:
            for word, text in (value.get("metadata") or {}).items():
                self.found.put(key, f"value {value['value']} metadata.{word}", text)
            self._texts[value["id"]] = (("translation", value["id"], None), None)
            self.found.values[value["id"]] = (value["value"], row["id"])

    def _note_list(self, row: Row) -> None:
        self._note_plain(("price_list", row["id"], None), row)
        prices = self._rows(f"price-lists/{row['id']}/prices", LIST_PRICES, "prices")
        for price in prices:
            variant_id = ((price.get("price_set") or {}).get("variant") or {}).get("id")
            if variant_id in self.found.variants:
                product, variant = self.found.variants[variant_id]
                place, name = ("price_list", row["id"], product), name_price(price)
                if (name, variant) in self.found.records.get(place, ()):
                    raise AssertionError(f"{name} of variant {variant} is twice in {row['title']}")
                self.found.put(place, name, price["amount"], variant)

    def _note_texts(self) -> None:
        for row in self._rows("translations", "id,locale_code,reference,reference_id,translations"):
            if row["reference_id"] not in self._texts:
                continue
            key, variant = self._texts[row["reference_id"]]
            for name, text in (row["translations"] or {}).items():
                if not text:
                    continue
                label = f"translation {row['locale_code'].lower()} {row['reference']} {name}"
                if is_one_of_many(key[1], label):
                    known = self.found.records.setdefault(key, {}).get((label, None), [])
                    text = sorted([*known, text])
                self.found.put(key, label, text, variant)


def read_shown(images: list[Row], variants: list[Row]) -> Row:
    """Return {`image <url>`: the variants that it shows, by their external_id}."""
    keys = {row["id"]: (row.get("metadata") or {}).get("external_id") for row in variants}
    return {
        f"image {image['url']}": sorted(keys.get(each["id"]) or each["id"] for each in shown)
        for image in images
        if (shown := image.get("variants"))
    }


def is_one_of_many(key: str, name: str) -> bool:
    """Tell whether a text is of one of a product's own options: of which isn't told."""
    return key.isdecimal() and "product_option" in name


def name_price(price: Row) -> str:
    """Return what a price is called in `sync.price_ranges`."""
    rules = {row["attribute"]: row["value"] for row in price.get("price_rules") or []}
    region = rules.get("region_id")
    quantity = price.get("min_quantity")
    words = ["price", price["currency_code"], *([region] if region else [])]
    return " ".join(words) + (f" from {quantity:.15g}" if quantity else "")
