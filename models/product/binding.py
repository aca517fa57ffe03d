from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..store.rights import check_may_push
from .revision_shared import get_revision, join_shared
from .statuses import get_status_label


class MedusaProductBinding(models.Model):
    """What the connector knows of one product in one store.

    No user's transaction writes here: a change is noticed by comparing `revision` with the
    product's own, so that saving a product never waits for a push, nor is rolled back with it.
    """

    _name = "medusa.product.binding"
    _description = "Product in a Medusa Store"
    _inherit = ["medusa.retry.mixin", "medusa.link.mixin"]
    _order = "id desc"
    _rec_name = "name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    # Emptied by the database when the product is deleted: the store still has to be told.
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="set null", index=True
    )
    name = fields.Char("Product Name", readonly=True, help="As it was last pushed.")
    external_id = fields.Char(
        "External ID", required=True, readonly=True, help="The product's id, as Medusa keeps it."
    )
    medusa_id = fields.Char("Medusa ID", readonly=True)
    handle = fields.Char(
        readonly=True,
        help="The handle of the creation. It stays the same over all tries: Medusa keeps handles "
        "unique, so a repeated creation can't make a second product.",
    )
    store_handle = fields.Char(
        "Handle in the Store", readonly=True, help="As the store said last: others may change it."
    )
    state = fields.Selection(
        [
            ("pending", "Pending"),
            ("synced", "Synced"),
            ("error", "Failed"),
            ("conflict", "Conflict"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="pending",
        readonly=True,
        index=True,
    )
    is_outdated = fields.Boolean(
        "Changed Since",
        compute="_compute_is_outdated",
        search="_search_is_outdated",
        help="The product changed in Odoo after its last push.",
    )
    last_push = fields.Datetime(readonly=True)
    store_status = fields.Char("Status Code in Medusa", readonly=True)
    store_status_label = fields.Char("Status in Medusa", compute="_compute_store_status_label")
    former_status = fields.Char(
        "Status before the Withdrawal",
        readonly=True,
        help="A product that comes back gets it again, whoever owns the status.",
    )
    # What was pushed last: a fingerprint of each section of the payload, see `sync.sections`
    revision = fields.Char(readonly=True)
    product_hash = fields.Char(readonly=True)
    variants_hash = fields.Char(readonly=True)
    prices_hash = fields.Char(readonly=True)
    pictures_hash = fields.Char(readonly=True)
    terms_hash = fields.Char(readonly=True)
    failed_hash = fields.Char(readonly=True, help="The payload that was refused last.")
    item_names = fields.Json(
        readonly=True,
        help="What the inventory items of variants were called last, and may be called by a push "
        "that was broken off.",
    )
    pushed_channels = fields.Json("Sales Channels", readonly=True)
    currencies = fields.Json("Currencies of the Prices", readonly=True)
    candidates = fields.Json(readonly=True, help="Further products of the store that may be it.")
    warning = fields.Text(readonly=True, help="What was left out, and why.")
    warning_facts = fields.Json(readonly=True, help="What each line of it is made of.")

    variant_binding_ids = fields.One2many(
        "medusa.variant.binding", "product_binding_id", "Variants", readonly=True
    )
    log_ids = fields.One2many("medusa.sync.log", "binding_id", readonly=True)

    # In the order of the store's own index, of which pages are compared with ranges of these.
    _medusa_id_index = models.Index("(backend_id, medusa_id varchar_pattern_ops)")
    _product_unique = models.Constraint(
        "UNIQUE (backend_id, product_tmpl_id)", "A product is listed once per store."
    )
    _external_id_unique = models.Constraint(
        "UNIQUE (backend_id, external_id)", "A product is listed once per store."
    )

    # === COMPUTE METHODS === #

    @api.depends("store_status")
    @api.depends_context("lang")
    def _compute_store_status_label(self):
        for record in self:
            record.store_status_label = get_status_label(self.env, record.store_status)

    # A new token of what it is compared with says so itself.
    @api.depends("revision", "product_tmpl_id", "state")
    def _compute_is_outdated(self):
        revisions = self.product_tmpl_id._get_medusa_revisions()
        for binding in self:
            key = binding.product_tmpl_id.id
            binding.is_outdated = bool(
                key and binding.state != "withdrawn" and binding.revision != revisions.get(key)
            )

    @api.model
    def _search_is_outdated(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.env["product.template"]._flush_medusa_revisions()
        self.flush_model(["revision", "state", "product_tmpl_id"])
        outdated = SQL(
            """(
            SELECT binding.id
              FROM medusa_product_binding binding
              JOIN product_template product ON product.id = binding.product_tmpl_id %s
             WHERE binding.state != 'withdrawn' AND binding.revision IS DISTINCT FROM %s)""",
            join_shared(SQL("product")),
            get_revision(SQL("product")),
        )
        return Domain("id", "in" if True in value else "not in", outdated)

    # === ACTION METHODS === #

    def action_retry(self):
        """Push these products again, now or by the cron if they are many."""
        check_may_push(self.env)
        return self.env["medusa.resync"]._resync(self.product_tmpl_id, self.backend_id)

    def action_resolve_conflict(self):
        """Open the wizard that lets a manager choose the right product of the store."""
        self.ensure_one()
        return self.env["medusa.conflict.wizard"]._open_for(self)
