"""The connection, the first nights, and what shoppers see."""

from ..shell import say
from . import jobs
from .asked import ask_odoo
from .plans import make_plan
from .stage import SOLD, Stage

SHOWN = 4


def connection(stage: Stage) -> None:
    """The store is entered in Odoo."""
    channel = stage.shop.channel
    values = {"name": channel["name"], "url": stage.store.url, "api_key": stage.store.api_key}
    backends = stage.env["medusa.backend"]
    stage.backend_id = backends.create(values)
    backends.action_test_connection([stage.backend_id])
    for line in (stage.backend("connection_message") or "").splitlines():
        say(f"  {line}")
    if stage.backend("connection_state") != "ok":
        stage.trouble("The connection failed.")
    add_currencies(stage)
    # The test has made all channels known to Odoo.
    domain = [["backend_id", "=", stage.backend_id], ["medusa_id", "=", channel["id"]]]
    found = stage.env["medusa.sales.channel"].search(domain)
    if not found:
        stage.trouble(f"Odoo does not know the sales channel {channel['name']}.")
        return
    stage.configure(sales_channel_ids=[[6, 0, found]])
    say(f"  {stage.backend('product_count')} products are selected for {channel['name']}.")


def add_currencies(stage: Stage) -> None:
    """Press the button that adds the currencies of the prices to the store, where any lacks."""
    if stage.backend("missing_currencies"):
        stage.env["medusa.backend"].action_add_currencies([stage.backend_id])
        say(f"  “Add Currencies to the Store”: it has {stage.backend('store_currencies')} now.")


def first_night(stage: Stage) -> None:
    """The first night: every product is pushed."""
    run = jobs.nightly(stage)
    selected = stage.backend("product_count")
    pushed = run["created"] + run["updated"]  # a store of one's own may have them already
    if pushed != selected:
        stage.trouble(f"{selected} products are selected, {pushed} were pushed.")


def second_night(stage: Stage) -> None:
    """The second night: nothing changed, nothing is written."""
    run = jobs.nightly(stage)
    if run["write"] or run["created"] or run["updated"]:
        stage.trouble("Something was written, although nothing had changed.")


def one_price(stage: Stage) -> None:
    """The third night: one price was changed."""
    # With one variant, the price of the product is the price of the variant.
    found = stage.sold("name", "list_price", "product_variant_count", order="name")
    product = next(
        row for row in found if row["product_variant_count"] == 1 and row["list_price"] > 10
    )
    price = product["list_price"] + 7.5
    stage.env["product.template"].write([product["id"]], {"list_price": price})
    say(f"  {product['name']}: {product['list_price']:.2f} -> {price:.2f} in Odoo")
    plan = make_plan(stage)
    if (plan["updated"], plan["created"], plan["write"]) != (1, 0, 1):
        stage.trouble("The plan should have named one update in one write.")
    run = jobs.nightly(stage)
    if (run["updated"], run["created"], run["write"]) != (1, 0, 1):
        stage.trouble("It should have been one update in one write.")
    shown = [
        variant["calculated_price"]["calculated_amount"]
        for row in stage.shop.products()
        if row["external_id"] == str(product["id"])
        for variant in row["variants"]
    ]
    if shown == [price]:
        say(f"  In the shop: {price:.2f}")
    else:
        stage.trouble(f"The shop should show {price:.2f}, and shows {shown}.")


def shoppers(stage: Stage) -> None:
    """What shoppers see, from Medusa's Store API."""
    stage.compare(
        "Titles of products",
        ((row["id"], row["name"]) for row in stage.sold("name")),
        ((row["external_id"], row["title"]) for row in stage.shop.products()),
    )
    variants = stage.shop.variants()
    seen = {key: row["calculated_price"]["original_amount"] for key, row in variants.items()}
    for key in list(seen)[:SHOWN]:
        say(f"    {variants[key]['name']}: {seen[key]:.2f}")
    rows = stage.search("product.product", SOLD, "product_tmpl_id")
    asked = ask_odoo(stage)
    stage.compare(
        "Variants, each with its product and its price",
        ((row["id"], (row["product_tmpl_id"][0], asked[str(row["id"])])) for row in rows),
        ((key, (int(row["product"]), seen[key])) for key, row in variants.items()),
    )
