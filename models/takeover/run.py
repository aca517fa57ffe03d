from odoo import fields, models


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    scope = fields.Selection(
        selection_add=[
            ("take_over", "Taking over: proposals"),
            ("take_over_undo", "Taking over: undo"),
            ("take_over_draft", "Taking over: make drafts"),
        ],
        ondelete={
            "take_over": "set default",
            "take_over_undo": "set default",
            "take_over_draft": "set default",
        },
    )
