"""Medusa's ``fields``: which columns and relations of a row an answer holds.

Measured on 2.21: one plain name replaces the defaults; a set of star forms alone adds to them;
a relation's bare name gives nothing; ids come where a relation needs them.
"""

from .levels import with_reserved

ALL = "*"

DEFAULTS = {
    "product": (
        "*,*options,*options.values,*tags,*images,*variants,*variants.prices,*variants.options,"
        "*variants.options.option,*sales_channels,"
        "variants.prices.price_rules.attribute,variants.prices.price_rules.value"
    ),
    "variant": (
        "*,*prices,*options,*options.option,*product,*inventory_items,"
        "prices.price_rules.attribute,prices.price_rules.value"
    ),
    "option": "*,*values",
    "value": "*",
    "store": "*,*supported_currencies",
    "sales_channel": "*",
    "shipping_profile": "*",
    "tag": "*",
    "type": "*",
    "category": "*",
    "collection": "*",
    "translation": "*",
    "inventory_item": "*",
    "stock_location": "*",
    "reservation": "*",
    "price_list": "*",
    "list_price": (
        "id,currency_code,amount,min_quantity,max_quantity,created_at,deleted_at,updated_at,"
        "price_set.variant.id,price_rules.attribute,price_rules.value"
    ),
    "price_preference": "*",
    "customer_group": "*",
    "region": "*,*countries",
    "tax_region": "*",
    "tax_rate": "*,*tax_region,*rules",
}

# Columns that come with a row whether they were asked for or not.
ALWAYS = {
    "variant": ("id",),
    "price": ("id", "variant_id", "rules"),
    "item_link": ("variant_id",),
    "inventory_item": ("id",),
    "product": ("id",),
}


def parse(fields: str | None, kind: str) -> dict:
    """Turn ``fields`` into a tree: {"id": {}, "variants": {"sku": {}, "*": {}}}."""
    asked = [name.strip() for name in (fields or "").split(",") if name.strip()]
    plain = any(not name.startswith(("+", "-", "*")) and not name.endswith(".*") for name in asked)
    tree: dict = {}
    for name in ([] if plain else DEFAULTS[kind].split(",")) + asked:
        _add(tree, name)
    return tree


def _add(tree: dict, name: str) -> None:
    if name.startswith("-"):
        tree.pop(name[1:], None)
        return
    path = name.lstrip("+")
    if path.startswith("*"):
        path = f"{path[1:]}.*" if path[1:] else ALL
    for part in path.split("."):
        tree = tree.setdefault(part, {})


class Projector:
    """Writes rows of the state as an answer shows them."""

    def __init__(self, state):
        self.state = state
        self.relations = {
            "product": {
                "variants": ("variant", self._variants_of),
                "options": ("product_option", self._options_of),
                "tags": ("tag", lambda row: self._pick("tags", row["_tag_ids"])),
                "images": ("image", lambda row: row["_images"]),
                "sales_channels": ("sales_channel", self._channels_of),
                "shipping_profile": ("shipping_profile", self._profile_of),
                "categories": ("category", self._categories_of),
                "type": ("type", lambda row: self.state.types.get(row["type_id"])),
                "collection": (
                    "collection",
                    lambda row: self.state.collections.get(row["collection_id"]),
                ),
            },
            "image": {"variants": ("variant", self._image_variants_of)},
            "variant": {
                "prices": ("price", self._prices_of),
                "options": ("value", lambda row: self._pick("values", row["_value_ids"])),
                "inventory_items": ("item_link", self._item_links_of),
                "inventory": ("inventory_item", self._items_of),
                "product": ("product", lambda row: self.state.products[row["product_id"]]),
                "images": ("image", lambda row: []),
            },
            "product_option": {"values": ("value", lambda row: row["_linked"])},
            "option": {
                "values": ("value", self._values_of),
                "products": ("product", self._products_of_option),
            },
            "value": {"option": ("option", lambda row: self.state.options[row["option_id"]])},
            "item_link": {
                "inventory": (
                    "inventory_item",
                    lambda row: self.state.inventory_items.get(row["inventory_item_id"]),
                )
            },
            "list_price": {
                "price_set": ("price_set", lambda row: row),
                "price_rules": ("price_rule", lambda row: row["_rules"]),
            },
            "region": {
                "countries": (
                    "country",
                    lambda row: [{"iso_2": code} for code in row["_countries"]],
                )
            },
            "tax_rate": {
                "tax_region": (
                    "tax_region",
                    lambda row: self.state.tax_regions[row["tax_region_id"]],
                ),
                "rules": ("tax_rate_rule", lambda row: row["_rules"]),
            },
            "price_set": {
                "variant": ("variant", lambda row: self.state.variants[row["_variant_id"]])
            },
            "inventory_item": {
                "location_levels": ("level", self._levels_of),
                "variants": ("variant", self._variants_of_item),
            },
            "stock_location": {"sales_channels": ("sales_channel", self._channels_of)},
            "store": {
                "supported_currencies": ("currency", lambda row: row["_currencies"]),
            },
        }

    def show(self, kind: str, row: dict | None, fields: str | None = None) -> dict | None:
        """Return the row as asked by ``fields``; the id always comes with it."""
        return self._show(kind, row, {"id": {}, **parse(fields, kind)})

    def _show(self, kind, row, tree):
        if row is None:
            return None
        relations = self.relations.get(kind, {})
        names = dict.fromkeys(ALWAYS.get(kind, ()))
        if ALL in tree:
            names |= dict.fromkeys(row)
        names |= dict.fromkeys(tree)
        if kind == "price" and not {"attribute", "value"} <= set(tree.get("price_rules", ())):
            # Medusa makes `rules` of them: not asked for, they are empty.
            row = {**row, "rules": {}}
        if kind == "price_list" and "price_list_rules" in tree:
            # Of these, too; without their values the lists are empty.
            has_values = {"value", ALL} & set(tree["price_list_rules"])
            rules = {name: list(ids) if has_values else [] for name, ids in row["rules"].items()}
            row, names = {**row, "rules": rules}, {**names, "rules": None}
        shown = {}
        for name in names:
            below = tree.get(name, {})
            if name in relations:
                if below:
                    self._show_relation(shown, name, *relations[name], row, below)
            elif name in row and not name.startswith("_"):
                shown[name] = row[name]
        return shown

    def _show_relation(self, shown, name, kind, read, row, tree):
        found = read(row)
        if isinstance(found, list):
            rows = [self._show(kind, one, tree) for one in found]
            shown[name] = self.state.shuffled(rows)
        elif found is not None or name in ("type", "collection"):
            shown[name] = self._show(kind, found, tree)

    # Where the rows of a relation are

    def _pick(self, table, ids):
        return [self.state.tables[table].get(record_id) for record_id in ids]

    def _variants_of(self, product):
        return [self.state.variants[variant_id] for variant_id in product["_variant_ids"]]

    def _options_of(self, product):
        linked = set(product["_value_ids"])
        options = []
        for option_id in product["_option_ids"]:
            option = self.state.options[option_id]
            values = [value for value in self._values_of(option) if value["id"] in linked]
            options.append({**option, "_linked": values})
        return options

    def _products_of_option(self, option):
        products = self.state.products.values()
        return [product for product in products if option["id"] in product["_option_ids"]]

    def _values_of(self, option):
        return [self.state.values[value_id] for value_id in option["_value_ids"]]

    def _channels_of(self, product):
        # A link to a channel that does not exist is kept, and shown as null.
        return self._pick("sales_channels", product["_channel_ids"])

    def _categories_of(self, product):
        known = self.state.categories
        return [known[key] for key in product["_category_ids"] if key in known]

    def _image_variants_of(self, image):
        known = self.state.variants
        return [known[key] for key in image["_variant_ids"] if key in known]

    def _profile_of(self, product):
        return self.state.shipping_profiles.get(product["_profile_id"])

    def _prices_of(self, variant):
        return [{**price, "variant_id": variant["id"]} for price in variant["_prices"]]

    def _item_links_of(self, variant):
        return [{**link, "variant_id": variant["id"]} for link in variant["_item_links"]]

    def _items_of(self, variant):
        ids = [link["inventory_item_id"] for link in variant["_item_links"]]
        return self._pick("inventory_items", ids)

    def _levels_of(self, item):
        levels = self.state.levels.values()
        mine = [level for level in levels if level["inventory_item_id"] == item["id"]]
        return [with_reserved(self.state, level) for level in mine]

    def _variants_of_item(self, item):
        return [
            variant
            for variant in self.state.variants.values()
            if any(link["inventory_item_id"] == item["id"] for link in variant["_item_links"])
        ]
