from odoo import api, fields, models

from ..run.phase import KINDS, SCOPES
from ..run.run import COUNTERS
from .facts import SHOWN_STATES, describe, get_words
from .teller import tell_later

# What is told at once, and what with the next message.
URGENT = {"state", "phase"}
TOLD = URGENT | {"done_count", "phase_done", *(f"{name}_count" for name in COUNTERS)}


class MedusaLiveMixin(models.AbstractModel):
    """Tells of a run whatever changes of it."""

    _name = "medusa.live.mixin"
    _description = "A Medusa Run as It Goes On"

    live = fields.Json("Under Way", compute="_compute_live")
    scope_icon = fields.Char(compute="_compute_scope_icon")

    @api.depends("scope")
    def _compute_scope_icon(self):
        for run in self:
            run.scope_icon = run.scope and KINDS[SCOPES[run.scope].kind]

    @api.depends(*sorted(TOLD), "plan", "phase_start", "phase_total")
    @api.depends_context("uid", "lang")
    def _compute_live(self):
        for run in self:
            is_shown = run.id and run.state in SHOWN_STATES
            run.live = is_shown and {
                "backend_id": run.backend_id.id,
                "run_id": run.id,
                "runs": [describe(run)],
                "words": get_words(self.env),
                "may_cancel": run.backend_id.has_access("write"),
            }

    @api.model_create_multi
    def create(self, vals_list):
        runs = super().create(vals_list)
        tell_later(runs, is_urgent=True)
        return runs

    def write(self, vals):
        result = super().write(vals)
        if TOLD & set(vals):
            tell_later(self, is_urgent=bool(URGENT & set(vals)))
        return result


class MedusaSyncRun(models.Model):
    _name = "medusa.sync.run"
    _inherit = ["medusa.sync.run", "medusa.live.mixin"]
