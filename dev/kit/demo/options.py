"""Attributes as shoppers filter by them."""

from ..shell import say
from .shop import Row
from .stage import Stage

LINE = "product.template.attribute.line"
VALUE = "product.attribute.value"


def options(stage: Stage) -> None:
    """One attribute, one option: shoppers filter by it."""
    used = _used(stage)
    shown = _ours(stage)
    attributes = stage.search("product.attribute", [["id", "in", list(used)]], "name")
    ids = [value for values in used.values() for value in values]
    names = {row["id"]: row["name"] for row in stage.search(VALUE, [["id", "in", ids]], "name")}
    stage.compare(
        "Options of the shop, with their values in order",
        ((row["id"], (row["name"], [names[v] for v in used[row["id"]]])) for row in attributes),
        ((row["metadata"]["external_id"], (row["title"], _in_order(row))) for row in shown),
    )
    say(f"  {len(attributes)} attributes make variants, the shop has {len(shown)} options.")
    values = [value for row in shown for value in row["values"]]
    stage.compare(
        "Products by value, as the shop's filter finds them",
        ((row["metadata"]["external_id"], _have(stage, row)) for row in values),
        ((row["metadata"]["external_id"], _filtered(stage, row)) for row in values),
    )


def _used(stage: Stage) -> dict[int, list[int]]:
    """Return {attribute: its values in order} that products of the shop make variants of."""
    domain = [
        ["product_tmpl_id.sale_ok", "=", True],
        ["attribute_id.create_variant", "!=", "no_variant"],
    ]
    used: dict[int, set[int]] = {}
    for line in stage.search(LINE, domain, "attribute_id", "value_ids"):
        used.setdefault(line["attribute_id"][0], set()).update(line["value_ids"])
    # A search lists them in Odoo's own order.
    return {
        key: [row["id"] for row in stage.search(VALUE, [["id", "in", list(ids)]], "id")]
        for key, ids in used.items()
    }


def _ours(stage: Stage) -> list[Row]:
    """Return the options of the shop that came from this database of Odoo."""
    mark = {"odoo_database": stage.backend("database_uuid")}
    return [row for row in stage.shop.options() if mark.items() <= (row["metadata"] or {}).items()]


def _in_order(row: Row) -> list[str]:
    return [value["value"] for value in sorted(row["values"], key=lambda value: value["rank"])]


def _have(stage: Stage, value: Row) -> list[str]:
    """Return the products of which Odoo sells a variant with a value."""
    key = int(value["metadata"]["external_id"])
    domain = [
        ["product_template_attribute_value_ids.product_attribute_value_id", "=", key],
        ["product_tmpl_id", "in", [row["id"] for row in stage.sold()]],
    ]
    rows = stage.search("product.product", domain, "product_tmpl_id")
    return sorted({str(row["product_tmpl_id"][0]) for row in rows})


def _filtered(stage: Stage, value: Row) -> list[str]:
    """Return the products that a shopper gets who filters by a value."""
    return sorted(row["external_id"] for row in stage.shop.products_by_value(value["id"]))
