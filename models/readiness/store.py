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


class MedusaReadinessMixin(models.AbstractModel):
    """What a store asks of its products before it sells them, see `checks`."""

    _name = "medusa.readiness.mixin"
    _description = "Ready to Sell in a Medusa Store"

    readiness_picture = fields.Selection(
        _LEVELS,
        "A Picture",
        required=True,
        default="off",
        help="One that the store can show. Only where pictures are pushed.",
    )
    readiness_price = fields.Selection(
        _LEVELS,
        "A Price above 0",
        required=True,
        default="off",
        help="Of each variant, in each currency.",
    )
    readiness_description = fields.Selection(
        _LEVELS,
        "A Description",
        required=True,
        default="off",
        help="The one for shoppers.",
    )
    readiness_category = fields.Selection(
        _LEVELS,
        "A Category",
        required=True,
        default="off",
    )
    readiness_weight = fields.Selection(
        _LEVELS,
        "A Weight",
        required=True,
        default="off",
        help="Of each variant of goods.",
    )
    readiness_barcode = fields.Selection(
        _LEVELS,
        "A Barcode",
        required=True,
        default="off",
        help="Of each variant.",
    )
    readiness_reference = fields.Selection(
        _LEVELS,
        "An Internal Reference",
        required=True,
        default="off",
        help="Of each variant: the store's SKU.",
    )
    readiness_languages = fields.Selection(
        _LEVELS,
        "All Languages",
        required=True,
        default="off",
        help="The name, and the description where there is one, are written in the store's "
        "language and its further ones.",
    )

    readiness_variant = fields.Selection(
        _SELLS,
        "Without a Variant Yet",
        required=True,
        default="draft",
        help="Odoo makes one when it is ordered, the store can't.",
    )
    readiness_combo = fields.Selection(
        _SELLS,
        "Combo",
        required=True,
        default="draft",
        help="The store can't offer its choices.",
    )
    readiness_event = fields.Selection(
        _SELLS,
        "Ticket or Booth of an Event",
        required=True,
        default="draft",
        help="The store can't ask of which event.",
    )
    readiness_access = fields.Selection(
        _SELLS,
        "Access to a Course, Membership",
        required=True,
        default="draft",
        help="Nobody would get what was paid for.",
    )
    readiness_subscription = fields.Selection(
        _SELLS,
        "Subscription",
        required=True,
        default="draft",
        help="The store would sell and invoice it only once.",
    )
    readiness_booked = fields.Selection(
        _SELLS,
        "What Odoo Books On",
        required=True,
        default="draft",
        help="Products of discounts, rewards, tips, down payments and delivery methods.",
    )
    readiness_money = fields.Selection(
        _SELLS,
        "Gift Card, Top-Up of an eWallet",
        required=True,
        default="draft",
        help="Nobody would get a code, and no wallet the money.",
    )


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.readiness.mixin"]
