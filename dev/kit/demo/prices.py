"""A second currency, a quantity break and a sale, by the pricelists of Odoo."""

from ..shell import say
from . import jobs
from .asked import ask_odoo
from .nights import add_currencies
from .stage import Record, Stage

CURRENCY = "EUR"
CHEAPER_BY_TEN = "product.product_product_12"
ON_SALE = "product.product_product_4_product_template"
MANY = 10
SALE = "Summer sale"


def prices(stage: Stage) -> None:
    """Prices: two currencies, a quantity break and a sale."""
    variant = stage.ref(CHEAPER_BY_TEN)
    own = stage.shop.region["currency_code"].upper()
    cheaper = stage.read("product.product", variant, "product_tmpl_id")[0]
    euro = make_pricelist(stage, "Prices in euro", CURRENCY, _discount(cheaper, 10, MANY))
    base = make_pricelist(stage, "Base prices", own)
    sale = make_pricelist(stage, SALE, own, _discount(stage.ref(ON_SALE), 20))
    for pricelist in (base, euro):
        line = {"backend_id": stage.backend_id, "pricelist_id": pricelist}
        stage.env["medusa.price.line"].create(line)
    line = {"backend_id": stage.backend_id, "pricelist_id": sale, "price_type": "sale"}
    stage.env["medusa.price.list"].create(line)
    say(f"  Pricelists of Odoo: base prices in {own} and {CURRENCY}, and a sale.")
    add_currencies(stage)
    jobs.nightly(stage)
    _check_sale(stage, own, base, sale)
    _check_euro(stage, euro, str(variant))


def make_pricelist(stage: Stage, name: str, currency: str, *rules: Record) -> int:
    """Return a new pricelist in a currency, which is switched on in Odoo."""
    currency_id = stage.ref(f"base.{currency}")
    stage.env["res.currency"].write([currency_id], {"active": True})
    items = [[0, 0, rule] for rule in rules]
    values = {"name": name, "currency_id": currency_id, "item_ids": items}
    return stage.env["product.pricelist"].create(values)


def _discount(product: int, percent: int, min_quantity: int = 0) -> Record:
    """Return a rule that makes one product cheaper."""
    return {
        "applied_on": "1_product",
        "product_tmpl_id": product,
        "compute_price": "percentage",
        "percent_price": percent,
        "min_quantity": min_quantity,
    }


def _check_sale(stage: Stage, currency: str, base: int, sale: int) -> None:
    """Compare the prices in the company's currency, those of the sale as well."""
    before, now = (ask_odoo(stage, pricelist) for pricelist in (base, sale))
    variants = stage.shop.variants()
    seen = {
        key: tuple(row["calculated_price"][f"{kind}_amount"] for kind in ("calculated", "original"))
        for key, row in variants.items()
    }
    expected = ((key, (now[key], before[key])) for key in now)
    stage.compare(f"Prices in {currency}, with the sale", expected, seen.items())
    reduced = [key for key, (price, original) in seen.items() if price < original]
    for key in reduced[:1]:
        say(f"    {variants[key]['name']}: {seen[key][0]:.2f} instead of {seen[key][1]:.2f}")
    if not reduced:
        stage.trouble("Nothing is on sale in the shop.")


def _check_euro(stage: Stage, pricelist: int, key: str) -> None:
    """Compare the prices in the second currency, and put many of a product into a cart."""
    shop = stage.shop.in_currency(CURRENCY.lower())
    variants = shop.variants()
    stage.compare(
        f"Prices in {CURRENCY}",
        ask_odoo(stage, pricelist).items(),
        ((each, row["calculated_price"]["calculated_amount"]) for each, row in variants.items()),
    )
    if key not in variants:
        stage.trouble(f"The shop doesn't show variant {key}.")
        return
    carts = {n: shop.unit_price(variants[key]["id"], n) for n in (MANY - 1, MANY)}
    shown = ", ".join(f"{count} pieces for {price:.2f} each" for count, price in carts.items())
    say(f"    {variants[key]['name']} in a cart: {shown}")
    expected = {n: ask_odoo(stage, pricelist, n)[key] for n in carts}
    if carts != expected or len(set(carts.values())) == 1:
        stage.trouble(f"In Odoo it is {expected}.")
