from odoo import api, fields, models
from odoo.tools import SQL

from ..run.entry_mixin import OPERATIONS
from .rows import FORMER
from .subjects import KINDS, SUBJECTS, get_subject_sql
from .values import Values

# More fields no record has.
_MOST_FIELDS = 10000


class MedusaSyncChangeLine(models.Model):
    """One field that a run changed, before and since. It is read off `medusa.sync.change`."""

    _name = "medusa.sync.change.line"
    _description = "Field That a Medusa Run Changed"
    _auto = False
    _order = "id"
    _rec_name = "name"
    _depends = {
        "medusa.sync.change": [
            *("run_id", "backend_id", "product_tmpl_id", "kind", "name", "operation", "changes"),
            *("date", "undo_state", "is_unsure"),
        ],
        "medusa.backend": ["company_id"],
    }

    change_id = fields.Many2one("medusa.sync.change", readonly=True)
    run_id = fields.Many2one("medusa.sync.run", readonly=True)
    backend_id = fields.Many2one("medusa.backend", "Store", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    product_tmpl_id = fields.Many2one("product.template", "Product", readonly=True)
    date = fields.Datetime("Time", readonly=True)
    kind = fields.Selection(list(KINDS.items()), "Kind of Record", readonly=True)
    name = fields.Char("Name Then", readonly=True)
    operation = fields.Selection(OPERATIONS, readonly=True)
    subject = fields.Selection(list(SUBJECTS.items()), "Concerns", readonly=True)
    undo_state = fields.Selection(
        selection=lambda self: (
            self.env["medusa.sync.change"]._fields["undo_state"]._description_selection(self.env)
        ),
        string="Since an Undo",
        readonly=True,
    )
    is_unsure = fields.Boolean(
        "Without an Answer",
        readonly=True,
        help="It was on its way when the process was ended, or the store didn't answer: whether it "
        "was carried out, the store alone knows.",
    )
    field_name = fields.Char("Field in Medusa", readonly=True)
    variant = fields.Char("External ID of the Variant", readonly=True)
    # Each in a list: else nothing would be the same as no.
    store = fields.Json("Value Before", readonly=True)
    odoo = fields.Json("Value After", readonly=True)

    record_name = fields.Char("Of What It Is", compute="_compute_texts")
    label = fields.Char("Field", compute="_compute_texts")
    variant_name = fields.Char("Variant", compute="_compute_texts")
    before = fields.Text(compute="_compute_texts")
    since = fields.Text("After", compute="_compute_texts")
    before_pictures = fields.Html("Pictures Before", compute="_compute_texts", sanitize=False)
    since_pictures = fields.Html("Pictures After", compute="_compute_texts", sanitize=False)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT change.id::bigint * %(most)s + item.number AS id, change.id AS change_id,
                   change.run_id, change.backend_id, backend.company_id, change.product_tmpl_id,
                   change.date, change.kind, change.name, change.operation, change.undo_state,
                   change.is_unsure,
                   item.value ->> 0 AS field_name, item.value ->> 1 AS variant,
                   jsonb_build_array(item.value -> 2) AS store,
                   jsonb_build_array(item.value -> 3) AS odoo, %(subject)s AS subject
              FROM medusa_sync_change change
              JOIN medusa_backend backend ON backend.id = change.backend_id
             CROSS JOIN jsonb_array_elements(change.changes)
                        WITH ORDINALITY AS item (value, number)
             WHERE item.value ->> 0 <> %(former)s
            """,
            most=_MOST_FIELDS,
            former=FORMER,
            subject=get_subject_sql(SQL("change.kind"), SQL("item.value ->> 0")),
        )

    @api.depends("field_name", "variant", "store", "odoo", "kind", "name", "product_tmpl_id")
    @api.depends_context("lang", "uid")
    def _compute_texts(self):
        values = Values(self)
        for line in self:
            line.label = values.get_label(line)
            line.variant_name = values.get_variant(line)
            line.record_name = values.get_name(line)
            line.before = values.tell(line, line.store[0])
            line.since = values.tell(line, line.odoo[0])
            line.before_pictures = values.show(line, line.store[0])
            line.since_pictures = values.show(line, line.odoo[0])

    def action_open_product(self):
        """Open the product in Odoo."""
        self.ensure_one()
        self.check_access("read")
        return self.product_tmpl_id.get_formview_action()
