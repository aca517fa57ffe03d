from odoo import fields, models

_ALWAYS = ("always", "Odoo, always")
_CREATION = ("creation", "Odoo, only at creation")
_NEVER = ("never", "Medusa")

# What the table names, in its order.
OWNED = ("title", "description", "handle", "status", "pictures", "categories", "tags", "prices")


class MedusaBackend(models.Model):
    """Who owns which field of a product: what is Medusa's is neither sent nor compared."""

    _inherit = "medusa.backend"

    # A product of Medusa needs a title, and the handle of its creation keeps it from being made
    # twice: neither can be left to Medusa wholly.
    owner_title = fields.Selection([_ALWAYS, _CREATION], "Title", required=True, default="always")
    owner_handle = fields.Selection(
        [_ALWAYS, _CREATION], "Handle", required=True, default="creation"
    )
    owner_description = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER], "Description", required=True, default="always"
    )
    owner_status = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER],
        "Status",
        required=True,
        default="always",
        help="A product that leaves the selection is withdrawn all the same.",
    )
    owner_pictures = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER], "Pictures", required=True, default="always"
    )
    owner_categories = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER], "Categories of a Product", required=True, default="always"
    )
    owner_tags = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER], "Tags", required=True, default="always"
    )
    owner_prices = fields.Selection(
        [_ALWAYS, _CREATION, _NEVER], "Prices", required=True, default="always"
    )

    description_format = fields.Selection(
        [("html", "Rich text (HTML)"), ("text", "Plain text")],
        "Descriptions",
        required=True,
        default="html",
    )
    field_map_ids = fields.One2many("medusa.field.map", "backend_id", "Extra Fields")
    # [(model, target, metadata key)] of extra fields that aren't mapped any more
    former_targets = fields.Json(readonly=True, copy=False)

    def _get_owners(self):
        """Return {name: always, creation or never}, see `sync.ownership`."""
        self.ensure_one()
        return {name: self[f"owner_{name}"] for name in OWNED}
