from odoo import api, fields, models
from odoo.tools import SQL

from .causes import get_mend
from .todo import SAID

# Causes of one store are told apart by so many bits.
_BITS = 20


class MedusaTodoCause(models.Model):
    """All that waits in one store for the same cause: a line of the list “To Do”."""

    _name = "medusa.todo.cause"
    _description = "Cause of What Waits in Medusa"
    _inherit = ["medusa.todo.mixin"]
    _auto = False
    _order = "is_passing, backend_id, open_count desc, id"
    _rec_name = "cause"
    _depends = {"medusa.todo": ["cause"], "medusa.todo.note": ["key", "res_id", *SAID]}

    total_count = fields.Integer("All", readonly=True)
    open_count = fields.Integer("Number", readonly=True)
    held_count = fields.Integer("On Hold", readonly=True)
    first_id = fields.Many2one("medusa.todo", readonly=True)
    first_line = fields.Char("For Example", compute="_compute_first_line")
    text = fields.Char("Cause", compute="_compute_texts")
    mend_text = fields.Char("What To Do", compute="_compute_texts")
    mend = fields.Char(compute="_compute_mend")
    is_mine_to_decide = fields.Boolean(compute="_compute_mend")
    whom_to_ask = fields.Char("Who Decides", related="first_id.whom_to_ask", related_sudo=False)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT todo.backend_id::bigint * %(span)s
                   + (hashtext(todo.subject || ':' || todo.cause) & (%(span)s - 1)) AS id,
                   todo.backend_id, todo.company_id, todo.subject, todo.cause, todo.is_passing,
                   count(*) AS total_count,
                   count(*) FILTER (WHERE %(is_open)s) AS open_count,
                   count(*) FILTER (WHERE NOT (%(is_open)s)) AS held_count,
                   COALESCE(max(todo.id) FILTER (WHERE %(is_open)s), max(todo.id)) AS first_id,
                   max(todo.seen_at) AS seen_at, whole.user_id, whole.hold_until, whole.note
              FROM %(todo)s todo
         LEFT JOIN medusa_todo_note whole
                ON whole.backend_id = todo.backend_id AND whole.res_id = 0
                   AND whole.key = todo.subject || ':' || todo.cause
          GROUP BY todo.backend_id, todo.company_id, todo.subject, todo.cause, todo.is_passing,
                   whole.id
            """,
            span=2**_BITS,
            is_open=SQL(
                "todo.hold_until IS NULL OR todo.hold_until <= %s",
                fields.Date.context_today(self),
            ),
            todo=self.env["medusa.todo"]._table_sql,
        )

    @api.depends("first_id")
    @api.depends_context("lang", "uid")
    def _compute_first_line(self):
        for cause in self:
            first = cause.first_id
            # The store has its column, the cause as well.
            is_store = first.title == cause.backend_id.name
            is_said = first.line == cause.text and not is_store
            parts = (not is_store and first.title, not is_said and first.line)
            cause.first_line = " · ".join(part for part in parts if part)

    @api.depends("cause", "subject")
    @api.depends_context("lang")
    def _compute_texts(self):
        texts = self._get_texts()
        for cause in self:
            cause.text, cause.mend_text = texts[cause]

    @api.depends("cause", "subject", "first_id")
    @api.depends_context("uid")
    def _compute_mend(self):
        for backend, causes in self.grouped("backend_id").items():
            causes.is_mine_to_decide = backend.has_access("write")
        for cause in self:
            mend = get_mend(cause.subject, cause.cause)
            if mend == "http" and not cause.backend_id._answers_plainly():
                mend = "test"
            cause.mend = mend

    def _get_note_key(self):
        return self.backend_id.id, f"{self.subject}:{self.cause}", 0

    def _get_todos(self):
        """Return what waits for this cause and isn't on hold."""
        self.ensure_one()
        return self.env["medusa.todo"].search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("subject", "=", self.subject),
                ("cause", "=", self.cause),
                "|",
                ("hold_until", "=", False),
                ("hold_until", "<=", fields.Date.context_today(self)),
            ]
        )
