"""What people do by mistake, in Medusa and in Odoo, and how it is put right."""

from ..shell import say
from . import jobs
from .stage import Record, Stage

WRONG = 10  # times the right price: a comma in the wrong place
CHEAP, MANY = 0.5, 5


def by_hand(stage: Stage) -> None:
    """Somebody changes a price in Medusa by hand; the night tells, a button puts it right."""
    [product] = _with_one_price(stage, 1)
    before = _prices(stage)
    # Without these, a price reads as if it had no rules.
    rules = "variants.prices.price_rules"
    fields = f"id,variants.id,*variants.prices,{rules}.attribute,{rules}.value"
    row = _find(stage, product["id"], fields)
    [variant] = row["variants"]
    prices = [_lower(price, stage.shop.region["currency_code"]) for price in variant["prices"]]
    path = f"/admin/products/{row['id']}/variants/{variant['id']}"
    stage.store.admin().post(path, json={"prices": prices})
    jobs.nightly(stage)
    mine = [["backend_id", "=", stage.backend_id], ["state", "=", "open"]]
    told = stage.search("medusa.drift", mine, "product_tmpl_id", "field_label", "store_text")
    for line in told:
        say(f"  {line['product_tmpl_id'][1]}, {line['field_label']}: {line['store_text']} there")
    if [line["product_tmpl_id"][0] for line in told] != [product["id"]]:
        stage.trouble("It should have told this one price.")
    rows = [line["id"] for line in told]
    jobs.wait_for_runs(stage, lambda: stage.env["medusa.drift"].action_take_odoo(rows))
    stage.compare("Prices, after Take Odoo's", before.items(), _prices(stage).items())


def wrong_import(stage: Stage) -> None:
    """Wrong prices are imported into Odoo and pushed; the run is undone."""
    before = _prices(stage)
    products = _with_one_price(stage, MANY)
    for row in products:
        _set_price(stage, row, row["list_price"] * WRONG)
    run = jobs.nightly(stage)
    changes = stage.env["medusa.sync.change.line"].search_count([["run_id", "=", run["id"]]])
    say(f"  What this run changed: {changes} fields")
    wizard = stage.env["medusa.undo.wizard"].create({"run_id": run["id"]})
    jobs.wait_for_runs(stage, lambda: stage.env["medusa.undo.wizard"].action_undo([wizard]))
    stage.compare("Prices, after Undo This Run", before.items(), _prices(stage).items())
    say("  Odoo still has the wrong ones: its products are held back, corrected and released.")
    for row in products:
        _set_price(stage, row, row["list_price"])
    held = [["backend_id", "=", stage.backend_id], ["held_by_run_id", "!=", False]]
    bindings = stage.env["medusa.product.binding"].search(held)
    if len(bindings) != len(products):
        stage.trouble(f"{len(products)} products were undone, {len(bindings)} are held.")
    stage.env["medusa.product.binding"].action_release(bindings)
    jobs.nightly(stage)
    stage.compare("Prices, after the next night", before.items(), _prices(stage).items())


def _with_one_price(stage: Stage, count: int) -> list[Record]:
    """Return products of a single variant, the dearest first: their price is the product's."""
    found = stage.sold("list_price", "product_variant_count", order="list_price desc, id")
    return [row for row in found if row["product_variant_count"] == 1][:count]


def _lower(price: Record, currency: str) -> Record:
    """Return a price as it is, but for the price of everybody in this currency."""
    rules = price.get("rules") or {}
    is_ours = price["currency_code"] == currency and not rules
    amount = CHEAP if is_ours else price["amount"]
    return {"currency_code": price["currency_code"], "amount": amount, "rules": rules}


def _set_price(stage: Stage, row: Record, price: float) -> None:
    stage.env["product.template"].write([row["id"]], {"list_price": price})


def _prices(stage: Stage) -> dict[str, float]:
    """Return {Odoo's id of a variant: what a shopper pays}."""
    return {
        key: row["calculated_price"]["calculated_amount"]
        for key, row in stage.shop.variants().items()
    }


def _find(stage: Stage, product_id: int, fields: str) -> Record:
    """Return a product of the store by its number in Odoo."""
    query = f"fields={fields}&external_id={product_id}"
    return stage.store.admin().rows("/admin/products", query)[0]
