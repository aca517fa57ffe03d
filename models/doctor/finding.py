from odoo import api, fields, models

from ..core.vacuum import delete_some, get_date_before
from .kinds import KINDS, SEVERITIES

# What was mended long ago.
DAYS_KEPT = 90
# The key of all that is more of a kind than is listed one by one.
MORE = "more"


class MedusaFinding(models.Model):
    """Something that is wrong with a store, as its last examination found it.

    What isn't found any more is closed by the next examination.
    """

    _name = "medusa.finding"
    _description = "Finding in a Medusa Store"
    _inherit = ["medusa.link.mixin"]
    _order = "severity, kind, id"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [(name, kind.label) for name, kind in KINDS.items()],
        "What Is Wrong",
        required=True,
        readonly=True,
    )
    severity = fields.Selection(SEVERITIES, "Weight", required=True, readonly=True)
    key = fields.Char(required=True, readonly=True)
    title = fields.Char("What", readonly=True, help="As the store calls it.")
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="set null", index="btree_not_null"
    )
    medusa_id = fields.Char("Medusa ID", readonly=True, help="Of its product in the store.")
    medusa_ids = fields.Json("Medusa IDs", readonly=True)
    count = fields.Integer("Number", default=1, readonly=True)
    facts = fields.Json(readonly=True)
    first_seen = fields.Datetime(readonly=True)
    last_seen = fields.Datetime(readonly=True)
    state = fields.Selection(
        [("open", "Not mended"), ("ignored", "Ignored"), ("mended", "Mended")],
        required=True,
        default="open",
        readonly=True,
    )
    mended_at = fields.Datetime("Mended On", readonly=True)
    run_id = fields.Many2one(
        "medusa.sync.run", "Examination", readonly=True, ondelete="set null", index="btree_not_null"
    )

    _kind_key_unique = models.UniqueIndex("(backend_id, kind, key)")

    @api.model
    def _get_kinds(self):
        """Return {name: Kind} of all that may be found.

        An addon that finds more extends it, `_get_kind_texts` and the selection of `kind`.
        """
        return KINDS

    @api.model
    def _count_open(self, backends):
        """Return {backend: how many of its findings are open}."""
        mine = [("backend_id", "in", backends.ids), ("state", "=", "open")]
        return dict(self._read_group(mine, ["backend_id"], ["count:sum"]))

    # === ACTION METHODS === #

    def action_ignore(self):
        """Say that it may stay as it is: later examinations leave it alone."""
        self.backend_id.check_access("write")
        # sudo: a manager decides, nobody writes findings.
        self.sudo().filtered(lambda row: row.state == "open").state = "ignored"

    def action_reopen(self):
        """Count it again."""
        self.backend_id.check_access("write")
        # sudo: a manager decides, nobody writes findings.
        self.sudo().filtered(lambda row: row.state == "ignored").state = "open"

    # === RETENTION === #

    @api.autovacuum
    def _gc_findings(self):
        """Delete what was mended long ago.

        :return: (how many were deleted, whether there are more)
        """
        mended = [("state", "=", "mended"), ("mended_at", "<", get_date_before(DAYS_KEPT))]
        return delete_some(self, mended, 1000)
