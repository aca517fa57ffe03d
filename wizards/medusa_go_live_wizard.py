from odoo import api, fields, models

from ..models.start.forecast import DRAFT, LEAVES, OUT, PUBLISH, foresee
from ..models.start.forecast_words import tell_doubts, tell_published, tell_rest


class MedusaGoLiveWizard(models.TransientModel):
    """Says what happens when a store goes live, lets it, and offers to begin at once."""

    _name = "medusa.go.live.wizard"
    _description = "Going Live with a Medusa Store"

    backend_id = fields.Many2one("medusa.backend", "Store", required=True, ondelete="cascade")
    is_live = fields.Boolean(readonly=True)
    published_text = fields.Char(readonly=True)
    rest_text = fields.Text(readonly=True)
    doubt_text = fields.Text(readonly=True)
    line_ids = fields.One2many("medusa.go.live.line", "wizard_id", readonly=True)
    published_ids = fields.One2many(
        "medusa.go.live.line", "wizard_id", domain=[("outcome", "=", PUBLISH)], readonly=True
    )
    draft_ids = fields.One2many(
        "medusa.go.live.line", "wizard_id", domain=[("outcome", "=", DRAFT)], readonly=True
    )
    out_ids = fields.One2many(
        "medusa.go.live.line",
        "wizard_id",
        domain=[("outcome", "in", (OUT, LEAVES))],
        readonly=True,
    )

    @api.model
    def _open(self, backend):
        """Return the action that opens the window about a store.

        :param backend: `medusa.backend`
        """
        # sudo: what it says, nobody writes.
        wizard = self.sudo().create({"backend_id": backend.id}).sudo(self.env.su)
        wizard._look()
        return wizard._show()

    def _look(self):
        """Work out what would happen now."""
        backend = self.backend_id
        fates, is_whole = foresee(backend)
        # sudo: see `_open`.
        mine = self.sudo()
        mine.line_ids.unlink()
        mine.env["medusa.go.live.line"].create(
            [
                {
                    "wizard_id": self.id,
                    "product_tmpl_id": fate.product_id,
                    "outcome": fate.outcome,
                    "reason": fate.reason,
                    "is_doubtful": fate.is_doubtful,
                }
                for fate in fates
            ]
        )
        mine.published_text = tell_published(backend, fates, is_whole)
        mine.rest_text = "\n".join(tell_rest(backend, fates))
        mine.doubt_text = "\n".join(tell_doubts(backend, fates)) or False

    def _show(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Go Live: %s", self.backend_id.name),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # === ACTION METHODS === #

    def action_go_live(self):
        """Let the store go live, and offer to push at once."""
        self.ensure_one()
        self.backend_id.check_access("write")
        self.backend_id.stage = "live"
        # sudo: see `_open`.
        self.sudo().is_live = True
        return self._show()

    def action_sync_now(self):
        """Push everything, in the background."""
        self.ensure_one()
        return self.backend_id.action_sync_now()

    def action_plan(self):
        """Say what that would do, before anything is pushed."""
        self.ensure_one()
        return self.backend_id.action_plan()


class MedusaGoLiveLine(models.TransientModel):
    """What happens to one product."""

    _name = "medusa.go.live.line"
    _description = "Product of a Medusa Store That Goes Live"
    _order = "is_doubtful desc, outcome, id"

    wizard_id = fields.Many2one("medusa.go.live.wizard", required=True, ondelete="cascade")
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, ondelete="cascade"
    )
    product_type = fields.Selection(related="product_tmpl_id.type", string="Kind")
    outcome = fields.Selection(
        [
            (PUBLISH, "Will be published"),
            (DRAFT, "Draft"),
            (OUT, "Not in the store"),
            (LEAVES, "Taken out of the store"),
        ],
        required=True,
    )
    reason = fields.Char()
    is_doubtful = fields.Boolean()

    def action_keep_out(self):
        """Take the product out of what the store gets, and look again."""
        self.ensure_one()
        wizard = self.wizard_id
        wizard.backend_id.check_access("write")
        self.env["medusa.product.switch"]._switch(
            self.product_tmpl_id, wizard.backend_id, "excluded"
        )
        wizard._look()
        return wizard._show()
