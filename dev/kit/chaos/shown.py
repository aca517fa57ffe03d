"""What a store shows, in the words of ``inside/oracle``."""

import hashlib
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

from ..medusa import Store
from ..web import Api

Row = dict[str, Any]
LOCALE = "fr-FR"
PRODUCTS = ",".join(
    [
        "id,title,handle,description,status,external_id,thumbnail",
        "type.value,collection.title,categories.external_id,tags.value",
        "images.id,images.url,images.rank,images.variants.id",
        "options.id,options.title,options.is_exclusive",
        "options.values.id,options.values.value,options.values.rank",
        "variants.id,variants.title,variants.sku,variants.barcode,variants.weight",
        "variants.metadata,variants.manage_inventory",
        "variants.options.value,variants.options.option.title",
        "variants.prices.amount,variants.prices.currency_code,variants.prices.min_quantity",
        "variants.prices.price_rules.attribute",
        "variants.inventory_items.inventory.id,variants.inventory_items.inventory.sku",
        "variants.inventory_items.inventory.title",
        "variants.inventory_items.inventory.location_levels.location_id",
        "variants.inventory_items.inventory.location_levels.stocked_quantity",
    ]
)
OPTIONS = "id,title,is_exclusive,metadata,values.value,values.rank,values.metadata"
CATEGORIES = "id,name,external_id,rank,parent_category_id"
LISTED = "id,amount,price_set.variant.metadata"


@dataclass
class Shown:
    """What a store shows.

    :param products: {Odoo's id: what is shown of it}
    :param drafts: {Odoo's id: how many drafts}
    :param hidden: Odoo's ids of the variants of drafts
    :param left_items: SKUs of inventory items that no variant sells
    :param faults: what is wrong whatever Odoo says
    :param files: names of the files that products show
    """

    products: dict[str, Row] = field(default_factory=dict)
    drafts: Counter[str] = field(default_factory=Counter)
    hidden: set[str] = field(default_factory=set)
    lists: list[dict[str, list[float]]] = field(default_factory=list)
    options: Row = field(default_factory=dict)
    categories: Row = field(default_factory=dict)
    order: dict[str, list[str]] = field(default_factory=dict)
    tags: list[str] = field(default_factory=list)
    left_items: list[str | None] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    files: set[str] = field(default_factory=set)


class Reader:
    """Reads all of a store once."""

    def __init__(self, store: Store) -> None:
        self.api: Api = store.admin()
        self.texts: dict[str, Row] = defaultdict(dict)
        self.locations = {row["id"]: row["name"] for row in self._list("stock-locations")}
        self.sums: dict[str, str] = {}
        self.shown = Shown()

    def read(self) -> Shown:
        """Return what the store shows."""
        for row in self._list("translations"):
            if row["locale_code"] == LOCALE:
                self.texts[row["reference_id"]] = row["translations"]
        rows = self._list("products", PRODUCTS)
        for row in rows:
            self._note_files(row)
            key = row["external_id"]
            if row["status"] == "draft":
                self.shown.drafts[key] += 1
                self.shown.hidden |= {_key(variant) for variant in row["variants"]}
            elif key in self.shown.products:
                self.shown.faults.append(f"product {key} is in the store twice")
            else:
                self.shown.products[key] = self._tell_product(row)
        self._read_options()
        self._read_terms()
        self._read_lists()
        self._check_items(rows)
        return self.shown

    def _list(self, path: str, fields: str = "") -> list[Row]:
        """Return all rows of a list."""
        query = f"&fields={fields}" if fields else ""
        return self.api.rows(f"/admin/{path}", f"order=id{query}")

    # === PRODUCTS === #

    def _tell_product(self, row: Row) -> Row:
        keys = [_key(variant) for variant in row["variants"]]
        if len(set(keys)) < len(keys):
            self.shown.faults.append(f"product {row['external_id']}: variants twice: {keys}")
        if not row["handle"].endswith(f"-{row['external_id']}"):
            self.shown.faults.append(f"product {row['external_id']} is called {row['handle']}")
        images = sorted(row["images"], key=lambda image: image["rank"])
        if row["thumbnail"] != (images[0]["url"] if images else None):
            self.shown.faults.append(f"product {row['external_id']}: another thumbnail")
        for option in row["options"]:
            if option["is_exclusive"] != (option["title"] == "Default"):
                self.shown.faults.append(f"product {row['external_id']}: its own {option['title']}")
        names = {variant["id"]: _key(variant) for variant in row["variants"]}
        return {
            "title": row["title"],
            "description": row["description"] or None,
            "status": row["status"],
            "options": sorted(_tell_option(option) for option in row["options"]),
            "variants": {_key(variant): self._tell_variant(variant) for variant in row["variants"]},
            "pictures": [
                [
                    self._sum(image["url"]),
                    sorted(names[variant["id"]] for variant in image["variants"] or []),
                ]
                for image in images
            ],
            "category": sorted(category["external_id"] for category in row["categories"]),
            "tags": sorted(tag["value"] for tag in row["tags"]),
            "type": (row["type"] or {}).get("value"),
            "collection": (row["collection"] or {}).get("title"),
            "in French": self._tell_french(row),
        }

    def _tell_variant(self, row: Row) -> Row:
        items = [link["inventory"] for link in row["inventory_items"] or []]
        levels = {}
        for item in items if row["manage_inventory"] else ():
            self._check_item(row, item)
            for level in item["location_levels"] or []:
                levels[self.locations[level["location_id"]]] = level["stocked_quantity"]
        if len(items) != row["manage_inventory"]:
            self.shown.faults.append(f"variant {_key(row)} has {len(items)} inventory items")
        prices: Row = {}
        for price in row["prices"]:
            code = price["currency_code"]
            prices[code] = [*prices.get(code, []), price["amount"]]
        return {
            "sku": row["sku"],
            "barcode": row["barcode"],
            "weight": row["weight"],
            "counted": row["manage_inventory"],
            "levels": levels,
            "options": {value["option"]["title"]: value["value"] for value in row["options"]},
            "prices": {code: row[0] if len(row) == 1 else row for code, row in prices.items()},
        }

    def _check_item(self, variant: Row, item: Row) -> None:
        for name in ("sku", "title"):
            if item[name] != variant[name]:
                both = f"{item[name]!r}, the variant {variant[name]!r}"
                self.shown.faults.append(f"item of variant {_key(variant)} has {name} {both}")

    def _tell_french(self, row: Row) -> Row:
        texts = dict(self.texts[row["id"]])
        for option in row["options"]:
            name = option["title"]
            texts[f"option {name}"] = self.texts[option["id"]].get("title")
            for value in option["values"]:
                label = self.texts[value["id"]].get("value")
                texts[f"value {name}: {value['value']}"] = label
        return {name: text for name, text in texts.items() if text}

    # === FILES === #

    def _note_files(self, row: Row) -> None:
        urls = [image["url"] for image in row["images"]]
        self.shown.files |= {url.rpartition("/")[2] for url in urls}

    def _sum(self, url: str) -> str:
        """Return the checksum of a file as a shopper gets it."""
        if url not in self.sums:
            content = self.api.get(url).content
            self.sums[url] = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        return self.sums[url]

    # === ALL ELSE === #

    def _read_options(self) -> None:
        """Read what all products share; values of drafts alone don't count."""
        for row in self._list("product-options", OPTIONS):
            if row["is_exclusive"]:
                continue
            key = _key(row)
            if key in self.shown.options:
                self.shown.faults.append(f"attribute {key} is in the store twice")
            self.shown.options[key] = _tell_option(row)

    def _read_terms(self) -> None:
        rows = self._list("product-categories", CATEGORIES)
        keys = {row["id"]: row["external_id"] for row in rows}
        for row in rows:
            key = row["external_id"]
            if key in self.shown.categories:
                self.shown.faults.append(f"category {key} is in the store twice")
            french = self.texts[row["id"]].get("name") or row["name"]
            self.shown.categories[key] = [row["name"], keys.get(row["parent_category_id"]), french]
        for row in sorted(rows, key=lambda row: row["rank"]):
            family = keys.get(row["parent_category_id"], "")
            self.shown.order.setdefault(family, []).append(row["external_id"])
        self.shown.tags = sorted(row["value"] for row in self._list("product-tags", "id,value"))

    def _read_lists(self) -> None:
        for row in self._list("price-lists", "id"):
            prices: dict[str, list[float]] = defaultdict(list)
            for price in self._list(f"price-lists/{row['id']}/prices", LISTED):
                key = _key(price["price_set"]["variant"])
                # Those of drafts stay as they were.
                if key not in self.shown.hidden:
                    prices[key].append(price["amount"])
            self.shown.lists.append(prices)

    def _check_items(self, rows: list[Row]) -> None:
        """Note the items that no variant sells."""
        used = {
            link["inventory"]["id"]
            for row in rows
            for variant in row["variants"]
            for link in variant["inventory_items"] or []
        }
        for item in self._list("inventory-items", "id,sku"):
            if item["id"] not in used:
                self.shown.left_items.append(item["sku"])


def _key(row: Row) -> str:
    return str((row["metadata"] or {}).get("external_id"))


def _tell_option(row: Row) -> list[Any]:
    values = sorted(row["values"], key=lambda value: value["rank"] or 0)
    return [row["title"], [value["value"] for value in values]]
