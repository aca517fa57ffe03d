from odoo import api, fields, models

from .facts import SHOWN_STATES, describe, get_words


class MedusaLiveStoreMixin(models.AbstractModel):
    """Shows which runs of a store are under way."""

    _name = "medusa.live.store.mixin"
    _description = "Runs of a Medusa Store as They Go On"

    live = fields.Json("Under Way", compute="_compute_live")

    @api.depends("run_ids.state")
    @api.depends_context("uid", "lang")
    def _compute_live(self):
        mine = [("backend_id", "in", self.ids), ("state", "in", SHOWN_STATES)]
        runs = self.env["medusa.sync.run"].search(mine, order="id").grouped("backend_id")
        words = get_words(self.env)
        for backend in self:
            backend.live = bool(backend.id) and {
                "backend_id": backend.id,
                "runs": [describe(run) for run in runs.get(backend._origin, ())],
                "words": words,
                "may_cancel": backend.has_access("write"),
            }


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.live.store.mixin"]
