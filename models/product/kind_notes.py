"""What Odoo offers of a product and a store doesn't, in sentences."""

from ..core.sentence import keep


def get_kind_notes(env, product, shared):
    """Return sentences on what a store doesn't offer of a product.

    :param product: one `product.template`
    :param Shared shared: see `context`
    :rtype: list[str]
    """
    notes = _get_choice_notes(env, product) if shared.get_lines(product) else []
    if "uom_ids" in product._fields and product.uom_ids - product.uom_id:
        notes.append(
            keep(env)._("Packagings aren't offered: the store sells by %s.", product.uom_id.name)
        )
    return notes


def _get_choice_notes(env, product):
    """Return sentences on choices that buyers have in Odoo alone."""
    notes = [
        keep(env)._(
            "The choice “%s” isn't offered: it makes no variants, and the store knows no other "
            "choices. Let it make variants, or offer each as a product.",
            line.attribute_id.name,
        )
        for line in _get_lost_choices(product)
    ]
    custom = product.attribute_line_ids.product_template_value_ids.filtered(
        lambda value: value.ptav_active and value.product_attribute_value_id.is_custom
    )
    if custom:
        notes.append(
            keep(env)._(
                "The text that buyers enter at “%s” isn't asked for: the store has no field for "
                "it.",
                ", ".join(custom.mapped("name")),
            )
        )
    return notes


def _get_lost_choices(product):
    """Return the lines of attributes that offer a choice without making variants."""
    return product.attribute_line_ids.filtered(
        lambda line: (
            line.attribute_id.create_variant == "no_variant"
            and (
                line.attribute_id.display_type == "multi"
                or len(line.product_template_value_ids._only_active()) > 1
            )
        )
    )
