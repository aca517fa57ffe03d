from odoo import api, models

from ..core.trial import get_trial


class MedusaSyncRun(models.Model):
    """What a run that plans does otherwise than one that pushes."""

    _inherit = "medusa.sync.run"

    def _ask(self, question):
        """Override to ask nobody: the plan says that the run would ask, and what would leave."""
        if not get_trial(self.env):
            return super()._ask(question)
        self.env["medusa.plan"]._get_present().leaving_count = question.count
        self.write({"cursor": False, "confirmed_count": question.count})
        return None


class MedusaSyncLog(models.Model):
    """What a run that plans would log is the plan."""

    _inherit = "medusa.sync.log"

    @api.model
    def _write_lines(self, run, lines):
        """Override to let the plan have the lines."""
        if not get_trial(self.env):
            return super()._write_lines(run, lines)
        plan = self.env["medusa.plan"]._get_present()
        return self.env["medusa.plan.line"]._take_lines(plan, lines)


class MedusaWritten(models.AbstractModel):
    """What a run that plans would write is the plan."""

    _inherit = "medusa.written"

    @api.model
    def _is_kept(self, run):
        """Override to have the engines of a plan say it."""
        return bool(get_trial(self.env)) or super()._is_kept(run)

    @api.model
    def _note(self, run, changes):
        """Override to let the plan have the changes."""
        if not get_trial(self.env):
            return super()._note(run, changes)
        plan = self.env["medusa.plan"]._get_present()
        return self.env["medusa.plan.line"]._take_changes(plan, changes)
