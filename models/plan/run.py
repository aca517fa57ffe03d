from odoo import api, models

from ..core.trial import get_trial
from .execution import make_note


class MedusaSyncLog(models.Model):
    """What a run that plans would log is the plan."""

    _inherit = "medusa.sync.log"

    @api.model
    def _write_lines(self, run, lines):
        """Override to let the plan have the lines."""
        if not get_trial(self.env):
            if run.plan_id:
                run.plan_id._compare_lines(lines)
            return super()._write_lines(run, lines)
        plan = self.env["medusa.plan"]._get_present()
        return self.env["medusa.plan.line"]._take_lines(plan, lines)


class MedusaWritten(models.AbstractModel):
    """What a run that plans would write is the plan."""

    _inherit = "medusa.written"

    @api.model
    def _is_kept(self, run):
        """Override to have the engines of a plan say it."""
        return bool(get_trial(self.env) or run.plan_id) or super()._is_kept(run)

    @api.model
    def _lists_creations(self, run):
        """Override to have the engines of a plan, and of what carries it out, say it."""
        return bool(get_trial(self.env) or run.plan_id) or super()._lists_creations(run)

    @api.model
    def _note(self, run, changes):
        """Override to let the plan have the changes."""
        # What was noted in vain is none.
        written = [change for change in changes if change.differences]
        if get_trial(self.env):
            plan = self.env["medusa.plan"]._get_present()
            self.env["medusa.plan.line"]._take_changes(plan, written)
        else:
            make_note(run, written)
        # What is kept decides what later phases do: the files of former pictures stay with it.
        return super()._note(run, changes)

    @api.model
    def _close(self, run):
        """Override to say of the plan that was carried out what wasn't needed any more."""
        if run.plan_id:
            run.plan_id._finish_run(run)
        return super()._close(run)


class MedusaPhaseDrift(models.AbstractModel):
    """What somebody changed in the store is looked for by the nights, not by plans."""

    _inherit = "medusa.phase.drift"

    def _is_wanted(self, run):
        """Override to leave out of a plan what would only be told."""
        if get_trial(self.env) and run.backend_id.drift_policy == "tell":
            return False
        return super()._is_wanted(run)
