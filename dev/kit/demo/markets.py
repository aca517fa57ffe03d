"""What countries differ in: a region's own prices, a reduced tax, and a price to compare with."""

from ..shell import say
from . import jobs
from .asked import ask_odoo
from .prices import CHEAPER_BY_TEN, SALE, make_pricelist
from .shop import Row, find_or_make
from .stage import Record, Stage

REGION, COUNTRY = "Antarctica", "aq"
STANDARD, REDUCED = 15, 6
CHEAPER = 10
ABOVE = 20


def markets(stage: Stage) -> None:
    """Markets: a region's own prices, a reduced tax, a price struck through."""
    region = _open_region(stage)
    stage.env["medusa.backend"].action_test_connection([stage.backend_id])
    pricelist = _price_region(stage, region)
    taxed = _reduce_tax(stage)
    compared = _compare_price(stage)
    jobs.nightly(stage)
    _check_region(stage, region, pricelist)
    _check_taxes(stage, taxed)
    _check_strike(stage, compared)


def _open_region(stage: Stage) -> Row:
    """Return a region of the store that has a standard and a reduced tax rate."""
    admin = stage.store.admin()
    own = stage.shop.region["currency_code"]
    region = find_or_make(admin, "regions", "region", {"name": REGION}, currency_code=own)
    default = {"rate": STANDARD, "code": "STANDARD", "name": "Standard"}
    further = {"provider_id": "tp_system", "default_tax_rate": default}
    country = find_or_make(admin, "tax-regions", "tax_region", {"country_code": COUNTRY}, **further)
    wanted = {"tax_region_id": country["id"], "code": "REDUCED"}
    find_or_make(admin, "tax-rates", "tax_rate", wanted, name="Reduced", rate=REDUCED)
    return region


def _price_region(stage: Stage, region: Row) -> int:
    """Let a pricelist give the region its own prices; return the pricelist."""
    own = region["currency_code"].upper()
    rule = {"compute_price": "percentage", "percent_price": CHEAPER}
    pricelist = make_pricelist(stage, f"Prices in {REGION}", own, rule)
    [known] = stage.env["medusa.region"].search([["medusa_id", "=", region["id"]]])
    line = {"pricelist_id": pricelist, "region_ids": [[6, 0, [known]]]}
    stage.env["medusa.price.line"].create({"backend_id": stage.backend_id, **line})
    return pricelist


def _reduce_tax(stage: Stage) -> str:
    """Give a product a reduced sales tax, and say which rates Odoo's taxes are; return its id."""
    values = {"name": f"{REDUCED}% reduced", "amount": REDUCED, "type_tax_use": "sale"}
    tax = stage.env["account.tax"].create(values)
    template = stage.read("product.product", stage.ref(CHEAPER_BY_TEN), "product_tmpl_id")[0]
    stage.env["product.template"].write([template], {"taxes_id": [[6, 0, [tax]]]})
    stage.env["medusa.backend"].action_list_taxes([stage.backend_id])
    rows = stage.search(
        "medusa.tax.map", [["backend_id", "=", stage.backend_id]], "tax_name", "rate_id"
    )
    for row in rows:
        say(f"  Tax {row['tax_name']} is {row['rate_id'] and row['rate_id'][1]}.")
    if warning := stage.backend("tax_warning"):
        stage.trouble(warning)
    return str(template)


def _compare_price(stage: Stage) -> Record:
    """Give a product with one variant a price to compare with; return the product."""
    found = stage.sold("name", "list_price", "product_variant_ids", order="name")
    product = next(
        row for row in found if len(row["product_variant_ids"]) == 1 and row["list_price"] > 10
    )
    product["compare"] = product["list_price"] + ABOVE
    values = {"compare_list_price": product["compare"]}
    stage.env["product.template"].write([product["id"]], values)
    stage.configure(push_strike_prices=True)
    return product


def _check_region(stage: Stage, region: Row, pricelist: int) -> None:
    """Compare the prices in the region: what is on sale everywhere is so there as well."""
    [sale] = stage.env["product.pricelist"].search([["name", "=", SALE]])
    asked, on_sale = ask_odoo(stage, pricelist), ask_odoo(stage, sale)
    variants = stage.shop.in_region(region).variants()
    seen = {key: row["calculated_price"]["calculated_amount"] for key, row in variants.items()}
    expected = ((key, min(price, on_sale[key])) for key, price in asked.items())
    stage.compare(f"Prices in {REGION}", expected, seen.items())
    key = str(stage.ref(CHEAPER_BY_TEN))
    say(f"    {variants[key]['name']}: {seen[key]:.2f}, elsewhere {on_sale[key]:.2f}")


def _check_taxes(stage: Stage, taxed: str) -> None:
    """Compare the taxes that the shop adds to prices for shoppers of the country."""
    rows = stage.shop.variants(country=COUNTRY)
    prices = {key: row["calculated_price"] for key, row in rows.items()}
    seen = {
        key: round(100 * price["calculated_amount_with_tax"] / price["calculated_amount"] - 100, 2)
        for key, price in prices.items()
        if price["calculated_amount"]
    }
    expected = {key: REDUCED if rows[key]["product"] == taxed else STANDARD for key in seen}
    stage.compare(f"Taxes in {REGION}, in percent", expected.items(), seen.items())
    reduced = [rows[key]["name"] for key in seen if expected[key] == REDUCED]
    say(f"    {REDUCED} %: {', '.join(reduced)}")


def _check_strike(stage: Stage, product: Record) -> None:
    """Compare the price that is struck through, and the one beside it."""
    [key] = map(str, product["product_variant_ids"])
    price = stage.shop.variants()[key]["calculated_price"]
    seen = (price["original_amount"], price["calculated_amount"])
    if seen != (product["compare"], product["list_price"]):
        stage.trouble(f"{product['name']} should be struck through, and shows {seen}.")
    else:
        say(f"  Struck through: {product['name']}, {seen[1]:.2f} instead of {seen[0]:.2f}.")
