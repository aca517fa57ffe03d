from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medusa.exceptions import MedusaError
from ..models.core.toast import make_toast
from ..models.store.words import get_answer
from ..sync.candidates import read_candidates
from ..sync.identity import get_external_id


class MedusaConflictWizard(models.TransientModel):
    """Lets a manager say which product of the store is the right one."""

    _name = "medusa.conflict.wizard"
    _description = "Resolve a Medusa Conflict"

    binding_id = fields.Many2one("medusa.product.binding", required=True, readonly=True)
    # Not as superuser: a product of another company has no name here.
    name = fields.Char(compute="_compute_name")
    line_ids = fields.One2many("medusa.conflict.wizard.line", "wizard_id", "Candidates")

    @api.depends("binding_id")
    def _compute_name(self):
        for wizard in self:
            wizard.name = self._get_name(wizard.binding_id)

    @api.model_create_multi
    def create(self, vals_list):
        wizards = super().create(vals_list)
        wizards.binding_id.check_access("read")
        return wizards

    def write(self, vals):
        result = super().write(vals)
        self.binding_id.check_access("read")
        return result

    @api.model
    def _get_name(self, binding):
        """Return the product's name; the binding has none before the first push."""
        return binding.name or binding.product_tmpl_id.name or binding.external_id

    @api.model
    def _open_for(self, binding):
        """Return an action on a new wizard with what the store says of each candidate.

        :raise UserError: if the store can't be read, or there is nothing to choose from.
        """
        binding.backend_id.check_access("write")
        rows = self._read_candidates(binding)
        if not rows:
            raise UserError(
                self.env._(
                    "None of the candidates of %s is in the store any more. Use Retry.",
                    self._get_name(binding),
                )
            )
        wizard = self.create(
            {
                "binding_id": binding.id,
                "line_ids": [fields.Command.create(self._prepare_line(row)) for row in rows],
            }
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which one is it?"),
            "res_model": self._name,
            "res_id": wizard.id,
            "view_mode": "form",
            "target": "new",
        }

    def _read_candidates(self, binding):
        try:
            with binding.backend_id._get_client() as client:
                return read_candidates(client, binding.external_id, binding.candidates or [])
        except MedusaError as error:
            raise UserError(
                self.env._("The store can't be read: %s", get_answer(binding.backend_id, error))
            ) from error

    @api.model
    def _prepare_line(self, row):
        return {
            "medusa_id": row["id"],
            "title": row.get("title"),
            "handle": row.get("handle"),
            "status": row.get("status"),
            "external_id": row.get("external_id") or get_external_id(row),
            "created_at": (row.get("created_at") or "")[:10],
        }


class MedusaConflictWizardLine(models.TransientModel):
    _name = "medusa.conflict.wizard.line"
    _description = "Candidate of a Medusa Conflict"

    wizard_id = fields.Many2one("medusa.conflict.wizard", required=True, ondelete="cascade")
    medusa_id = fields.Char("Medusa ID", readonly=True)
    title = fields.Char(readonly=True)
    handle = fields.Char(readonly=True)
    status = fields.Char(readonly=True)
    external_id = fields.Char("External ID", readonly=True)
    created_at = fields.Char("Created", readonly=True)

    def action_choose(self):
        """Bind the product to this candidate and push it there."""
        self.ensure_one()
        binding = self.wizard_id.binding_id
        binding.backend_id.check_access("write")
        # sudo: a manager decides, nobody writes bindings.
        binding.sudo().write({"medusa_id": self.medusa_id, "candidates": False, "state": "pending"})
        binding.backend_id._queue_run("button", binding.product_tmpl_id.ids, force=True)
        self.env["medusa.backend"]._trigger_queue_sudo()
        return make_toast(
            self.env._(
                "%s is bound to the chosen product and pushed in a moment.", self.wizard_id.name
            ),
            "success",
            {"type": "ir.actions.act_window_close"},
        )
