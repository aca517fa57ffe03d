from odoo import api, fields, models

from ..core.toast import make_toast
from ..overview.waiting import Waiting
from ..run.idle import leave_idle
from ..run.toast import make_run_toast
from ..store.lists import open_list
from .here import LOOKS, look_here
from .kinds import NOTE


class MedusaDoctorMixin(models.AbstractModel):
    """What an examination found in a store."""

    _name = "medusa.doctor.mixin"
    _description = "Findings in a Medusa Store"

    examined_at = fields.Datetime("Examined On", readonly=True, copy=False)
    examines_weekly = fields.Boolean(
        "Examine It Weekly",
        default=True,
        tracking=True,
        help="Once a week it is looked for what is wrong in the whole store. Nothing is written "
        "there.",
    )
    finding_ids = fields.One2many("medusa.finding", "backend_id", readonly=True)
    finding_count = fields.Integer("Findings", compute="_compute_finding_count")

    @api.depends("finding_ids.state", "finding_ids.count")
    def _compute_finding_count(self):
        counts = self.env["medusa.finding"]._count_open(self)
        for backend in self:
            backend.finding_count = counts.get(backend, 0)

    # === ACTION METHODS === #

    def action_examine(self):
        """Look for what is wrong in Odoo, and let a run look through the whole store.

        Nothing is written there. What Odoo tells is there at once: where no scheduled job runs,
        the run would never begin.

        :return: a client action: a toast
        """
        self.check_access("write")
        runs = self.env["medusa.sync.run"]
        going, obstacles = leave_idle(self)
        for backend in self:
            # sudo: a manager may see what an examination finds.
            backend.sudo()._examine_here()
            if backend in going and backend.api_key_set:
                runs |= backend._queue_run("manual", scope="examine").sudo(False)
        if not runs:
            text = self.env._("Without a key the store can't be read: only Odoo was looked at.")
            if obstacles:
                text = self.env._("Only Odoo was looked at. %s", "\n".join(obstacles))
            return make_toast(text, "warning")
        self._trigger_queue_sudo()
        return make_run_toast(
            self.env._(
                "%s: it is examined in the background. What is found is listed under Findings.",
                ", ".join(runs.backend_id.mapped("name")),
            ),
            runs,
            obstacles,
        )

    def action_view_findings(self):
        return open_list(
            self, "medusa_finding_action", search_default_open=1, search_default_group_by_kind=1
        )

    # === BUSINESS METHODS === #

    def _examine_here(self):
        """Look for what is wrong in Odoo itself."""
        self.ensure_one()
        findings, hits = self.env["medusa.finding"], look_here(self)
        findings._see(self, hits)
        findings._close_unseen(self, LOOKS, keys={(hit.kind, hit.key) for hit in hits})


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.doctor.mixin"]


class MedusaFinding(models.Model):
    _inherit = "medusa.finding"

    def action_examine_all(self):
        """Examine the store whose findings are shown, or all of them."""
        backends = self.env["medusa.backend"]
        chosen = self.env.context.get("default_backend_id")
        # Whoever calls from outside can put anything into a context.
        if type(chosen) is int:
            return backends.browse(chosen).exists().action_examine()
        return backends.search([]).action_examine()


class MedusaDoctor(models.AbstractModel):
    """Examines the stores once a week."""

    _name = "medusa.doctor"
    _description = "Doctor of the Medusa Stores"

    @api.model
    def _cron_examine(self):
        """Queue an examination of each store that wants one."""
        for backend in self.env["medusa.backend"].search([("examines_weekly", "=", True)]):
            if backend.api_key_set:
                backend._queue_run("cron", scope="examine")
        self.env["medusa.backend"]._trigger_queue_sudo()
        self.env["ir.cron"]._commit_progress(0)


class MedusaOverviewMixin(models.AbstractModel):
    """The card of a store says how much is wrong with it."""

    _inherit = "medusa.overview.mixin"

    def _get_waiting_lines(self):
        lines = super()._get_waiting_lines()
        mine = [("backend_id", "=", self.id), ("state", "=", "open"), ("severity", "!=", NOTE)]
        if count := self.env["medusa.finding"].search_count(mine):
            lines.append(Waiting("findings", self.env._("Look at what is wrong there"), count))
        return lines

    def _open_waiting(self, key):
        return self.action_view_findings() if key == "findings" else super()._open_waiting(key)
