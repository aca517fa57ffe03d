from odoo import api, fields, models


class MedusaBackend(models.Model):
    """What a person sees at a glance of a store: counts, the last run and the next one."""

    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.schedule.mixin"]

    pushed_count = fields.Integer("Products in the Store", compute="_compute_binding_counts")
    failed_count = fields.Integer("Failed Products", compute="_compute_binding_counts")
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

    @api.depends("product_binding_ids.state")
    def _compute_binding_counts(self):
        groups = self.env["medusa.product.binding"]._read_group(
            [("backend_id", "in", self.ids), ("state", "!=", "withdrawn")],
            ["backend_id", "state"],
            ["__count"],
        )
        self.pushed_count = self.failed_count = 0
        for backend, state, count in groups:
            if state == "synced":
                backend.pushed_count += count
            elif state in ("error", "conflict"):
                backend.failed_count += count

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
        for backend in self:
            run = backend.last_run_id
            backend.last_run_state = run.state
            backend.last_run_date = run.start_date or run.create_date

    @api.depends("active")
    def _compute_next_run(self):
        cron = self.env["ir.cron"]._get_medusa_cron_sudo()
        for backend in self:
            backend.next_run = cron.active and backend.active and cron.nextcall

    # === ACTION METHODS === #

    def action_view_failed_products(self):
        """Open the products of this store that a person should look at."""
        action = self.action_view_products()
        return dict(action, context={**action["context"], "search_default_failed": 1})

    def action_view_last_run(self):
        return self.last_run_id.get_formview_action()
