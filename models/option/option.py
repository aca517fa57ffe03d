from odoo import fields, models

from ...sync.option_job import Known

# The choices of `medusa.backend.option_scope`.
SHARED, PRODUCT = "shared", "product"


class MedusaOptionMixin(models.AbstractModel):
    """What an attribute, or one of its values, is in a store."""

    _name = "medusa.option.record.mixin"
    _description = "Attribute or Value in a Medusa Store"
    _order = "name, id"

    external_id = fields.Char("External ID", required=True, readonly=True)
    name = fields.Char(readonly=True, help="As the store calls it.")
    medusa_id = fields.Char("Medusa ID", readonly=True)
    is_created = fields.Boolean(
        "Made by Odoo",
        readonly=True,
        help="It was not in the store before. What was is used as it is: it is neither renamed "
        "nor deleted.",
    )
    kept_until = fields.Date(
        readonly=True,
        help="Nothing in Odoo needs it, but something in the store does: until then, it isn't "
        "tried again to delete it.",
    )

    def _get_known(self):
        """Return what the record is in the store, for the engine; None where it isn't there."""
        if not self.medusa_id:
            return None
        return Known(self.medusa_id, self.name or "", self.is_created)

    def _prepare_known_vals(self, known):
        """Return the fields that keep what an engine found or made.

        :param Known known: or None
        """
        if not known:
            return {"medusa_id": False}
        return {
            "medusa_id": known.medusa_id,
            "name": known.title,
            "is_created": known.is_made,
            "kept_until": False,
        }


class MedusaOption(models.Model):
    """An option that the whole shop shares: an attribute of Odoo."""

    _name = "medusa.option"
    _description = "Option in a Medusa Store"
    _inherit = ["medusa.option.record.mixin", "medusa.failure.mixin"]

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True)
    value_ids = fields.One2many("medusa.option.value", "option_id", "Values", readonly=True)
    payload_hash = fields.Char(readonly=True)

    _attribute_unique = models.Constraint(
        "UNIQUE (backend_id, external_id)", "An attribute is one option of a store."
    )


class MedusaOptionValue(models.Model):
    """A value of a shared option: a value of Odoo's attribute."""

    _name = "medusa.option.value"
    _description = "Value of an Option in a Medusa Store"
    _inherit = ["medusa.option.record.mixin"]
    _order = "rank, id"

    rank = fields.Integer("Place", readonly=True, aggregator=None, help="Among the values.")
    option_id = fields.Many2one(
        "medusa.option", required=True, readonly=True, ondelete="cascade", index=True
    )
    backend_id = fields.Many2one(related="option_id.backend_id", store=True, index=True)
    company_id = fields.Many2one(related="option_id.company_id", store=True)

    _value_unique = models.Constraint(
        "UNIQUE (option_id, external_id)", "A value of an attribute is one value of its option."
    )
