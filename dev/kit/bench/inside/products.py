"""Make a catalogue, and change a part of it."""

BATCH = 500
SIZES = ("Small", "Medium", "Large", "Extra large")
DESCRIPTION = (
    "A sturdy companion for the office and the home. It is made of oiled oak and powder-coated "
    "steel, comes ready to use, and all of its parts can be bought again for ten years."
)


def make(env, count: int) -> dict:
    """Make ``count`` products; every fifth has four variants, one of them at a higher price."""
    # What a catalogue's history says is none of what is measured.
    templates = env["product.template"].with_context(tracking_disable=True)
    templates.search([]).sale_ok = False
    attribute = env["product.attribute"].create({"name": "Size"})
    names = [{"attribute_id": attribute.id, "name": size} for size in SIZES]
    values = env["product.attribute.value"].create(names)
    values[-1].default_extra_price = 4.5
    for start in range(0, count, BATCH):
        numbers = range(start, min(start + BATCH, count))
        batch = templates.create([_prepare(number, attribute, values) for number in numbers])
        _name_variants(batch)
        env.cr.commit()
        env.invalidate_all()
    return {"products": templates.search_count([("sale_ok", "=", True)])}


def _prepare(number: int, attribute, values) -> dict:
    """Return the values of one product."""
    vals = {
        "name": f"Writing desk {number}",
        "description_sale": f"{DESCRIPTION} Item {number}.",
        "list_price": 20 + number % 400 + 0.9,
        "weight": 1 + number % 30,
        "default_code": f"DESK-{number}",
    }
    if number % 5 == 0:
        line = {"attribute_id": attribute.id, "value_ids": [(6, 0, values.ids)]}
        vals["attribute_line_ids"] = [(0, 0, line)]
    return vals


def _name_variants(products) -> None:
    """Give an SKU to each variant of the products that have several."""
    for product in products.filtered("attribute_line_ids"):
        for number, variant in enumerate(product.product_variant_ids):
            variant.default_code = f"DESK-S-{product.id}-{number}"


def change_prices(env, count: int, raise_by: int) -> None:
    """Raise the price of ``count`` products, evenly spread over the catalogue."""
    products = env["product.template"].search([("sale_ok", "=", True)], order="id")
    every = max(len(products) // count, 1)
    for product in products[::every][:count]:
        product.list_price += 1 + raise_by
    env.cr.commit()
