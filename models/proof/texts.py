"""What a shopper sees otherwise, and why, in words."""

from ..core.number import show_number
from ..core.sentence import join, keep, say_of
from ..explain.cause_texts import tell_cause


def tell_faults(env, faults, regions):
    """Return a sentence on differences of one cause, kept for any reader's language.

    :param list[Fault] faults: of variants of one product, see `sync.proof_causes`
    :param regions: `medusa.region` by Medusa id
    """
    text, others = _tell_fault(env, faults[0], regions), len(faults) - 1
    if not others:
        return text
    return join(" ", [text, keep(env)._("So it is with %s more of its variants.", others)])


def _tell_fault(env, fault, regions):
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
