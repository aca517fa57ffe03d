from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .causes import LABELS, PASSING
from .sources import COLUMNS, MOST_SOURCES, get_sources

# What people say of it.
SAID = ("user_id", "hold_until", "note")


class MedusaTodoMixin(models.AbstractModel):
    """What one thing that waits for a person and all of its cause have in common."""

    _name = "medusa.todo.mixin"
    _description = "What Waits for a Person in Medusa"

    backend_id = fields.Many2one("medusa.backend", "Store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    subject = fields.Selection(
        [
            ("product", "Products"),
            ("price_list", "Price lists"),
            ("term", "Categories and tags"),
            ("option", "Options"),
            ("level", "Stock"),
            ("stock_line", "Stock map"),
            ("run", "Runs"),
            ("database", "Other Odoo databases"),
            ("match", "Take over"),
            ("store", "Store"),
        ],
        "Concerns",
        readonly=True,
    )
    cause = fields.Selection(
        [(name, label) for name, label in LABELS.items()], "What Waits", readonly=True
    )
    is_passing = fields.Boolean(
        "Tried by Itself", readonly=True, help="It is tried again by itself, ever later."
    )
    seen_at = fields.Datetime("Last Seen", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        "Assigned to",
        domain=lambda self: [
            ("all_group_ids", "in", self.env.ref("medusa_connector.group_medusa_user").id)
        ],
    )
    hold_until = fields.Date("On Hold until", help="It isn't shown before that day.")
    note = fields.Char()

    def write(self, vals):
        """Keep what is said of it; the rest is read elsewhere and can't be written."""
        strange = sorted(set(vals) - set(SAID))
        if strange:
            raise AccessError(
                self.env._(
                    "What waits is read off the stores' records: only who cares for it, until when "
                    "it waits, and a note can be written."
                )
            )
        self.check_access("write")
        keys = [record._get_note_key() for record in self]
        if keys and vals:
            self.env["medusa.todo.note"]._keep_sudo(keys, vals)
            # Both models read it.
            for name in ("medusa.todo", "medusa.todo.cause"):
                self.env[name].invalidate_model(flush=False)
        return True

    def _get_note_key(self):
        """Return (store id, "subject:cause", id of the record or 0)."""
        raise NotImplementedError


class MedusaTodo(models.Model):
    """One thing that waits for a person. It closes by itself when its record is as it should be.

    It is no record of its own, but read off those of the stores; a room that knows of further
    things extends `_get_sources`.
    """

    _name = "medusa.todo"
    _description = "To Do in Medusa"
    _inherit = ["medusa.todo.mixin"]
    _auto = False
    _order = "id desc"
    _rec_name = "name"
    _depends = {
        "medusa.product.binding": [
            *("state", "failure_type", "failure_detail", "readiness", "name", "product_tmpl_id"),
            *("next_try", "backend_id"),
        ],
        "medusa.variant.binding": ["product_binding_id"],
        "medusa.price.list": ["failure_type", "failure_detail", "name", "next_try"],
        "medusa.term": ["failure_type", "failure_detail", "name"],
        "medusa.option": ["failure_type", "failure_detail", "name"],
        "medusa.stock.level": ["failure_type", "failure_detail", "next_try"],
        "medusa.sync.run": ["state", "failure_type", "failure_detail", "scope"],
        "medusa.other.database": ["decision", "uuid"],
        "medusa.match": ["state", "kind", "name"],
        "medusa.backend": ["connection_state", "failure_type", "active", "company_id"],
        "medusa.todo.note": ["key", "res_id", "cause_hold_until", *SAID],
    }

    res_id = fields.Integer(readonly=True)
    binding_id = fields.Many2one("medusa.product.binding", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Product", readonly=True)
    name = fields.Char(readonly=True)
    detail = fields.Text(readonly=True)
    next_try = fields.Datetime(readonly=True)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT item.res_id::bigint * %(sources)s + item.source AS id, item.res_id,
                   item.subject, item.cause, item.backend_id, item.binding_id,
                   item.product_tmpl_id, item.name, item.detail, item.seen_at, item.next_try,
                   item.cause = ANY(%(passing)s) AS is_passing, store.company_id,
                   COALESCE(own.user_id, whole.user_id) AS user_id,
                   GREATEST(own.hold_until, own.cause_hold_until) AS hold_until,
                   COALESCE(own.note, whole.note) AS note
              FROM (%(items)s) item (%(columns)s)
              JOIN medusa_backend store ON store.id = item.backend_id AND store.active
         LEFT JOIN medusa_todo_note own
                ON own.backend_id = item.backend_id AND own.res_id = item.res_id
                   AND own.key = item.subject || ':' || item.cause
         LEFT JOIN medusa_todo_note whole
                ON whole.backend_id = item.backend_id AND whole.res_id = 0
                   AND whole.key = item.subject || ':' || item.cause
            """,
            sources=MOST_SOURCES,
            passing=list(PASSING),
            items=SQL(" UNION ALL ").join(self._get_sources()),
            columns=SQL(", ").join(SQL.identifier(name) for name in COLUMNS),
        )

    @api.model
    def _get_sources(self):
        """Return queries of what waits, each of the columns of `sources.COLUMNS`.

        Override it to add further ones, with numbers of their own from `FIRST_FREE_SOURCE` on;
        their causes belong into the selection `cause` of `medusa.todo.mixin` and into
        `_get_own_texts`, their subject into `subject` and `_get_subject_models`.

        :rtype: list[SQL]
        """
        return get_sources(self.env)

    def _get_note_key(self):
        return self.backend_id.id, f"{self.subject}:{self.cause}", self.res_id
