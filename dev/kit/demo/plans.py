"""What a run would do, said before it."""

import time

from ..shell import Failure, say, step
from .stage import Record, Stage

COUNTERS = ("created", "updated", "withdrawn", "failed", "unchanged")
PATIENCE = 900  # seconds
SHOWN = 6


def before_the_first_night(stage: Stage) -> None:
    """A plan of the first night: what it would do, and nothing is sent."""
    held = len(stage.shop.products())
    plan = make_plan(stage)
    selected = stage.backend("product_count")
    if plan["created"] + plan["updated"] != selected:
        stage.trouble(f"{selected} products are selected, the plan names others.")
    if len(stage.shop.products()) != held:
        stage.trouble("The plan wrote to the store.")


def make_plan(stage: Stage) -> Record:
    """Ask for a plan of the store, wait for it and say it; return its counters by their names."""
    plans = stage.env["medusa.plan"]
    with step("A plan is made in the background"):
        key = stage.env["medusa.backend"].action_plan([stage.backend_id])["res_id"]
        end = time.monotonic() + PATIENCE
        while plans.read([key], ["state"])[0]["state"] in ("queued", "running"):
            if time.monotonic() > end:
                raise Failure("The plan does not come to an end.")
            time.sleep(0.2)
    fields = [f"{name}_count" for name in (*COUNTERS, "read", "write")]
    [row] = plans.read([key], ["state", *fields])
    found = {name: row[f"{name}_count"] for name in (*COUNTERS, "read", "write")}
    told = ", ".join(f"{found[name]} {name}" for name in COUNTERS)
    say(f"  {told}; reads: {found['read']}, writes: none; of the run: {found['write']}")
    if row["state"] != "done":
        stage.trouble(f"The plan ended as “{row['state']}”.")
    mine = [["plan_id", "=", key], ["kind", "=", "product"]]
    lines = stage.search("medusa.plan.line", mine, "name", "summary", order="id")
    for line in lines[:SHOWN]:
        say(f"    {line['name']}: {line['summary']}")
    return found
