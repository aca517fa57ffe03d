from odoo import fields, models


class MedusaProductBinding(models.Model):
    _inherit = "medusa.product.binding"

    translations_hash = fields.Char(readonly=True)
    translations = fields.Json(readonly=True, help="What was pushed in further languages.")


class MedusaTerm(models.Model):
    _inherit = "medusa.term"

    translations = fields.Json(readonly=True, help="What was pushed in further languages.")


class MedusaOption(models.Model):
    _inherit = "medusa.option"

    translations = fields.Json(readonly=True, help="What was pushed in further languages.")


class MedusaOptionValue(models.Model):
    _inherit = "medusa.option.value"

    translations = fields.Json(readonly=True, help="What was pushed in further languages.")


class MedusaProductRecorder(models.AbstractModel):
    """Lets the texts of a product be looked at again when it was written.

    Their hash knows the product and its variants, but neither options nor values: what was made
    anew begins without translations.
    """

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        if outcome.operation != "unchanged":
            vals["translations_hash"] = False
        return vals
