"""Two warehouses of Odoo are two stock locations of the store."""

import time

from ..medusa_shop import Row
from ..odoo_client import Record
from ..shell import Failure, say, step
from . import nightly, warehouses
from .compare import compare
from .stage import Stage

TITLE = "Stock: two warehouses are two stock locations"
CRON = "medusa_connector.ir_cron_medusa_stock"
PATIENCE = 300  # seconds until the job counts as stuck
SHOWN = 4
LEVELS = (
    "+external_id,+variants.inventory_quantity,*variants.inventory_items.inventory.location_levels"
)


def tell(stage: Stage) -> None:
    """Map two warehouses, push their stock, and buy."""
    mapped = warehouses.two(stage)
    locations = [_map(stage, warehouse) for warehouse in mapped]
    switch = {"push_stock": True}
    nightly.after(
        stage,
        "“Push Stock” is switched on: Odoo pushes what the store has to count",
        lambda: stage.odoo.write("medusa.backend", stage.backend_id, switch),
    )
    _run_job(stage)
    _check(stage, mapped, locations)
    moved = warehouses.receive(stage, mapped[1], 5)
    say(f"  5 pieces of {moved['display_name']} arrive in {mapped[1]['name']}.")
    if (writes := _run_job(stage)) != 1:
        stage.trouble(f"It should have been one write, not {writes}.")
    seen = _check(stage, mapped, locations)
    _buy(stage, moved, seen)


def _map(stage: Stage, warehouse: Record) -> str:
    """Let the warehouse be a stock location of the store, and return the location's id there.

    Odoo makes it, unless the store has it from an earlier demo.
    """
    odoo, name = stage.odoo, warehouse["name"]
    domain = [["backend_id", "=", stage.backend_id], ["name", "=", name]]
    known = odoo.search("medusa.stock.location", domain, "id", limit=1)
    values = {
        "backend_id": stage.backend_id,
        "warehouse_ids": [[6, 0, [warehouse["id"]]]],
        "location_id": known[0]["id"] if known else False,
    }
    line = odoo.create("medusa.stock.line", values)
    if not known:
        odoo.call("medusa.stock.line", "action_create_location", [line])
        say(f"  “Create in Medusa”: stock location “{name}”, linked to the sales channel.")
    made = odoo.read("medusa.stock.line", line, "location_id", "problem")
    if made["problem"]:
        stage.trouble(made["problem"])
        return ""
    return odoo.read("medusa.stock.location", made["location_id"][0], "medusa_id")["medusa_id"]


def _run_job(stage: Stage) -> int:
    """Have the scheduler run the stock job, and return how often it wrote to the store."""
    newest = nightly.newest(stage)
    with step("Odoo's scheduler runs the stock job"), nightly.due_now(stage, CRON):
        _wait(stage)
    domain = [["id", ">", newest], ["backend_id", "=", stage.backend_id], ["scope", "=", "stock"]]
    fields = ("state", "updated_count", "failed_count", "request_count", "write_count")
    runs = stage.odoo.search("medusa.sync.run", domain, *fields, order="id")
    if not runs:
        say("  Nothing differs: nothing is written, and there is no run in the list.")
    for run in runs:
        say(
            "  {updated_count} updated, {failed_count} failed "
            "(requests: {request_count}, of them writes: {write_count})".format(**run)
        )
        if run["state"] != "done":
            stage.trouble(f"The stock run ended as “{run['state']}”.")
    return sum(run["write_count"] for run in runs)


def _wait(stage: Stage) -> None:
    """Wait until the job is over: it is due again later then."""
    cron = stage.odoo.ref(CRON)
    due = stage.odoo.read("ir.cron", cron, "nextcall")["nextcall"]
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if stage.odoo.read("ir.cron", cron, "nextcall")["nextcall"] != due:
            return
        time.sleep(0.1)
    raise Failure("The stock job does not come to an end.")


def _check(stage: Stage, mapped: list[Record], locations: list[str]) -> dict[str, Row]:
    """Compare what can be bought with what is there; return the shop's variants."""
    expected = warehouses.available(stage, mapped)
    seen = {
        variant["metadata"]["external_id"]: {**variant, "name": product["title"]}
        for product in stage.shop.products(LEVELS)
        for variant in product["variants"]
        if variant["manage_inventory"]
    }
    what = f"Stock of {len(seen)} variants in {len(locations)} locations, and what can be bought"
    compare(
        stage,
        what,
        {key: (row, sum(row)) for key, row in expected.items()},
        {key: (_levels(row, locations), row["inventory_quantity"]) for key, row in seen.items()},
    )
    in_both = [key for key, row in expected.items() if all(row) and key in seen]
    for key in in_both[:SHOWN]:
        row = seen[key]
        parts = " + ".join(f"{quantity:g}" for quantity in _levels(row, locations))
        say(f"    {row['name']} ({row['title']}): {parts}, {row['inventory_quantity']:g} to buy")
    return seen


def _levels(variant: Row, locations: list[str]) -> list[float]:
    """Return what is available of a variant in each of the stock locations."""
    levels = {
        level["location_id"]: level["available_quantity"]
        for item in variant["inventory_items"]
        for level in item["inventory"]["location_levels"]
    }
    return [levels.get(location, 0) for location in locations]


def _buy(stage: Stage, product: Record, seen: dict[str, Row]) -> None:
    """Put all that is there into a cart, and one more."""
    row = seen.get(str(product["id"]))
    count = int(row["inventory_quantity"]) if row else 0
    if not count:
        stage.trouble(f"{product['display_name']} can't be bought.")
        return
    stage.shop.unit_price(row["id"], count)
    try:
        stage.shop.unit_price(row["id"], count + 1)
    except Failure:
        say(f"  A cart with {count} pieces of {row['name']} is filled, {count + 1} are refused.")
    else:
        stage.trouble(f"The shop sells {count + 1} pieces of {row['name']}, and {count} are there.")
