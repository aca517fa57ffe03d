from odoo import api, fields, models

from ..core.sentence import join_sentences, say_of
from .phase import SCOPES

# By what a failure is the one that was told already.
_SAME_FAILURE = ("result", "failure_type", "failure_detail")


class MedusaSyncLog(models.Model):
    """One thing that happened to a product, or to a run, in a store. Append-only."""

    _name = "medusa.sync.log"
    _description = "Medusa Sync Log"
    _inherit = ["medusa.failure.mixin", "medusa.entry.mixin"]
    _order = "id desc"

    run_id = fields.Many2one(
        "medusa.sync.run", required=True, readonly=True, ondelete="cascade", index=True
    )
    binding_id = fields.Many2one(
        "medusa.product.binding", "Product in the Store", readonly=True, ondelete="set null",
        index="btree_not_null",
    )  # fmt: skip
    name = fields.Char("Product Name")
    result = fields.Selection(
        [("success", "Done"), ("warning", "Incomplete"), ("failure", "Failed")],
        required=True,
        readonly=True,
        index=True,
    )
    duration = fields.Float("Duration (s)", readonly=True, digits=(12, 3))
    message = fields.Text(compute="_compute_message")
    create_date = fields.Datetime("Time", readonly=True, index=True)

    @api.depends("operation", "result", "name", "failure_type", "failure_facts")
    @api.depends_context("lang")
    def _compute_message(self):
        texts = self._get_operation_texts()
        for log in self:
            detail = log._tell_failure_detail()
            if log.failure_type:
                text = join_sentences([log.failure_cause, detail, log.failure_mend])
                log.message = say_of(self.env, log.name, text) if log.name else text
            else:
                text = texts.get(log.operation, "").format(name=log.name or "")
                log.message = f"{text} {detail or ''}".strip()

    @api.model
    def _get_operation_texts(self):
        """Return {operation: sentence with {name}} in the language of the reader."""
        _ = self.env._
        return {
            "create": _("{name} was created in the store."),
            "update": _("{name} was updated in the store."),
            "adopt": _("{name} was found in the store and adopted, nothing was created."),
            "recreate": _("{name} had been deleted in the store and was created again."),
            "unchanged": _("{name} is in the store just as in Odoo."),
            "draft": _("{name} left the selection and is a draft in the store now."),
            "delete": _("{name} left the selection and was deleted in the store."),
            "gone": _("{name} left the selection and wasn't in the store any more."),
            "options": _("{name} is in the store as in Odoo."),
            "terms": _("{name} is in the store as in Odoo."),
            "prices": _("Price list {name}:"),
            "taxes": _("Tax rate {name}:"),
            "translations": _("{name} is in the store in further languages."),
            "stock": _("The stock of {name} was pushed."),
            "undo": _("{name} was brought back."),
            "slower": _(
                "The store slowed down or failed: it gets fewer requests at the same time from "
                "now on."
            ),
            "stock_lost": _(
                "A variant of {name}, or its inventory item, isn't in the store any more: the "
                "product is pushed again."
            ),
            "drift": _("{name} was changed in Medusa. Otherwise than in Odoo:"),
            "proof": _("A shopper sees {name} otherwise than in Odoo."),
            "remade": _(
                "{name} lost a variant, or its stock, in the store: it is pushed again. If that "
                "happens every night, another tool writes there, such as a forgotten "
                "daily-product-sync."
            ),
        }

    # === ACTION METHODS === #

    def action_retry(self):
        """Push the product of this line again."""
        return self.binding_id.action_retry()

    # === BUSINESS METHODS === #

    @api.model
    def _write_lines(self, run, lines):
        """Write lines on a run; those that nobody need be told of are left out.

        :param run: `medusa.sync.run`
        :param list[Line] lines: see `line`
        """
        shared = {
            "run_id": run.id,
            "backend_id": run.backend_id.id,
            "company_id": run.company_id.id,
        }
        told = [{**shared, **line.prepare_vals()} for line in lines if line.is_told]
        if run.trigger == "retry" or SCOPES[run.scope].is_quiet:
            # They come back every few minutes or hours, by themselves: said once is enough.
            known = self._find_known_failures(told)
            told = [
                vals
                for vals in told
                if vals["result"] != "failure" or self._get_subject_of(vals) not in known
            ]
        self.create(told)

    def _find_known_failures(self, rows):
        """Return the subjects of which the log's last word is this very failure.

        :param list[dict] rows: values of lines to write
        :rtype: set
        """
        failures = [vals for vals in rows if vals["result"] == "failure"]
        failing = {self._get_subject_of(vals): vals for vals in failures}
        if not failing:
            return set()
        domain = [
            ("backend_id", "=", rows[0]["backend_id"]),
            ("operation", "in", [operation for operation, _binding, _name in failing]),
            "|",
            ("binding_id", "in", [binding for _operation, binding, _name in failing if binding]),
            "&",
            ("binding_id", "=", False),
            ("name", "in", [name for _operation, binding, name in failing if not binding]),
        ]
        groups = self._read_group(domain, ["binding_id", "name", "operation"], ["id:max"])
        lasts = {}
        for log in self.browse(last for *_keys, last in groups).sorted("id"):
            lasts[self._get_subject(log.operation, log.binding_id.id, log.name)] = log
        return {
            subject
            for subject, log in lasts.items()
            if subject in failing
            and all(log[name] == failing[subject][name] for name in _SAME_FAILURE)
        }

    def _get_subject(self, operation, binding_id, name):
        """Return what a line is about, a product by its binding, all else by its name."""
        return operation, binding_id or False, not binding_id and name

    def _get_subject_of(self, vals):
        return self._get_subject(vals["operation"], vals.get("binding_id"), vals["name"])
