"""Why a shopper doesn't see a product: asked of Odoo, the store and the shop."""

from ..shell import say
from .stage import Record, Stage

MARKS = {"good": " ", "info": " ", "warn": "!", "bad": "!"}


def explain(stage: Stage) -> None:
    """A product is explained: before and after somebody made it a draft in Medusa."""
    stage.configure(publishable_key=stage.shop.front.headers["x-publishable-api-key"])
    [product] = stage.sold("name", order="id", limit=1)
    points = _explain(stage, product)
    if any(point["tone"] == "bad" for point in points):
        stage.trouble("Something is said to be wrong with a product that shoppers see.")
    path = f"/admin/products/{_find(stage, product['id'])}"
    stage.store.admin().post(path, json={"status": "draft"})
    say("  Somebody makes it a draft in Medusa.")
    points = _explain(stage, product)
    named = [point for point in points if point["topic"] == "shopper" and point["tone"] == "bad"]
    if not any("draft" in point["text"] for point in named):
        stage.trouble("The draft is not named as the cause.")
    stage.store.admin().post(path, json={"status": "published"})


def _explain(stage: Stage, product: Record) -> list[Record]:
    """Press Explain on a product; say what is answered, and return its points."""
    page = stage.env["product.template"].action_medusa_explain([product["id"]])["res_id"]
    mine = [["explanation_id", "=", page]]
    points = stage.search("medusa.explanation.point", mine, "topic", "tone", "text", order="id")
    say(f"  {product['name']}:")
    for point in points:
        say(f"   {MARKS[point['tone']]} {point['text'].splitlines()[0]}")
    return points


def _find(stage: Stage, product_id: int) -> str:
    """Return the store's id of a product."""
    return stage.store.admin().rows("/admin/products", f"fields=id&external_id={product_id}")[0][
        "id"
    ]
