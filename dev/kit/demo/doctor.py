"""What is wrong with a shop, found and mended."""

from ..shell import say, step
from . import jobs
from .shop import Row
from .stage import Record, Stage


def doctor(stage: Stage) -> None:
    """A doctor looks through the shop: what somebody broke is named, and mended by a button."""
    known = _examine(stage)
    say(f"  As it is, {len(known)} findings:")
    _tell(known)
    broken = break_things(stage)
    found = [row for row in _examine(stage) if row["id"] not in {old["id"] for old in known}]
    say(f"  Somebody broke {len(broken)} things in Medusa. Found now:")
    _tell(found)
    stage.compare(
        "What somebody broke, by its kind",
        ((kind, kind) for kind in broken),
        ((row["kind"], row["kind"]) for row in found),
    )
    wizard = stage.env["medusa.finding"].action_mend([row["id"] for row in found])["res_id"]
    jobs.wait_for_runs(stage, lambda: stage.env["medusa.mend.wizard"].action_mend([wizard]))
    _examine(stage)
    states = stage.search("medusa.finding", [["id", "in", [row["id"] for row in found]]], "state")
    stage.compare(
        "Findings that were mended",
        ((row["id"], "mended") for row in found),
        ((str(row["id"]), row["state"]) for row in states),
    )


def _examine(stage: Stage) -> list[Record]:
    """Have the whole shop examined; return what is wrong with it."""
    with step("The whole shop is examined"):
        jobs.wait_for_runs(
            stage, lambda: stage.env["medusa.backend"].action_examine([stage.backend_id])
        )
    mine = [["backend_id", "=", stage.backend_id], ["state", "=", "open"]]
    return stage.search("medusa.finding", mine, "kind", "name", "detail", "shopper", order="id")


def _tell(rows: list[Record]) -> None:
    for row in rows[:8]:
        say(f"    {row['name']}: {row['detail'] or row['kind']} A shopper: {row['shopper']}")
    if len(rows) > 8:
        say(f"    and {len(rows) - 8} more")


def break_things(stage: Stage) -> list[str]:
    """Do in the shop what nobody should; return the kinds of findings that it makes."""
    admin = stage.store.admin()
    admin.post("/admin/stock-locations", json={"name": "Forgotten depot"})
    first, second = (row["id"] for row in stage.sold("id", order="id", limit=2))
    path = f"/admin/products/{_find(stage, first)['id']}"
    admin.post(path, json={"sales_channels": []})
    price = {
        "variant_id": _find(stage, second)["variants"][0]["id"],
        "currency_code": stage.shop.region["currency_code"],
        "amount": 0.01,
    }
    body = {"title": "Somebody's sale", "description": "-", "status": "active", "prices": [price]}
    admin.post("/admin/price-lists", json=body)
    return ["location_no_channel", "no_channel", "list_undercuts"]


def _find(stage: Stage, product_id: int) -> Row:
    """Return a product of the shop by its number in Odoo."""
    query = f"fields=id,variants.id&external_id={product_id}"
    [row] = stage.store.admin().rows("/admin/products", query)
    return row
