from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.moment import tell_moment

OPEN_STATES = ("queued", "running")
# What persons begin.
PERSONS = ("manual", "button", "plan")
# What a run counts, and the words of its counters' fields.
COUNTERS = ("created", "updated", "unchanged", "withdrawn", "failed", "skipped")


class MedusaSyncRun(models.Model):
    """One run over a store, cut into steps that a cron can stop between.

    Its scope says which phases it goes through, see `phase`; `machine` takes its steps.
    """

    _name = "medusa.sync.run"
    _description = "Medusa Sync Run"
    _inherit = ["medusa.failure.mixin", "medusa.course.mixin", "medusa.progress.mixin"]
    _order = "id desc"

    user_id = fields.Many2one("res.users", "Started by", readonly=True, ondelete="set null")
    trigger = fields.Selection(
        [
            ("cron", "Schedule"),
            ("manual", "Sync now"),
            ("button", "Resync"),
            ("retry", "Retry"),
        ],
        required=True,
        readonly=True,
        default="manual",
    )
    scope = fields.Selection(
        [
            ("full", "All products"),
            ("products", "Chosen products"),
            ("prices", "Chosen price lists"),
            ("stock", "Stock"),
            ("drift", "Changes made in Medusa"),
            ("round", "Changes made in Medusa, some in turn"),
        ],
        required=True,
        readonly=True,
        default="full",
    )
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("waiting", "Waits for confirmation"),
            ("done", "Done"),
            ("errors", "Done with errors"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    duration = fields.Float("Duration (s)", compute="_compute_duration")

    created_count = fields.Integer("Created", readonly=True)
    updated_count = fields.Integer("Updated", readonly=True)
    withdrawn_count = fields.Integer("Withdrawn", readonly=True)
    failed_count = fields.Integer("Failed", readonly=True)
    skipped_count = fields.Integer(
        help="Failed before and wait for their next try, or to be mended; or busy in another "
        "process.",
    )
    request_count = fields.Integer("Requests", readonly=True)
    write_count = fields.Integer("Write Requests", readonly=True)
    leaving_count = fields.Integer("To Withdraw", readonly=True)
    confirmed_count = fields.Integer("Confirmed Withdrawals", readonly=True)
    leaving = fields.Json(readonly=True, help="What is asked before a withdrawal, in numbers.")
    confirmed_ids = fields.Json(
        readonly=True, help="Ids of those that may be withdrawn, where not all of them may."
    )

    chosen = fields.Json(readonly=True, help="The ids of what was asked for, not of everything.")
    force = fields.Boolean(readonly=True, help="Compare with what the store really holds.")
    # Where the run stands, so that another process can go on after any interruption
    cursor = fields.Json(readonly=True, help="Where the phase goes on.")
    failed_chunks = fields.Integer(
        readonly=True, help="Steps in a row of which nothing went through."
    )

    log_ids = fields.One2many("medusa.sync.log", "run_id", readonly=True)

    # === COMPUTE METHODS === #

    @api.depends("backend_id", "create_date")
    @api.depends_context("tz", "lang")
    def _compute_display_name(self):
        for run in self:
            date = tell_moment(self.env, run.create_date)
            run.display_name = f"{run.backend_id.name} {date}".strip()

    @api.depends("start_date", "end_date")
    def _compute_duration(self):
        for run in self:
            end = run.end_date or fields.Datetime.now()
            run.duration = (end - run.start_date).total_seconds() if run.start_date else 0.0

    # === ACTION METHODS === #

    def action_confirm_withdrawal(self):
        """Let a run go on that asked whether it may withdraw so many products."""
        self._check_may_decide()
        self._check_goes_on()
        # sudo: a manager decides, nobody writes runs.
        for run in self.sudo().filtered(lambda run: run.state == "waiting"):
            run.write(
                {
                    "state": "queued",
                    "confirmed_count": run.leaving_count,
                    "confirmed_ids": False,
                    **run._clear_failure_vals(),
                }
            )
        self.env["medusa.backend"]._trigger_queue_sudo()

    def action_cancel(self):
        """End a run that waits or hasn't begun; what it did so far stays."""
        self._check_may_decide()
        runs = self.filtered(lambda run: run.state in ("waiting", *OPEN_STATES))
        # sudo: a manager decides, nobody writes runs.
        runs.sudo().write({"state": "cancelled", "end_date": fields.Datetime.now()})

    def action_view_logs(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_sync_log_action"
        )
        return dict(action, domain=[("run_id", "=", self.id)], context={})

    def _check_may_decide(self):
        self.backend_id.check_access("write")

    def _keeps_changes(self):
        """Tell whether what the run's engines write is kept, or wanted for something else."""
        return self.env["medusa.written"]._is_kept(self)

    # === FOR A PERSON WHO WAITS === #

    def _tell(self):
        """Return (kind of toast, sentences) on what this run did, in the reader's language."""
        logs = self.log_ids.sorted("id")
        texts = [log.message for log in logs]
        if self.skipped_count:
            texts.append(
                self.env._("Another run pushes this product right now. Try again in a moment.")
            )
        if any(log.result == "failure" for log in logs) or self.state == "failed":
            return "danger", texts
        return ("warning" if self.skipped_count else "success"), texts

    # === RETENTION === #

    @api.autovacuum
    def _gc_runs(self):
        """Delete runs, and with them their lines, that are older than their store keeps them.

        :return: (how many were deleted, whether there are more)
        """
        limit, runs = 1000, self.browse()
        for backend in self.env["medusa.backend"].with_context(active_test=False).search([]):
            if not backend.log_retention_days:
                continue
            date = fields.Datetime.subtract(fields.Datetime.now(), days=backend.log_retention_days)
            runs |= self.search(
                [
                    ("backend_id", "=", backend.id),
                    ("create_date", "<", date),
                    ("state", "not in", ("waiting", *OPEN_STATES)),
                ],
                limit=limit,
            )
        runs.unlink()
        return len(runs), len(runs) >= limit

    @api.ondelete(at_uninstall=False)
    def _unlink_except_open(self):
        if any(run.state in OPEN_STATES for run in self):
            raise UserError(
                self.env._("A run that is under way can't be deleted. Cancel it first.")
            )
