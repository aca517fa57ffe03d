"""A manager enters the store's address and key, and tests the connection."""

from ..shell import say
from .stage import Stage

TITLE = "The store is entered in Odoo"


def tell(stage: Stage) -> None:
    """Make the store's record in Odoo, and let the demo's sales channel be the one it uses."""
    odoo = stage.odoo
    values = {"name": stage.shop.channel["name"], "url": stage.store.url}
    stage.backend_id = odoo.create("medusa.backend", values | {"api_key": stage.store.api_key})
    odoo.call("medusa.backend", "action_test_connection", [stage.backend_id])
    fields = ("connection_state", "connection_message", "product_count")
    backend = odoo.read("medusa.backend", stage.backend_id, *fields)
    for line in (backend["connection_message"] or "").splitlines():
        say(f"  {line}")
    if backend["connection_state"] != "ok":
        stage.trouble("The connection failed.")
    add_currencies(stage)
    _choose_channel(stage)
    say(f"  {backend['product_count']} products are selected for this store.")


def add_currencies(stage: Stage) -> None:
    """Press the button that adds the currencies of the prices to the store, where any lacks."""
    missing = stage.odoo.read("medusa.backend", stage.backend_id, "missing_currencies")
    if not missing["missing_currencies"]:
        return
    stage.odoo.call("medusa.backend", "action_add_currencies", [stage.backend_id])
    backend = stage.odoo.read("medusa.backend", stage.backend_id, "store_currencies")
    say(f"  “Add Currencies to the Store”: it has {backend['store_currencies']} now.")


def _choose_channel(stage: Stage) -> None:
    """Choose the sales channel of the demo's shop: the test has made all channels known."""
    channel = stage.shop.channel
    domain = [["backend_id", "=", stage.backend_id], ["medusa_id", "=", channel["id"]]]
    found = stage.odoo.search("medusa.sales.channel", domain, "id")
    if not found:
        stage.trouble(f"Odoo does not know the sales channel {channel['name']}.")
        return
    chosen = {"sales_channel_ids": [[6, 0, [found[0]["id"]]]]}
    stage.odoo.write("medusa.backend", stage.backend_id, chosen)
    say(f"  Sales channel: {channel['name']}.")
