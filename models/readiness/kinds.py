"""What Medusa would sell wrongly: docs/products.md has the table."""

from ..core.sentence import join, keep
from ..product.roles import PROGRAMS
from .lack import Lack

# What is sold for a place and a date that only Odoo's own shop asks for …
_EVENTS = ("event", "event_booth")
# … and what only Odoo hands out to whoever ordered it there.
_ACCESSES = ("course", "partnership")


def find_no_variant(facts):
    """Odoo makes it when it is ordered."""
    if facts.shared.get_variants(facts.product):
        return None
    return Lack(
        keep(facts.env)._(
            "It has no variant yet: the store can't make one when it is ordered, as Odoo does."
        )
    )


def find_combo(facts):
    """Its choices are other products."""
    if facts.product.type != "combo":
        return None
    return Lack(
        keep(facts.env)._("The store can't offer the choices of a combo. Sell its products.")
    )


def find_event(facts):
    """A ticket, or a booth."""
    if facts.product.service_tracking not in _EVENTS:
        return None
    return Lack(
        keep(facts.env)._(
            "It is a ticket or booth of an event, and the store can't ask of which. Sell it on "
            "Odoo's website."
        )
    )


def find_access(facts):
    """To a course, or as a member."""
    if facts.product.service_tracking not in _ACCESSES:
        return None
    return Lack(
        keep(facts.env)._(
            "It is the access to a course or a membership: the store would take the money, and "
            "nobody would get it. Sell it on Odoo's website."
        )
    )


def find_subscription(facts):
    """It is invoiced again and again."""
    product = facts.product
    if "recurring_invoice" not in product._fields or not product.recurring_invoice:
        return None
    return Lack(keep(facts.env)._("The store would sell and invoice a subscription only once."))


def find_booked(facts):
    """Odoo needs the product for its own bookings."""
    return _find_role(facts, _get_booked_texts)


def find_money(facts):
    """It is paid with later on."""
    return _find_role(facts, _get_money_texts)


def _find_role(facts, get_texts):
    variants, known = facts.shared.get_variants(facts.product), facts.shared.roles
    roles = {known[variant.id] for variant in variants if variant.id in known}
    if not roles:
        return None
    texts = get_texts(facts.env)
    found = sorted(texts[role] for role in roles & texts.keys())
    return Lack(join(" ", found)) if found else None


def _get_booked_texts(env):
    """Return {role: sentence}, see `product.roles`."""
    _ = keep(env)._
    return {
        "discount": _("Odoo books discounts on it."),
        "tip": _("Odoo's point of sale books tips on it."),
        "down_payment": _("Odoo's point of sale books down payments on it."),
        "delivery": _("Odoo books a delivery method on it: shipping is set up in Medusa."),
    }


def _get_money_texts(env):
    _ = keep(env)._
    texts = {
        "gift_card": _(
            "It is a gift card: the store would take the money, and nobody would get a code. Sell "
            "it on Odoo's website."
        ),
        "ewallet": _(
            "It is a top-up of an eWallet: the store would take the money, and no wallet would "
            "get it. Sell it on Odoo's website."
        ),
    }
    return {role: texts[role] for role in PROGRAMS}


KINDS = {
    "variant": find_no_variant,
    "combo": find_combo,
    "event": find_event,
    "access": find_access,
    "subscription": find_subscription,
    "booked": find_booked,
    "money": find_money,
}
