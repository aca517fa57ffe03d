"""Write a catalogue down for Medusa's own import, in the columns of its template."""

import csv
from pathlib import Path

GRAMS = 1000


def write(env, file: str, channel: str) -> dict:
    """Write a row for each variant on sale.

    :param channel: the id of the sales channel that gets all of them
    """
    variants = env["product.product"].search([("sale_ok", "=", True)], order="product_tmpl_id, id")
    currency = env.company.currency_id.name
    rows = [
        {**_describe(variant, currency), "Product Sales Channel 1": channel} for variant in variants
    ]
    with Path(file).open("w", newline="") as target:
        writer = csv.DictWriter(target, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return {"rows": len(rows)}


def _describe(variant, currency: str) -> dict:
    """Return the row of a variant."""
    product, value = variant.product_tmpl_id, variant.product_template_attribute_value_ids
    return {
        "Product Handle": f"desk-{product.id}",
        "Product Title": product.name,
        "Product Description": product.description_sale,
        "Product Status": "published",
        "Product Weight": GRAMS * product.weight,
        "Product External Id": product.id,
        "Variant Title": value.name or "Default",
        "Variant SKU": variant.default_code,
        "Variant Manage Inventory": "FALSE",
        "Variant Weight": GRAMS * variant.weight,
        f"Variant Price {currency}": variant.lst_price,
        "Variant Option 1 Name": value.attribute_id.name or "Default",
        "Variant Option 1 Value": value.name or "Default",
    }
