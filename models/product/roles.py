"""Products that Odoo needs for itself: discounts, tips, gift cards. A shop must not sell them."""

# (model, field that names the product, what it is there): of modules that need not be installed
_FIELDS = (
    ("loyalty.reward", "discount_line_product_id", "discount"),
    ("res.company", "sale_discount_product_id", "discount"),
    ("pos.config", "discount_product_id", "discount"),
    ("pos.config", "tip_product_id", "tip"),
    ("pos.config", "down_payment_product_id", "down_payment"),
    ("delivery.carrier", "product_id", "delivery"),
)
# The same as the modules make them, also while nobody chose them.
_RECORDS = (
    ("point_of_sale.product_product_tip", "tip"),
    ("pos_discount.product_product_consumable", "discount"),
    ("pos_sale.default_downpayment_product", "down_payment"),
    ("loyalty.gift_card_product_50", "gift_card"),
    ("loyalty.ewallet_product_50", "ewallet"),
)
# Programs whose products are money that Odoo books when they are bought there.
PROGRAMS = ("gift_card", "ewallet")

GIFT_CARD = "gift_card"
# Odoo's types of products, and money that is a service there.
KINDS = [
    ("consu", "Goods"),
    ("service", "Service"),
    ("combo", "Combo"),
    (GIFT_CARD, "Gift card or top-up"),
]
# Nobody brings these anywhere.
UNSHIPPED = ("service", GIFT_CARD)


def collect_roles(backend, variants):
    """Return {variant id: what Odoo needs it for}, in a query per model.

    :param backend: the store, `medusa.backend`
    :param variants: `product.product` records
    """
    found = {}
    for role, ids in _find(backend.env, variants):
        found |= dict.fromkeys(ids, role)
    return found


def _find(env, variants):
    """Yield (role, ids of variants)."""
    for model, name, role in _FIELDS:
        if model in env and name in env[model]._fields:
            # sudo: what the product is used for may be nobody's to read who pushes products.
            records = env[model].sudo().with_context(active_test=False)
            yield (
                role,
                [row.id for [row] in records._read_group([(name, "in", variants.ids)], [name])],
            )
    if "loyalty.rule" in env:
        for role in PROGRAMS:
            # sudo: whoever pushes products need not manage programs.
            rules = env["loyalty.rule"].sudo().with_context(active_test=False)
            domain = [("program_id.program_type", "=", role), ("product_ids", "in", variants.ids)]
            yield role, [row.id for [row] in rules._read_group(domain, ["product_ids"]) if row]
    for xmlid, role in _RECORDS:
        # Odoo keeps no note of what it doesn't find: it would ask the database each time.
        if xmlid.partition(".")[0] not in env.registry._init_modules:
            continue
        record = env.ref(xmlid, raise_if_not_found=False)
        if record:
            yield role, record.ids


def get_kind(product, shared):
    """Return which of `KINDS` a product is.

    :param product: one `product.template`
    :param Shared shared: see `context`
    """
    roles = {shared.roles.get(variant.id) for variant in shared.get_variants(product)}
    return GIFT_CARD if roles & set(PROGRAMS) else product.type
