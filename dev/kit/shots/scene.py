"""What makes the screens worth a look: a second store, changes that wait, and failures."""

from ..demo import jobs
from ..demo.doctor import break_things
from ..demo.plans import make_plan
from ..demo.stage import Stage
from ..web import free_port

NOTHING_THERE = "http://127.0.0.1:{port}"


def prepare(stage: Stage) -> None:
    """Bring the shop of the story into a state with something on each screen."""
    backends = stage.env["medusa.backend"]
    nowhere = NOTHING_THERE.format(port=free_port(9100))
    outlet = backends.create({"name": "Outlet", "url": nowhere, "api_key": "sk_outlet"})
    backends.action_test_connection([outlet])
    products = stage.env["product.template"]
    made = {"sale_ok": True, "list_price": 79.0}
    copies = [
        products.create({"name": name, "default_code": "OAK-1", **made})
        for name in ("Oak Shelf", "Oak Shelf (copy)")
    ]
    products.create({"name": "Desk with a Price below Zero", **made, "list_price": -1.0})
    jobs.after(stage, "A night with failures", lambda: backends.action_sync_now([stage.backend_id]))
    # What somebody breaks in Medusa is found, and not mended yet.
    break_things(stage)
    jobs.wait_for_runs(stage, lambda: backends.action_examine([stage.backend_id]))
    stage.troubles.clear()  # those failures are wanted
    products.write(copies[:1], {"name": "Oak Shelf, Oiled"})
    for row in stage.sold("list_price", order="list_price desc, id", limit=3):
        products.write([row["id"]], {"list_price": row["list_price"] + 10})
    products.create({"name": "Walnut Stool", "default_code": "WALNUT-1", **made})
    make_plan(stage)
