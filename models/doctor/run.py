from odoo import fields, models


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    scope = fields.Selection(
        selection_add=[("examine", "Examination"), ("mend", "Mending")],
        ondelete={"examine": "set default", "mend": "set default"},
    )


class MedusaSyncLog(models.Model):
    _inherit = "medusa.sync.log"

    finding_id = fields.Many2one(
        "medusa.finding", "Finding", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _get_operation_texts(self):
        _ = self.env._
        return {
            **super()._get_operation_texts(),
            "examine": _("The store was examined."),
            "mend": _("{name} was mended in the store."),
        }
