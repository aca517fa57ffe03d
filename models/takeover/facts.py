"""What a match keeps of a product of the store: its variants, and what a push overwrites.

    {"variants": [{"id", "title", "sku", "barcode", "own": id of Odoo's variant, "way"}],
     "before": {...},
     "pushed": {"handle", "variants": {Medusa id: {"sku", "barcode"}}}}

`own` and `way` are those of a variant that a variant of Odoo is; `before` is what
`sync.shop_index.prepare_before` returns. Where nobody says yet which product of Odoo it is, its
variants keep their `values` and `mark`, and all that compares it. `pushed` is what the last push of
a product that was taken over made of the same.
"""

from ...sync.agreement import HARD
from ...sync.identity import DATABASE
from ...sync.shop_index import ShopProduct, ShopVariant


def make_facts(shop, agreement=None):
    """Return what is kept of a product of the store.

    :param ShopProduct shop: see `sync.shop_index`
    :param Agreement agreement: with a product of Odoo, see `sync.agreement`
    """
    pairs = {theirs: own for own, theirs in agreement.pairs.items()} if agreement else {}
    variants = [_make_variant(variant, pairs, agreement) for variant in shop.variants]
    facts = {"variants": variants, "before": shop.before}
    if agreement is None:
        facts |= {"numbers": sorted(shop.numbers), "database": shop.database}
    return facts


def _make_variant(variant, pairs, agreement):
    row = {"id": variant.id, "title": variant.title, "sku": variant.sku, "barcode": variant.barcode}
    own = pairs.get(variant.id)
    if own:
        row |= {"own": own, "way": agreement.ways[own]}
    if agreement is None:
        row |= {"mark": variant.mark, "values": sorted(variant.values)}
    return {name: value for name, value in row.items() if value}


def make_shop_product(match):
    """Return what is kept of a product of the store that no product of Odoo was compared with.

    :param match: `medusa.match`, or `medusa.match.shop`
    :rtype: ShopProduct
    """
    facts = match.facts or {}
    variants = tuple(
        ShopVariant(
            row["id"],
            *(row.get(name, "") for name in ("title", "sku", "barcode", "mark")),
            frozenset(row.get("values", ())),
        )
        for row in facts.get("variants", ())
    )
    return ShopProduct(
        match.medusa_id,
        match.store_title or "",
        match.store_handle or "",
        match.store_status or "",
        frozenset(facts.get("numbers", ())),
        facts.get("database", ""),
        variants,
        facts.get("before", {}),
    )


def get_pairs(facts):
    """Return {id of a variant of Odoo: id of the variant of the store}."""
    return {row["own"]: row["id"] for row in (facts or {}).get("variants", ()) if "own" in row}


def get_hard_pairs(facts):
    """Return the pairs of variants that agree by more than their values, as `get_pairs`."""
    rows = (facts or {}).get("variants", ())
    return {row["own"]: row["id"] for row in rows if row.get("way") in HARD}


def get_unpaired(facts):
    """Return the ids of the variants of the store that no variant of Odoo is."""
    return [row["id"] for row in (facts or {}).get("variants", ()) if "own" not in row]


def is_marked(facts):
    """Tell whether the product of the store carried the mark of this Odoo when it was read."""
    return bool((facts or {}).get("before", {}).get("marks", {}).get(DATABASE))
