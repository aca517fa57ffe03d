from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.tools import mute_logger

from ..core.trial import get_trial
from ..core.vacuum import delete_some, get_date_before
from ..run.idle import check_goes_on
from ..run.run import COUNTERS, OPEN_STATES
from .shadow import drop_schema, find_schemas

# What a plan tells of its run as it goes on, by the same names.
FOLLOWED = ("phase", "total", "done_count", *(f"{name}_count" for name in COUNTERS))
# The scheduled jobs that go on with plans.
PLAN_JOBS = ("plan", "queue")
# For so long a plan of chosen products is kept.
KEPT_DAYS = 7


class MedusaPlan(models.Model):
    """What a run over a store, or over some products, would do; nothing of it is done.

    The run itself goes on in tables of its own, see `shadow`, with a client that sends no write.
    What it would have logged, and written to the store, are the lines of the plan.
    """

    _name = "medusa.plan"
    _description = "Medusa Plan"
    _inherit = ["medusa.failure.mixin", "medusa.course.mixin"]
    _order = "id desc"

    user_id = fields.Many2one("res.users", "Asked by", readonly=True, ondelete="set null")
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("running", "Running"),
            ("done", "Done"),
            ("failed", "Failed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="queued",
        index=True,
    )
    chosen = fields.Json(readonly=True, help="The ids of what it is for, empty for all products.")
    progress = fields.Float("Progress (%)", readonly=True, aggregator=None)
    seconds_left = fields.Float("Time Left (s)", readonly=True, aggregator=None)

    created_count = fields.Integer("To Create", readonly=True)
    updated_count = fields.Integer("To Update", readonly=True)
    withdrawn_count = fields.Integer("To Withdraw", readonly=True)
    failed_count = fields.Integer("To Be Refused", readonly=True)
    read_count = fields.Integer("Requests of the Plan", readonly=True)
    write_count = fields.Integer("Write Requests of the Run", readonly=True)
    leaving_count = fields.Integer(
        "Withdrawals That Ask", readonly=True,
        help="So many products would leave the store that the run asks before.",
    )  # fmt: skip
    line_ids = fields.One2many("medusa.plan.line", "plan_id", "Lines", readonly=True)

    _one_open = models.UniqueIndex(
        "(backend_id) WHERE chosen IS NULL AND state IN ('queued', 'running')"
    )

    @api.depends("backend_id", "chosen")
    @api.depends_context("lang")
    def _compute_display_name(self):
        _ = self.env._
        for plan in self:
            name = plan.backend_id.name or ""
            if plan.chosen is None or plan.chosen is False:
                plan.display_name = _("Plan of %s", name)
            else:
                plan.display_name = _(
                    "Plan of %(store)s, products: %(count)s", store=name, count=len(plan.chosen)
                )

    # === ACTION METHODS === #

    def action_cancel(self):
        """End a plan that hasn't ended yet; what it found so far stays."""
        for plan in self:
            if plan.user_id != self.env.user:
                plan.backend_id.check_access("write")
        plans = self.filtered(lambda plan: plan.state in OPEN_STATES)
        # sudo: whoever asked for it may end it, nobody writes plans.
        plans.sudo().write({"state": "cancelled", "end_date": fields.Datetime.now()})
        plans.sudo()._tell()

    def action_view_lines(self):
        """Open what the plan lists, by kind of change."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_plan_line_action"
        )
        return dict(action, domain=[("plan_id", "=", self.id)], name=self.display_name)

    # === ASKING FOR ONE === #

    @api.model
    def _ask_for(self, backend, chosen=None):
        """Return a new plan, or the open one over everything where that is what is asked for.

        :param backend: `medusa.backend`
        :param chosen: ids of products, None for all
        :raise UserError: nothing would go on with it
        :raise ConcurrencyError: somebody asked at the same moment: asked again, it is found
        """
        check_goes_on(backend, jobs=PLAN_JOBS)
        # sudo: users ask for plans, nobody writes them.
        plans = self.sudo()
        if chosen is None:
            present = self._find_open(backend)
            if present:
                return present.sudo()
            # It is kept until the next one.
            plans.search([("backend_id", "=", backend.id), ("chosen", "=", False)]).unlink()
        vals = {
            "backend_id": backend.id,
            "user_id": self.env.uid,
            "chosen": None if chosen is None else sorted(chosen),
        }
        try:
            # That it may be refused is no error of the server's.
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                return plans.create(vals)
        except UniqueViolation as error:
            raise ConcurrencyError(f"A plan of store {backend.id} was just asked for.") from error

    @api.model
    def _find_open(self, backend):
        """Return the plan over everything that is being made of a store, empty where none is."""
        mine = [("backend_id", "=", backend.id), ("chosen", "=", False)]
        return self.search([*mine, ("state", "in", OPEN_STATES)], limit=1)

    def _get_scope(self):
        """Return what kind of run it is of, see `run.phase.SCOPES`."""
        return "products" if self.chosen else "full"

    @api.model
    def _trigger_sudo(self):
        """Call the job that works on plans, as soon as this transaction is committed."""
        # sudo: users may not read crons; this one does nothing but what is asked for.
        cron = self.env["ir.cron"]._get_medusa_cron_sudo("plan")
        if cron:
            cron._trigger()

    def _get_jobs(self):
        return PLAN_JOBS

    # === ITS RUN === #

    def _find_run(self):
        """Return the run that a leg goes on with, empty before it began; seen in a shadow."""
        return self.env["medusa.sync.run"].search([], limit=1, order="id desc")

    def _begin(self):
        """Return the run that plans; written in a shadow."""
        chosen = self.chosen if self.chosen else None
        return self.backend_id._queue_run(
            "manual" if chosen is None else "button", chosen, force=chosen is not None
        )

    def _forget_findings(self):
        """Forget what a leg in tables of before found: they were made anew."""
        self.line_ids.unlink()

    def _follow(self, run):
        """Tell how far the run is.

        :param run: `medusa.sync.run` of a shadow
        """
        if not self.exists():
            return
        self.write(
            {
                **{name: run[name] for name in FOLLOWED},
                "progress": run.progress,
                "seconds_left": run.seconds_left,
                "read_count": run.request_count - run.write_count,
                "write_count": run.write_count,
                "leaving_count": run.leaving_count,
            }
        )

    def _end(self, run):
        """End with the run, or because nothing is left of it."""
        if not self.exists() or self.state != "running":
            return
        if run:
            self._follow(run)
        failed = not run or run.state == "failed"
        vals = {"state": "failed" if failed else "done", "end_date": fields.Datetime.now()}
        if run.failure_type:
            vals |= {
                "failure_type": run.failure_type,
                "failure_detail": run._get_kept_detail(),
                "http_status": run.http_status,
            }
        self.write({**vals, "progress": 100.0, "seconds_left": 0.0})
        self._tell()

    def _break_off(self, error_type, detail):
        """End because of something that has nothing to do with a product."""
        if self.exists() and self.state in OPEN_STATES:
            self.write(
                {
                    "state": "failed",
                    "end_date": fields.Datetime.now(),
                    "failure_type": error_type,
                    "failure_detail": detail,
                }
            )
            self._tell()

    @api.model
    def _get_present(self):
        """Return the plan that the present run belongs to, empty of a real run."""
        trial = get_trial(self.env)
        plan_id = int(trial.name.rpartition("_")[2]) if trial else 0
        return self.browse(plan_id).exists() if plan_id else self.browse()

    # === RETENTION === #

    @api.autovacuum
    def _gc_plans(self):
        """Delete what nobody will look at any more, and tables that a killed process left."""
        for plan_id, schema in find_schemas(self.env).items():
            plan = self.browse(plan_id).exists()
            if not plan or plan.state not in OPEN_STATES:
                drop_schema(self.env, schema)
        old = [("create_date", "<", get_date_before(KEPT_DAYS)), ("chosen", "!=", False)]
        return delete_some(self, [*old, ("state", "not in", OPEN_STATES)], 100)
