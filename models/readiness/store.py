from odoo import fields, models

_LEVELS = [
    ("off", "Isn't asked for"),
    ("tell", "Is told"),
    ("draft", "Stays a draft without"),
]
_SELLS = [
    ("off", "Is sold"),
    ("tell", "Is sold, and told"),
    ("draft", "Stays a draft"),
]


def _asked(label, **options):
    return fields.Selection(_LEVELS, label, required=True, default="off", **options)


def _sold_wrongly(label, **options):
    return fields.Selection(_SELLS, label, required=True, default="draft", **options)


class MedusaReadinessMixin(models.AbstractModel):
    """What a store asks of its products before it sells them, see `checks`."""

    _name = "medusa.readiness.mixin"
    _description = "Ready to Sell in a Medusa Store"

    readiness_picture = _asked(
        "A Picture", help="One that the store can show. Only where pictures are pushed."
    )
    readiness_price = _asked("A Price above 0", help="Of each variant, in each currency.")
    readiness_description = _asked("A Description", help="The one for shoppers.")
    readiness_category = _asked("A Category")
    readiness_weight = _asked("A Weight", help="Of each variant of goods.")
    readiness_barcode = _asked("A Barcode", help="Of each variant.")
    readiness_reference = _asked("An Internal Reference", help="Of each variant: the store's SKU.")
    readiness_languages = _asked(
        "All Languages",
        help="The name, and the description where there is one, are written in the store's "
        "language and its further ones.",
    )

    readiness_variant = _sold_wrongly(
        "Without a Variant Yet", help="Odoo makes one when it is ordered, the store can't."
    )
    readiness_combo = _sold_wrongly("Combo", help="The store can't offer its choices.")
    readiness_event = _sold_wrongly(
        "Ticket or Booth of an Event", help="The store can't ask of which event."
    )
    readiness_access = _sold_wrongly(
        "Access to a Course, Membership", help="Nobody would get what was paid for."
    )
    readiness_subscription = _sold_wrongly(
        "Subscription", help="The store would sell and invoice it only once."
    )
    readiness_booked = _sold_wrongly(
        "What Odoo Books On",
        help="Products of discounts, rewards, tips, down payments and delivery methods.",
    )
    readiness_money = _sold_wrongly(
        "Gift Card, Top-Up of an eWallet",
        help="Nobody would get a code, and no wallet the money.",
    )


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.readiness.mixin"]
