from odoo import api, fields, models

from ..store.lists import open_list

# How a TLS client says that what answers speaks plain http, in the words of OpenSSL.
_PLAIN = ("WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "record layer failure", "http request")


class MedusaTodoStoreMixin(models.AbstractModel):
    """How much of a store waits for a person."""

    _name = "medusa.todo.store.mixin"
    _description = "What Waits in a Medusa Store"

    todo_count = fields.Integer("To Do", compute="_compute_todo_count")

    @api.depends_context("uid")
    def _compute_todo_count(self):
        causes = self.env["medusa.todo.cause"].search([("backend_id", "in", self.ids)])
        for backend in self:
            mine = causes.filtered(lambda cause, backend=backend: cause.backend_id == backend)
            backend.todo_count = sum(mine.mapped("open_count"))

    def action_view_todo(self):
        return open_list(self, "medusa_todo_cause_action")

    def _answers_plainly(self):
        """Tell whether what answers at the address of the store seems to know no encryption."""
        detail = (self.failure_detail or "").replace(" ", "_").upper()
        plain = any(words.replace(" ", "_").upper() in detail for words in _PLAIN)
        return plain and self.failure_type == "tls" and self.url.startswith("https://")


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.todo.store.mixin"]
