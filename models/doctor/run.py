from odoo import fields, models


class MedusaSyncRun(models.Model):
    _inherit = "medusa.sync.run"

    scope = fields.Selection(
        selection_add=[("examine", "Examination"), ("mend", "Mending")],
        ondelete={"examine": "set default", "mend": "set default"},
    )

    def _get_promise(self, failure_type):
        """Override: nobody begins again with these by himself."""
        promise = super()._get_promise(failure_type)
        return get_promise(self, promise)


class MedusaSyncLog(models.Model):
    _inherit = "medusa.sync.log"

    finding_id = fields.Many2one(
        "medusa.finding", readonly=True, ondelete="set null", index="btree_not_null"
    )

    def _get_promise(self, failure_type):
        """Override as of its run."""
        promise = super()._get_promise(failure_type)
        return get_promise(self.run_id, promise)

    def _get_operation_texts(self):
        _ = self.env._
        return {
            **super()._get_operation_texts(),
            "examine": _("The store was examined."),
            "mend": _("{name} was mended in the store."),
        }


def get_promise(run, promise):
    """Return what follows after a store failed, of a run of any scope.

    :param str promise: of one that pushes, "" where none is made
    """
    _ = run.env._
    if promise and run.scope == "examine":
        return _("Then examine it again; what was found before stays.")
    if promise and run.scope == "mend":
        return _("Then mend the rest again: what is mended isn't done twice.")
    return promise
