from odoo import fields, models


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    trigger = fields.Selection(
        selection_add=[("soon", "Push soon")], ondelete={"soon": "set default"}
    )
    scope = fields.Selection(
        selection_add=[
            ("catalogue", "Products alone"),
            ("all_prices", "Prices"),
            ("pictures", "Pictures"),
            ("translations", "Further languages"),
        ],
        ondelete={
            "catalogue": "set default",
            "all_prices": "set default",
            "pictures": "set default",
            "translations": "set default",
        },
    )
