from odoo import api, fields, models

from ..store.lists import open_list
from .run import OPEN_STATES


class MedusaBackend(models.Model):
    """What a person sees at a glance of a store's runs: the last one and the next one."""

    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.schedule.mixin"]

    last_run_id = fields.Many2one("medusa.sync.run", compute="_compute_last_run")
    open_run_id = fields.Many2one("medusa.sync.run", compute="_compute_last_run")
    run_count = fields.Integer("Runs", compute="_compute_run_count")
    last_run_state = fields.Selection(
        selection=lambda self: (
            self.env["medusa.sync.run"]._fields["state"]._description_selection(self.env)
        ),
        string="Result of Last Run",
        compute="_compute_last_run",
    )
    last_run_date = fields.Datetime("Last Run On", compute="_compute_last_run")
    next_run = fields.Datetime("Next Scheduled Run", compute="_compute_next_run", compute_sudo=True)

    # === COMPUTE METHODS === #

    @api.depends("run_ids")
    def _compute_run_count(self):
        groups = self.env["medusa.sync.run"]._read_group(
            [("backend_id", "in", self.ids)], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.run_count = counts.get(backend.id, 0)

    @api.depends("run_ids.state", "run_ids.start_date")
    def _compute_last_run(self):
        runs = self.env["medusa.sync.run"]
        for backend in self:
            mine = [("backend_id", "=", backend.id)]
            is_open = [("scope", "!=", "stock"), ("state", "in", (*OPEN_STATES, "waiting"))]
            backend.open_run_id = runs.search([*mine, *is_open], limit=1)
            run = runs.search([*mine, ("scope", "=", "full")], limit=1)
            backend.last_run_id = run
            backend.last_run_state = run.state
            backend.last_run_date = run.start_date or run.create_date

    @api.depends("active")
    def _compute_next_run(self):
        cron = self.env["ir.cron"]._get_medusa_cron_sudo()
        for backend in self:
            backend.next_run = cron.active and backend.active and cron.nextcall

    # === ACTION METHODS === #

    def action_view_runs(self):
        return open_list(self, "medusa_sync_run_action")

    def action_view_logs(self):
        return open_list(self, "medusa_sync_log_action")

    def action_view_last_run(self):
        return self.last_run_id.get_formview_action()
