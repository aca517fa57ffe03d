from odoo import api, fields, models
from odoo.tools import SQL

from .steps import DONE, STEPS, TODO, UNUSED, WARNING, get_titles

# Of each store, so many numbers are kept for its steps.
_ROOM = 100


class MedusaStartStep(models.Model):
    """A line of a store's checklist. It is no record of the database: it sees by itself."""

    _name = "medusa.start.step"
    _description = "Step to a Live Medusa Store"
    _auto = False
    _order = "id"

    backend_id = fields.Many2one("medusa.backend", "Store", readonly=True)
    code = fields.Char(readonly=True)
    title = fields.Char(compute="_compute_look")
    state = fields.Selection(
        [(DONE, "Done"), (TODO, "To do"), (WARNING, "Wrong"), (UNUSED, "Not used")],
        compute="_compute_look",
    )
    text = fields.Text(compute="_compute_look")
    button = fields.Char(compute="_compute_look")

    @property
    def _table_query(self):
        rows = SQL(", ").join(
            SQL("(%s, %s)", number, code) for number, code in enumerate(STEPS, start=1)
        )
        return SQL(
            "SELECT backend.id * %s + step.number AS id, backend.id AS backend_id, step.code "
            "FROM medusa_backend backend CROSS JOIN (VALUES %s) AS step(number, code)",
            _ROOM,
            rows,
        )

    @api.depends_context("lang")
    def _compute_display_name(self):
        titles = get_titles(self.env)
        for step in self:
            step.display_name = titles[step.code]

    @api.depends_context("lang", "tz", "uid", "allowed_company_ids")
    def _compute_look(self):
        titles = get_titles(self.env)
        for step in self:
            look = STEPS[step.code](step.backend_id)
            step.title = titles[step.code]
            step.state, step.text, step.button = look.state, look.text, look.button or False

    @api.model
    def _get_steps(self, backend):
        """Return the steps of a store, in their order."""
        first = backend.id * _ROOM + 1
        return self.browse(range(first, first + len(STEPS)) if backend.id else ())

    def action_do(self):
        """Do what the button of the step says.

        :return: a client action, or None
        """
        self.ensure_one()
        backend = self.backend_id
        backend.check_access("write")
        method = STEPS[self.code](backend).method
        return getattr(backend, method)() if method else None
