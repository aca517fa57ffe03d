from odoo import api, fields, models
from odoo.tools import SQL

from ..todo.sources import FIRST_FREE_SOURCE
from .kinds import KINDS, NOTE

SUBJECT = "finding"
# As causes, kinds are told from failures of the same name.
PREFIX = "finding_"
TOLD = tuple(
    name for name, kind in KINDS.items() if kind.severity != NOTE and not kind.is_told_elsewhere
)


class MedusaTodoMixin(models.AbstractModel):
    """Findings wait for a person, too: each kind of them is one cause."""

    _inherit = "medusa.todo.mixin"

    subject = fields.Selection(selection_add=[(SUBJECT, "Findings")])
    cause = fields.Selection(
        selection_add=[(f"{PREFIX}{name}", KINDS[name].label) for name in TOLD]
    )

    @api.model
    def _get_subject_models(self):
        return {**super()._get_subject_models(), SUBJECT: "medusa.finding"}

    @api.model
    def _get_own_texts(self):
        texts = self.env["medusa.finding"]._get_kind_texts()
        mend = self.env._("Open it: it says what a shopper sees of it, and mends it if it can be.")
        return {
            **super()._get_own_texts(),
            **{f"{PREFIX}{kind}": (texts[kind][0], texts[kind][2] or mend) for kind in TOLD},
        }


class MedusaTodo(models.Model):
    _inherit = "medusa.todo"
    _depends = {"medusa.finding": ["state", "kind", "title", "product_tmpl_id", "last_seen"]}

    @api.model
    def _get_sources(self):
        return [
            *super()._get_sources(),
            SQL(
                """
                SELECT %s, id, %s, %s || kind, backend_id, NULL::int, product_tmpl_id,
                       title, NULL, last_seen, NULL::timestamp
                  FROM medusa_finding WHERE state = 'open' AND kind = ANY(%s)
                """,
                FIRST_FREE_SOURCE,
                SUBJECT,
                PREFIX,
                list(TOLD),
            ),
        ]


class MedusaTodoCause(models.Model):
    _inherit = "medusa.todo.cause"

    def action_open_findings(self):
        """Open the findings of this kind."""
        self.ensure_one()
        self.check_access("read")
        kind = (self.cause or "").removeprefix(PREFIX)
        action = self.backend_id.action_view_findings()
        action["domain"] = [*action["domain"], ("kind", "=", kind)]
        return action
