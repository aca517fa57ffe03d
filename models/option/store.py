from odoo import fields, models

from .option import PRODUCT, SHARED


class MedusaOptionStoreMixin(models.AbstractModel):
    """Whether the products of a store share their options."""

    _name = "medusa.option.mixin"
    _description = "Options in a Medusa Store"

    option_scope = fields.Selection(
        [(SHARED, "Shared by the whole shop"), (PRODUCT, "One per product")],
        "Options",
        required=True,
        default=SHARED,
        tracking=True,
        help="Shared: each attribute is one option of the shop. Shoppers filter by it, it is "
        "translated once, and a new name of it or of a value is one request for the whole shop.\n"
        "One per product: each product has an option of its own for each of its attributes.\n"
        "When this changes, the next run over all products passes them from the one kind to the "
        "other. Products, variants and prices stay the same ones.",
    )
    option_ids = fields.One2many("medusa.option", "backend_id", "Shared Options")


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.option.mixin"]


class MedusaStoreSurvey(models.AbstractModel):
    _inherit = "medusa.store.survey"

    def _forget(self, backends):
        """Forget what attributes were in the former store: products would name it here."""
        result = super()._forget(backends)
        # sudo: nobody but the connector writes options.
        backends.sudo().option_ids.unlink()
        return result


class MedusaOtherDatabase(models.Model):
    _inherit = "medusa.other.database"

    def _forget_pushed(self, backend):
        result = super()._forget_pushed(backend)
        # sudo: nobody but the connector writes options.
        backend.sudo().option_ids.payload_hash = False
        return result
