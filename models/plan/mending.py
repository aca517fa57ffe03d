"""What mending would write, said before it is done: a plan of chosen findings."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..doctor.kinds import MENDS
from .store import show_plan


class MedusaPlanMendMixin(models.AbstractModel):
    """A plan of a run that mends; its lines say of which finding they are."""

    _name = "medusa.plan.mend.mixin"
    _description = "Medusa Plan of a Mend"

    findings = fields.Json(readonly=True, help="The ids of the findings that it would mend.")

    @api.depends("findings")
    @api.depends_context("lang")
    def _compute_display_name(self):
        mending = self.filtered("findings")
        for plan in mending:
            plan.display_name = self.env._(
                "Mending of %(store)s, findings: %(count)s",
                store=plan.backend_id.name or "",
                count=len(plan.findings),
            )
        return super(MedusaPlanMendMixin, self - mending)._compute_display_name()

    def action_run(self):
        """Override to let managers alone mend, as without a plan.

        :raise AccessError: if the user is no manager
        """
        if self.findings:
            self.backend_id.check_access("write")
        return super().action_run()

    @api.model
    def _ask_for_mend(self, backend, findings):
        """Return a new plan of what mending would write.

        :param backend: `medusa.backend`
        :param findings: `medusa.finding` of it, which a run mends in the store
        """
        # Chosen: it is none of the whole store's, of which there is one.
        plan = self._ask_for(backend, findings.ids)
        plan.findings = findings.ids
        return plan

    def action_view_lines(self):
        """Override to list what a mend writes by what is wrong."""
        action = super().action_view_lines()
        if not self.findings:
            return action
        return {**action, "context": {"search_default_group_finding_kind": 1, "of_a_mend": True}}

    def _begin(self):
        """Override to go through what a mend goes through."""
        if self.findings:
            return self.backend_id._queue_run("manual", self.findings, scope="mend")
        return super()._begin()

    def _get_scope(self):
        return "mend" if self.findings else super()._get_scope()

    def _get_sentences(self):
        """Override to count findings."""
        if not self.findings:
            return super()._get_sentences()
        _, lines = self.env._, self.line_ids.grouped("result")
        none = self.line_ids.browse()
        refused = lines.get("failure", none).finding_id
        would = len(lines.get("success", none).finding_id - refused)
        refused = len(refused)
        rest = len(self.findings) - would - refused if self.state == "done" else 0
        said = [
            (would, _("Findings that would be mended: %s")),
            (refused, _("Findings that can't be mended now: %s")),
            (rest, _("Findings of which nothing is left to mend: %s")),
        ]
        return [text % f"{count:,}" for count, text in said if count]

    # === CARRYING IT OUT === #

    def _queue_run_sudo(self):
        """Override to mend just the findings that are listed."""
        if not self.findings:
            return super()._queue_run_sudo()
        return self.backend_id._queue_run("plan", self.sudo().line_ids.finding_id.ids, scope="mend")

    def _compare_lines(self, log_lines):
        """Override to say of findings that they couldn't be mended."""
        if not self.findings:
            return super()._compare_lines(log_lines)
        failed = [(line.vals or {}).get("finding_id") for line in log_lines if line.failure]
        mine = [("plan_id", "=", self.id), ("finding_id", "in", [key for key in failed if key])]
        return self.env["medusa.plan.line"].search(mine).write({"outcome": "failed"})

    def _finish_run(self, run):
        """Override to say of which findings nothing was left to mend."""
        if not self.findings:
            return super()._finish_run(run)
        if run.state in ("done", "errors"):
            self._compare_noted(run)
            mine = [("plan_id", "=", self.id), ("outcome", "=", False), ("result", "=", "success")]
            self.env["medusa.plan.line"].search(mine).outcome = "unneeded"
        return None


class MedusaPlan(models.Model):
    _name = "medusa.plan"
    _inherit = ["medusa.plan.mend.mixin", "medusa.plan"]


class MedusaPlanLine(models.Model):
    """What a mend would write of one record, and of which finding that is."""

    _inherit = "medusa.plan.line"

    finding_id = fields.Many2one(
        "medusa.finding", readonly=True, ondelete="set null", index="btree_not_null"
    )
    finding_kind = fields.Selection(
        related="finding_id.kind", string="What Is Wrong", store=True, readonly=True
    )

    @api.model
    def _take_lines(self, plan, lines):
        """Override to leave out what went through: its changes tell it."""
        told = [line for line in lines if line.operation != "mend" or line.failure]
        return super()._take_lines(plan, told)

    def _prepare_line(self, line):
        vals = super()._prepare_line(line)
        finding = self.env["medusa.finding"].browse((line.vals or {}).get("finding_id") or [])
        if finding:
            mend = finding._find_mend()
            record = MENDS[mend].record if mend else ""
            vals |= {"finding_id": finding.id, "kind": record or "product"}
        return vals

    def _prepare_changed(self, changed, names):
        vals = super()._prepare_changed(changed, names)
        if changed.finding_id:
            finding = self.env["medusa.finding"].browse(changed.finding_id)
            product = finding.product_tmpl_id.exists() if changed.kind == "product" else None
            vals |= {
                "finding_id": finding.id,
                "product_tmpl_id": product.id if product else False,
            }
        return vals


class MedusaMendWizard(models.TransientModel):
    """Offers a plan before it is mended."""

    _inherit = "medusa.mend.wizard"

    can_plan = fields.Boolean(compute="_compute_can_plan")

    @api.depends("finding_ids")
    def _compute_can_plan(self):
        for wizard in self:
            wizard.can_plan = bool(wizard._find_planned())

    def _find_planned(self):
        """Return the findings by whose mend the store would be written."""
        return self.finding_ids.exists().filtered(
            lambda row: row.mend and (MENDS[row.mend].writes or MENDS[row.mend].pushes)
        )

    def action_plan(self):
        """Ask for plans of what mending would write, and show them.

        :return: a client action: the plan, or a list of several
        :raise UserError: if nothing would be written to a store
        """
        self.ensure_one()
        self.finding_ids.backend_id.check_access("write")
        planned, plans = self._find_planned(), self.env["medusa.plan"]
        if not planned:
            raise UserError(self.env._("Nothing of this is written to the store."))
        for backend, findings in planned.grouped("backend_id").items():
            mended = findings.filtered(lambda row: MENDS[row.mend].writes)
            if mended:
                plans |= plans._ask_for_mend(backend, mended)
            pushed = (findings - mended).product_tmpl_id
            if pushed:
                plans |= plans._ask_for(backend, pushed.ids)
        plans._trigger_sudo()
        return show_plan(plans)
