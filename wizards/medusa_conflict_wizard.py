from urllib.parse import quote

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..medusa.exceptions import MedusaError
from ..models.core.sentence import say_of
from ..models.core.toast import make_toast
from ..models.product.statuses import get_status_label
from ..models.store.words import get_answer
from ..sync.candidates import describe_prices, describe_variants, get_picture, read_candidates
from ..sync.identity import get_database, get_external_id, is_ours


class MedusaConflictWizard(models.TransientModel):
    """Lets a manager say which product of the store is the right one."""

    _name = "medusa.conflict.wizard"
    _description = "Resolve a Medusa Conflict"

    binding_id = fields.Many2one("medusa.product.binding", required=True, readonly=True)
    # Not as superuser: a product of another company has no name here.
    name = fields.Char(compute="_compute_name")
    line_ids = fields.One2many("medusa.conflict.wizard.line", "wizard_id", "Candidates")
    has_choice = fields.Boolean(compute="_compute_has_choice")

    @api.depends("line_ids.obstacle")
    def _compute_has_choice(self):
        for wizard in self:
            wizard.has_choice = not all(line.obstacle for line in wizard.line_ids)

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
        lines = [self._prepare_line(row) for row in rows]
        admin_url = (binding.backend_id.admin_url or "").rstrip("/")
        for line, row in zip(lines, rows, strict=True):
            line["obstacle"] = self._get_obstacle(binding, row)
            line["medusa_url"] = admin_url and f"{admin_url}/products/{quote(row['id'])}"
        wizard = self.create(
            {
                "binding_id": binding.id,
                "line_ids": [fields.Command.create(line) for line in lines],
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
    def _get_obstacle(self, binding, row):
        """Return why a product of the store can't be chosen, or False.

        :param dict row: the product, with `id` and `metadata`
        """
        backend = binding.backend_id
        if not is_ours(row, backend._get_databases()):
            return self.env._("Another Odoo database's: %s", get_database(row))
        holder = self._get_holder(binding, row["id"])
        if not holder:
            return False
        if holder == binding:
            return self.env._("It is bound to this one already")
        return self.env._("Bound to %s", self._get_name(holder))

    @api.model
    def _get_holder(self, binding, medusa_id):
        """Return the binding that a product of the store is another's by, or this one's own."""
        # sudo: whoever may choose need not see another company's products.
        bindings = self.env["medusa.product.binding"].sudo()
        return bindings.search(
            [("backend_id", "=", binding.backend_id.id), ("medusa_id", "=", medusa_id)], limit=1
        )

    @api.model
    def _prepare_line(self, row):
        return {
            "medusa_id": row["id"],
            "title": row.get("title"),
            "handle": row.get("handle"),
            "status": get_status_label(self.env, row.get("status")),
            "external_id": row.get("external_id") or get_external_id(row),
            "made_on": _read_day(row.get("created_at")),
            "picture_url": get_picture(row),
            "variants": self._tell_variants(*describe_variants(row)),
            "prices": ", ".join(_format_price(*price) for price in describe_prices(row)),
        }

    @api.model
    def _tell_variants(self, count, names):
        """Return how many variants a candidate has, and what the first of them are called."""
        if count > len(names):
            names = [*names, self.env._("%s more", count - len(names))]
        return say_of(self.env, count, ", ".join(names)) if names else str(count)


def _read_day(moment):
    """Return the day of a moment as the store writes them, False where it is none."""
    try:
        return fields.Date.to_date(str(moment)[:10])
    except ValueError:
        return False


def _format_price(code, lowest, highest):
    amounts = (lowest,) if lowest == highest else (lowest, highest)
    return f"{' – '.join(f'{amount:.2f}' for amount in amounts)} {code}"


class MedusaConflictWizardLine(models.TransientModel):
    _name = "medusa.conflict.wizard.line"
    _description = "Candidate of a Medusa Conflict"

    wizard_id = fields.Many2one("medusa.conflict.wizard", required=True, ondelete="cascade")
    medusa_id = fields.Char("Medusa ID", readonly=True)
    title = fields.Char(readonly=True)
    handle = fields.Char(readonly=True)
    status = fields.Char(readonly=True)
    external_id = fields.Char("External ID", readonly=True)
    made_on = fields.Date(readonly=True)
    picture_url = fields.Char("Picture", readonly=True)
    variants = fields.Char(readonly=True)
    prices = fields.Char(readonly=True)
    medusa_url = fields.Char("Page in Medusa", readonly=True)
    obstacle = fields.Char("Can't Be Chosen", readonly=True)

    def action_open_in_medusa(self):
        """Look at the candidate in Medusa's admin."""
        self.ensure_one()
        self.wizard_id.binding_id.check_access("read")
        return {"type": "ir.actions.act_url", "url": self.medusa_url, "target": "new"}

    def action_choose(self):
        """Bind the product to this candidate and push it there."""
        self.ensure_one()
        binding = self.wizard_id.binding_id
        binding.backend_id.check_access("write")
        # Asked again: another product may have been bound to it since the window was opened.
        if self.obstacle or self.wizard_id._get_holder(binding, self.medusa_id):
            raise UserError(
                self.env._(
                    "%(title)s can't be chosen. %(obstacle)s",
                    title=self.title or self.medusa_id,
                    obstacle=self.obstacle or self.env._("It was bound meanwhile."),
                )
            )
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
