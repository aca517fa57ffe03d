from odoo import api, fields, models
from odoo.exceptions import UserError

from ..alert.crons import switch_on
from ..core.toast import make_toast
from ..run.idle import leave_idle
from ..run.toast import make_run_toast
from .kinds import MENDS


class MedusaFinding(models.Model):
    """The buttons that mend; what the store is told goes by a run, and is asked before."""

    _inherit = "medusa.finding"

    def action_mend(self):
        """Open what mends these findings, or ask whether it is to be done.

        :return: an action
        :raise UserError: if there is nothing to mend here
        """
        self.backend_id.check_access("write")
        if len(self) == 1 and self.mend in MENDS and MENDS[self.mend].opens:
            return self._open_mend()
        todo = self.filtered(lambda row: row.mend and not MENDS[row.mend].opens)
        if not todo:
            if self and set(self.mapped("state")) == {"mended"}:
                raise UserError(self.env._("It is mended already."))
            raise UserError(
                self.env._("Nothing of this can be mended from here: open it, it says why.")
            )
        wizard = self.env["medusa.mend.wizard"].create({"finding_ids": todo.ids})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Mend It"),
            "res_model": wizard._name,
            "res_id": wizard.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _open_mend(self):
        """Return the action of a mend that only leads to where a person mends it."""
        if self.mend == "product":
            return self.product_tmpl_id.get_formview_action()
        if self.mend == "admin":
            return self.action_open_in_medusa()
        if self.mend == "step":
            step = self.env["medusa.start.step"]._get_steps(self.backend_id)
            wanted = step.filtered(lambda row: row.code == (self.facts or {}).get("step"))
            return wanted.action_do() or self.backend_id.get_formview_action()
        view = "medusa_backend_view_form_tab_prices" if self.mend == "prices" else None
        action = self.backend_id.get_formview_action()
        if view:
            action["views"] = [(self.env.ref(f"medusa_connector.{view}").id, "form")]
        return action

    # === WHAT IS DONE HERE === #

    def _mend(self):
        """Mend these findings; return an action that tells it."""
        by_mend = self.grouped("mend")
        # In their order: what waits for the store comes before anything is written here.
        answers = [act(by_mend[mend]) for mend, act in self._get_acts().items() if mend in by_mend]
        writing = self.filtered(lambda row: row.mend and MENDS[row.mend].writes)
        if writing:
            answers.append(writing._mend_in_background())
        return answers[-1] if answers else make_toast(self.env._("Nothing was left to mend."))

    def _get_acts(self):
        """Return {mend: what does it}, of those that no run does."""
        return {
            "resync": self._mend_by_resync,
            "cancel_run": self._mend_runs,
            "switch_on": self._mend_crons,
        }

    def _mend_in_background(self):
        """Queue a run for each store."""
        runs = self.env["medusa.sync.run"]
        # What was mended here before stays: nothing is raised.
        going, obstacles = leave_idle(self.backend_id)
        by_store = self.grouped("backend_id")
        for backend in going:
            findings = by_store[backend]
            runs |= backend._queue_run("manual", findings.ids, scope="mend").sudo(False)
        if not runs:
            return make_toast("\n".join(obstacles), "warning")
        self.backend_id._trigger_queue_sudo()
        text = self.env._("It is mended in the background, in the next minutes.")
        return make_run_toast(text, runs, obstacles)

    def _mend_by_resync(self, findings):
        toast = None
        for backend, rows in findings.grouped("backend_id").items():
            toast = self.env["medusa.resync"]._resync(rows.product_tmpl_id, backend)
        return toast

    def _mend_runs(self, findings):
        ids = [(row.facts or {}).get("run_id") for row in findings]
        self.env["medusa.sync.run"].browse(ids).exists().action_cancel()
        findings._close_here()
        return make_toast(self.env._("Cancelled. The next run does the rest."), "success")

    def _mend_crons(self, findings):
        for row in findings:
            switch_on(row.backend_id, (row.facts or {}).get("crons", ()))
        findings._close_here()
        return make_toast(self.env._("The schedule is on again."), "success")

    def _close_here(self):
        # sudo: a manager has just mended it, nobody writes findings.
        for finding in self.sudo():
            finding._set_mended()
            finding.backend_id.message_post(
                body=self.env._("Mended: %(kind)s. %(detail)s", kind=finding.cause,
                                detail=finding.detail or "")
            )  # fmt: skip


class MedusaMendWizard(models.TransientModel):
    """Says what mending would do, before it is done."""

    _name = "medusa.mend.wizard"
    _description = "Mend What Was Found in a Medusa Store"

    finding_ids = fields.Many2many("medusa.finding", "medusa_mend_wizard_finding", readonly=True)
    count = fields.Integer("Number", compute="_compute_text")
    text = fields.Text("What It Will Do", compute="_compute_text")

    @api.depends("finding_ids")
    @api.depends_context("lang", "uid")
    def _compute_text(self):
        for wizard in self:
            findings = wizard.finding_ids
            wizard.count = len(findings)
            wizard.text = "\n".join(
                self.env._(
                    "%(button)s (%(count)s): %(text)s",
                    button=rows[0].mend_label,
                    count=len(rows),
                    text=rows[0].mend_text,
                )
                for rows in findings.grouped("mend").values()
                if rows[0].mend
            )

    def action_mend(self):
        """Do it.

        :return: an action that tells it
        """
        self.ensure_one()
        self.finding_ids.backend_id.check_access("write")
        return self.finding_ids.exists()._mend()
