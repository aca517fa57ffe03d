from odoo import api, fields, models
from odoo.exceptions import UserError

from ..run.idle import check_goes_on
from ..run.run import OPEN_STATES
from ..run.toast import make_run_toast

# What a mend takes away was wrong: who wants it back does it in Medusa.
_LASTING = ("undo", "mend")
# What becomes of the products that a run was undone of.
THEN = [
    ("hold", "Hold them back until they are released"),
    ("exclude", "Switch them off for this store"),
    ("push", "Push them again with the next run"),
]


class MedusaUndoRunMixin(models.AbstractModel):
    """What a run changed, and how it is undone."""

    _name = "medusa.undo.run.mixin"
    _description = "Undo of a Medusa Run"

    undone_run_id = fields.Many2one(
        "medusa.sync.run", "Undoes", readonly=True, ondelete="set null", index="btree_not_null"
    )
    undo_then = fields.Selection(THEN, "What Follows", readonly=True)
    change_count = fields.Integer("Changes", compute="_compute_change_count")
    can_undo = fields.Boolean(compute="_compute_change_count")
    held_count = fields.Integer("Held Products", compute="_compute_held_count")

    @api.depends("state")
    def _compute_change_count(self):
        groups = self.env["medusa.sync.change"]._read_group(
            [("run_id", "in", self.ids)], ["run_id"], ["__count"]
        )
        counts = {run.id: count for run, count in groups}
        for run in self:
            run.change_count = counts.get(run.id, 0)
            is_over = run.state not in (*OPEN_STATES, "waiting")
            run.can_undo = bool(run.change_count) and is_over and run.scope not in _LASTING

    def _compute_held_count(self):
        groups = self.env["medusa.product.binding"]._read_group(
            [("held_by_run_id", "in", self.ids)], ["held_by_run_id"], ["__count"]
        )
        counts = {run.id: count for run, count in groups}
        for run in self:
            run.held_count = counts.get(run.id, 0)

    # === ACTION METHODS === #

    def action_view_changes(self):
        """Open what this run changed, field by field."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_sync_change_line_action"
        )
        return dict(action, domain=[("run_id", "=", self.id)], context={})

    def action_undo(self):
        """Ask which products are to be brought back, and what follows.

        :return: an action: the window that asks
        :raise UserError: if nothing of the run can be brought back
        """
        self.ensure_one()
        self._check_may_undo()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Undo This Run"),
            "res_model": "medusa.undo.wizard",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_run_id": self.id},
        }

    def action_release_held(self):
        """Release the products that this run holds back.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.backend_id.check_access("write")
        held = self.env["medusa.product.binding"].search([("held_by_run_id", "=", self.id)])
        return held.action_release()

    def action_view_held(self):
        """Open the products that this run holds back."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_product_binding_action"
        )
        return dict(action, domain=[("held_by_run_id", "=", self.id)], context={})

    # === BUSINESS METHODS === #

    def _check_may_undo(self):
        self.backend_id.check_access("write")
        check_goes_on(self.backend_id)
        if self.scope == "undo":
            raise UserError(
                self.env._("This run is an undo itself. The next run pushes what Odoo has.")
            )
        if not self.can_undo:
            raise UserError(
                self.env._(
                    "Nothing of this run can be brought back: it changed nothing, is under way, or "
                    "what the store had before isn't kept any more."
                )
            )

    def _undo(self, products, then):
        """Queue the run that brings products back.

        :param products: `product.template`; none: all that this run changed
        :param str then: see `THEN`
        :return: a client action: a toast
        """
        self.ensure_one()
        self._check_may_undo()
        run = self._get_open_undo()
        if run:
            raise UserError(self.env._("This run is being undone already: %s.", run.display_name))
        run = self._create_undo(products.ids, then)
        self.backend_id._trigger_queue_sudo()
        return make_run_toast(
            self.env._("%s: it is undone in the background.", self.display_name), run.sudo(False)
        )

    def _get_open_undo(self):
        """Return the run that is undoing this one, or is about to."""
        same = [("undone_run_id", "=", self.id), ("state", "in", OPEN_STATES)]
        return self.env["medusa.sync.run"].sudo().search(same, limit=1)

    def _create_undo(self, chosen, then, user=None):
        """Create the run that undoes this one.

        :param list chosen: ids of products; none: all
        :param user: who asked for it, by default the present one
        """
        # sudo: a manager undoes it, nobody writes runs.
        return (
            self.env["medusa.sync.run"]
            .sudo()
            .create(
                {
                    "backend_id": self.backend_id.id,
                    "user_id": (user or self.env.user).id,
                    "trigger": "undo",
                    "scope": "undo",
                    "chosen": chosen or None,
                    "undone_run_id": self.id,
                    "undo_then": then,
                }
            )
        )


class MedusaSyncRun(models.Model):
    _name = "medusa.sync.run"
    _inherit = ["medusa.sync.run", "medusa.undo.run.mixin"]

    # Whoever else asks for it at the same moment.
    _undone_once = models.UniqueIndex(
        "(undone_run_id) WHERE state IN ('queued', 'running')",
        "This run is being undone already.",
    )

    scope = fields.Selection(
        selection_add=[("undo", "Undo of a run")], ondelete={"undo": "set default"}
    )
    trigger = fields.Selection(
        selection_add=[("undo", "Undo of a run")], ondelete={"undo": "set default"}
    )
