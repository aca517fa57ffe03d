from odoo import api, fields, models

from ...sync.failures import FOUND, TYPES
from ..alert.persons import find_managers
from ..product.leaving import tell_facts

# Of a long answer, its beginning is enough in a list.
SHORT = 90
MOST_NAMES = 3


class MedusaTodo(models.Model):
    """One thing that waits, in words: a short line for the list, and the whole of it."""

    _inherit = "medusa.todo"

    title = fields.Char("What", compute="_compute_title")
    line = fields.Char("In Short", compute="_compute_texts")
    text = fields.Char("Cause", compute="_compute_texts")
    answer = fields.Text("Details", compute="_compute_texts")
    mend_text = fields.Char("What To Do", compute="_compute_texts")
    missing_html = fields.Html(related="binding_id.missing_html", related_sudo=False)
    whom_to_ask = fields.Char("Who Decides", compute="_compute_whom_to_ask")

    @api.depends("name", "product_tmpl_id", "subject", "backend_id")
    @api.depends_context("lang", "uid")
    def _compute_title(self):
        products = self.product_tmpl_id.exists()._filtered_access("read")
        for todo in self:
            product = todo.product_tmpl_id if todo.product_tmpl_id in products else False
            todo.title = (product and product.name) or todo.name or todo.backend_id.name

    @api.depends("cause", "subject", "detail")
    @api.depends_context("lang")
    def _compute_texts(self):
        texts = self._get_texts()
        told = self._tell_details()
        failures = self.env["medusa.failure.mixin"]
        for todo in self:
            todo.text, todo.mend_text = texts[todo]
            is_failure = todo.cause in TYPES
            detail = todo._get_detail(told[todo])
            todo.answer = is_failure and failures._get_failure_answer(
                todo.cause, detail or told[todo]
            )
            todo.line = _shorten(detail or todo.text or "")

    def _tell_details(self):
        """Return {record: the detail of its failure}; where it is ours, in the reader's language.

        The cron that wrote it down spoke another one.
        """
        told = {todo: todo.detail for todo in self}
        for subject, todos in self.filtered("detail").grouped("subject").items():
            # sudo: the detail stands here already; its record knows what it is made of.
            records = self.env[self._get_subject_models()[subject]].sudo()
            if hasattr(records, "_tell_failure_detail"):
                failed = records.browse(todos.mapped("res_id")).exists()
                by_id = {record.id: record for record in failed}
                for todo in todos.filtered(lambda row, by_id=by_id: row.res_id in by_id):
                    told[todo] = by_id[todo.res_id]._tell_failure_detail()
        return told

    def _get_detail(self, told):
        """Return what is said of it beside its cause, in the reader's language where it can be.

        :param told: see `_tell_details`
        """
        if (self.cause or "").startswith("incomplete_"):
            return self.binding_id.missing_names
        if self.cause in TYPES and TYPES[self.cause].words == FOUND:
            # Ids of the store: no words for a list.
            return False
        binding = self.binding_id
        if self.cause in TYPES and binding.failure_type == self.cause:
            return binding._tell_failure_detail()
        run = self.env["medusa.sync.run"].browse(self.res_id if self.cause == "guard" else ())
        return tell_facts(self.env, run.leaving) if run.leaving else told

    @api.depends("backend_id")
    @api.depends_context("uid")
    def _compute_whom_to_ask(self):
        for backend, todos in self.grouped("backend_id").items():
            is_mine = backend.has_access("write")
            managers = () if is_mine else find_managers(backend.company_id)[:MOST_NAMES]
            todos.whom_to_ask = ", ".join(manager.name for manager in managers)


def _shorten(text):
    line = " ".join(text.split())
    return line if len(line) <= SHORT else f"{line[: SHORT - 1]}…"
