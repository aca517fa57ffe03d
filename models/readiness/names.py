"""What a product lacks in a word or two, for whoever reads a list."""


def get_names(env):
    """Return {name of a check, see `checks`: what is missing}, in the reader's language."""
    _ = env._
    return {
        "picture": _("picture"),
        "price": _("price above 0"),
        "description": _("description"),
        "category": _("category"),
        "weight": _("weight"),
        "barcode": _("barcode"),
        "reference": _("internal reference"),
        "languages": _("translation"),
        "variant": _("variant"),
        "combo": _("a combo can't be sold there"),
        "event": _("an event can't be sold there"),
        "access": _("an access can't be sold there"),
        "subscription": _("a subscription can't be sold there"),
        "booked": _("Odoo books on it"),
        "money": _("it is paid with"),
    }
