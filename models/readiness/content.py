"""What a shop shows of a product: is it there?"""

from odoo.tools import SQL

from ..core.sentence import keep
from .lack import Lack, make_lack

_TEXTS = ("name", "description_sale", "description_ecommerce")


def find_no_picture(facts):
    """A store that gets no pictures asks for none."""
    if facts.payload["pictures"] is None or facts.payload["pictures"]:
        return None
    return Lack(keep(facts.env)._("It has no picture that the store can show."))


def find_no_price(facts):
    """Each variant has a price above 0, in each currency."""
    prices = facts.shared.prices
    rows = [
        row
        for row in facts.payload["variants"]
        if min((price["amount"] for price in prices[int(row["external_id"])]), default=0) <= 0
    ]
    return make_lack(facts, keep(facts.env)._("It has no price above 0."), rows)


def find_no_description(facts):
    """The one that the store shows."""
    if facts.payload["product"].get("description"):
        return None
    return Lack(keep(facts.env)._("It has no description for shoppers."))


def find_no_category(facts):
    """Of the kind that becomes the store's categories, where any does."""
    source = facts.env["medusa.term.source"]
    records = source._get_records(facts.shared.backend, facts.product)
    if records.get("category", facts.product.categ_id):
        return None
    return Lack(keep(facts.env)._("It has no category."))


def find_no_weight(facts):
    """Goods alone have one."""
    if facts.product.type != "consu":
        return None
    rows = [row for row in facts.payload["variants"] if not row["fields"].get("weight")]
    return make_lack(facts, keep(facts.env)._("It has no weight."), rows)


def find_no_barcode(facts):
    """Of each variant."""
    rows = [row for row in facts.payload["variants"] if not row["fields"].get("barcode")]
    return make_lack(facts, keep(facts.env)._("It has no barcode."), rows)


def find_no_reference(facts):
    """Of each variant; it is the store's SKU."""
    rows = [row for row in facts.payload["variants"] if not row["fields"].get("sku")]
    return make_lack(facts, keep(facts.env)._("It has no internal reference."), rows)


def find_no_translation(facts):
    """Its name, and its description where it has one, in the store's languages."""
    backend, product = facts.shared.backend, facts.product
    wanted = [backend.lang, *backend.translation_lang_ids.mapped("code")]
    rich = "description_ecommerce" in product._fields and product.description_ecommerce
    texts = ["name"]
    if facts.payload["product"].get("description"):
        texts.append("description_ecommerce" if rich else "description_sale")
    present = facts.shared.languages.get(product.id, {})
    missing = [
        code
        for code in dict.fromkeys(wanted)
        if any(code not in present.get(name, ()) for name in texts)
    ]
    if not missing:
        return None
    names = [facts.env["res.lang"]._get_data(code=code).name or code for code in missing]
    return Lack(
        keep(facts.env)._("Its name or its description isn't written in %s.", ", ".join(names))
    )


def read_languages(products):
    """Return {product id: {field: codes of the languages it is written in}}, in one query.

    What isn't written in a language is read in English instead: nobody sees that it is missing.

    :param products: `product.template` records
    """
    names = [name for name in _TEXTS if name in products._fields]
    products.flush_recordset(names)
    columns = (SQL("ARRAY(SELECT jsonb_object_keys(%s))", SQL.identifier(name)) for name in names)
    rows = products.env.execute_query(
        SQL(
            "SELECT id, %s FROM product_template WHERE id = ANY(%s)",
            SQL(", ").join(columns),
            products.ids,
        )
    )
    return {
        key: {name: set(codes) for name, codes in zip(names, found, strict=True)}
        for key, *found in rows
    }


CONTENT = {
    "picture": find_no_picture,
    "price": find_no_price,
    "description": find_no_description,
    "category": find_no_category,
    "weight": find_no_weight,
    "barcode": find_no_barcode,
    "reference": find_no_reference,
    "languages": find_no_translation,
}
