"""A second currency, a quantity break and a sale, by the pricelists of Odoo."""

from ..medusa_shop import Row, Shop, in_currency
from ..shell import say
from . import connection, nightly, pricelists
from .compare import compare
from .pricelists import Pricelist
from .stage import Stage

TITLE = "Prices: two currencies, a quantity break and a sale"
CURRENCY = "EUR"
CHEAPER_BY_TEN = "product.product_product_12"
ON_SALE = "product.product_product_4_product_template"
MANY = 10


def tell(stage: Stage) -> None:
    """Set up pricelists in Odoo, run the job, and look at the prices as shoppers do."""
    variant = stage.odoo.read(
        "product.product", stage.odoo.ref(CHEAPER_BY_TEN), "display_name", "product_tmpl_id"
    )
    own = stage.shop.region["currency_code"].upper()
    by_ten = pricelists.discount(variant["product_tmpl_id"][0], 10, MANY)
    euro = pricelists.make(stage, "Prices in euro", CURRENCY, by_ten)
    base = pricelists.make(stage, "Base prices", own)
    sale = pricelists.make(
        stage, "Summer sale", own, pricelists.discount(stage.odoo.ref(ON_SALE), 20)
    )
    _set_up(stage, (base, euro), sale)
    nightly.run(stage, "Odoo's scheduler runs the nightly job")
    _check_sale(stage, base, sale)
    _check_currency(stage, euro, variant["id"], variant["display_name"])


def _set_up(stage: Stage, lines: tuple[Pricelist, ...], sale: Pricelist) -> None:
    """Let the store have base prices by ``lines``, and ``sale`` as a price list."""
    for line in lines:
        values = {"backend_id": stage.backend_id, "pricelist_id": line.id}
        stage.odoo.create("medusa.price.line", values)
        say(f"  Base prices in {line.currency}: pricelist “{line.name}”.")
    values = {"backend_id": stage.backend_id, "pricelist_id": sale.id, "price_type": "sale"}
    stage.odoo.create("medusa.price.list", values)
    say(f"  Price list in the store: pricelist “{sale.name}”.")
    connection.add_currencies(stage)


def _check_sale(stage: Stage, base: Pricelist, sale: Pricelist) -> None:
    """Compare the prices in the company's currency, those of the sale as well."""
    before, now = (pricelists.prices(stage.odoo, each) for each in (base, sale))
    variants = _variants(stage.shop)
    what = f"{len(variants)} prices in {base.currency}, with the sale"
    expected = {key: (now[key], before[key]) for key in now}
    seen = {
        key: (
            row["calculated_price"]["calculated_amount"],
            row["calculated_price"]["original_amount"],
        )
        for key, row in variants.items()
    }
    compare(stage, what, expected, seen)
    reduced = [key for key, (price, original) in seen.items() if price < original]
    for key in reduced:
        say(f"    {variants[key]['name']}: {seen[key][0]:.2f} instead of {seen[key][1]:.2f}")
    if not reduced:
        stage.trouble("Nothing is on sale in the shop.")


def _check_currency(stage: Stage, pricelist: Pricelist, variant_id: int, name: str) -> None:
    """Compare the prices in a further currency, and put many of a product into a cart."""
    shop = in_currency(stage.store, stage.shop, pricelist.currency.lower())
    variants = _variants(shop)
    seen = {key: row["calculated_price"]["calculated_amount"] for key, row in variants.items()}
    what = f"{len(seen)} prices in {pricelist.currency}"
    compare(stage, what, pricelists.prices(stage.odoo, pricelist), seen)
    key = str(variant_id)
    if key not in variants:
        stage.trouble(f"The shop doesn't show {name}.")
        return
    carts = {n: shop.unit_price(variants[key]["id"], n) for n in (MANY - 1, MANY)}
    shown = ", ".join(f"{count} pieces for {price:.2f} each" for count, price in carts.items())
    say(f"    {name} in a cart: {shown}")
    expected = {n: pricelists.prices(stage.odoo, pricelist, n)[key] for n in carts}
    if carts != expected or len(set(carts.values())) == 1:
        stage.trouble(f"In Odoo it is {expected}.")


def _variants(shop: Shop) -> dict[str, Row]:
    """Return the variants of the shop by Odoo's id, each with its product's ``name``."""
    return {
        variant["metadata"]["external_id"]: {
            **variant,
            "name": f"{product['title']} ({variant['title']})",
        }
        for product in shop.products()
        for variant in product["variants"]
    }
