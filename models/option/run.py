from odoo import fields, models


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    option_scope = fields.Char(readonly=True, help="The store's, as it was when the run began.")

    def _start(self):
        if not self.phase:
            self.option_scope = self.backend_id.option_scope
        return super()._start()
