"""A shop that sells already, taken over before the first push."""

from ..shell import say
from .stage import SOLD, Record, Stage

BY_SKU, BY_TITLE = 4, 2
# By it the shop's products are found again, whatever a push makes of their other words.
MARK = "made_by_hand"
OPTION = {"title": "Default option", "values": ["Default option value"]}


def already_there(stage: Stage) -> None:
    """A few products are in the shop already: somebody made them in Medusa's admin."""
    if _made(stage):
        say("  They are there from an earlier demo.")
        return
    for number, product in enumerate(_chosen(stage)):
        has_sku = number < BY_SKU
        title = f"The good old {product['name'].lower()}" if has_sku else product["name"]
        variant = {
            "title": "Default variant",
            "sku": product["default_code"] if has_sku else None,
            "manage_inventory": False,
            "options": {OPTION["title"]: OPTION["values"][0]},
            "prices": [{"currency_code": "dkk", "amount": 700}],
        }
        body = {
            **{"title": title, "handle": f"by-hand-{product['id']}", "status": "draft"},
            **{"metadata": {MARK: True}, "options": [OPTION], "variants": [variant]},
        }
        stage.store.admin().post("/admin/products", json=body)
        say(f"  {title}, {variant['sku'] or 'without SKU'}")


def take_over(stage: Stage) -> None:
    """Odoo finds out which of its products these are, and a manager accepts."""
    stage.env["medusa.backend"].action_take_over([stage.backend_id])
    proposals = [["backend_id", "=", stage.backend_id], ["kind", "=", "proposal"]]
    found = stage.search("medusa.match", proposals, "strength", "medusa_id")
    stage.env["medusa.match"].action_accept([row["id"] for row in found])
    accepted = stage.search("medusa.match", [*proposals, ["state", "=", "accepted"]], "medusa_id")
    say(f"  {len(found)} proposed, {len(accepted)} accepted; nothing is written yet.")
    stage.compare(
        "Products that were made by hand",
        ((key, key) for key in _made(stage)),
        ((row["medusa_id"], row["medusa_id"]) for row in accepted),
    )


def adopted(stage: Stage) -> None:
    """What was taken over: the same products, under Odoo's words."""
    bindings = stage.search(
        "medusa.product.binding", [["backend_id", "=", stage.backend_id]], "medusa_id", "name"
    )
    odoo = {row["medusa_id"]: row["name"] for row in bindings}
    made, products = _made(stage), stage.shop.products("title,external_id")
    stage.compare(
        "Products that were taken over, with their ids",
        ((key, odoo.get(key)) for key in made),
        ((row["id"], row["title"]) for row in products if row["id"] in made),
    )
    twice = len(products) - len({row["external_id"] for row in products})
    say(f"  {len(made)} taken over, {twice} products twice.")
    if twice:
        stage.trouble(f"{twice} products are twice in the shop.")
    kept = [
        price["amount"]
        for product in made.values()
        for variant in product["variants"]
        for price in variant["prices"]
        if price["currency_code"] == "dkk"
    ]
    if kept != [700] * len(made):
        stage.trouble(f"Their prices in another currency are {kept}.")


def _chosen(stage: Stage) -> list[Record]:
    """Return the products of Odoo that the shop has as well."""
    domain = [*SOLD, ["default_code", "!=", False], ["attribute_line_ids", "=", False]]
    return stage.search(
        "product.template", domain, "name", "default_code", order="id", limit=BY_SKU + BY_TITLE
    )


def _made(stage: Stage) -> dict[str, Record]:
    """Return the products that were made by hand, by their ids in the shop."""
    fields = "id,title,metadata,variants.prices.amount,variants.prices.currency_code"
    rows = stage.store.admin().rows("/admin/products", f"fields={fields}&order=id")
    return {row["id"]: row for row in rows if (row["metadata"] or {}).get(MARK)}
