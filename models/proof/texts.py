"""What a shopper sees otherwise, and why, in words."""

from ..core.number import show_number
from ..core.sentence import join, keep, say_of
from ..explain.cause_texts import tell_cause


def tell_fault(env, fault, regions):
    """Return a sentence on a difference and its cause, kept for any reader's language.

    :param Fault fault: see `sync.proof_causes`
    :param regions: `medusa.region` by Medusa id
    """
    kept = keep(env)
    gap, text = fault.gap, tell_cause(kept, fault.cause)
    if gap.what in ("quantity", "backorder"):
        return say_of(env, gap.variant.title, text)
    head = _tell_gap(kept, gap, regions)
    return join(" ", [head, text]) if head else text


def _tell_gap(env, gap, regions):
    """Return what a shopper sees, where the cause doesn't say it."""
    if gap.what == "hidden":
        return env._("It isn't shown.")
    if gap.what == "variant":
        return env._("%s isn't shown.", gap.variant.title)
    if gap.what == "price":
        return _tell_price(env, gap, regions)
    return ""


def _tell_price(env, gap, regions):
    region = regions.get(gap.market.id)
    currency = gap.market.currency.upper()
    values = {
        "variant": gap.variant.title,
        "region": region.name if region else gap.market.id,
        "store": gap.price and f"{show_number(gap.price.amount)} {currency}",
        "odoo": "" if gap.wanted is None else f"{show_number(gap.wanted)} {currency}",
    }
    if not gap.price and gap.wanted is None:
        return env._("%(variant)s has no price in %(region)s.", **values)
    if not gap.price:
        return env._("%(variant)s has no price in %(region)s, in Odoo %(odoo)s.", **values)
    return env._("%(variant)s costs %(store)s in %(region)s, in Odoo %(odoo)s.", **values)
