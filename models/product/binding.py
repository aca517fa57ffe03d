from psycopg2 import IntegrityError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError
from odoo.fields import Domain

from ...const import RETRY_FIRST_MINUTES, RETRY_LONGEST_MINUTES


class MedusaProductBinding(models.Model):
    """What the connector knows of one product in one store.

    No user's transaction writes here: a change is noticed by comparing `revision` with the
    product's own, so that saving a product never waits for a push (design.md, invariant 3).
    """

    _name = "medusa.product.binding"
    _description = "Product in a Medusa Store"
    _inherit = ["medusa.failure.mixin"]
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
    medusa_id = fields.Char("Medusa ID", readonly=True, index="btree_not_null")
    medusa_url = fields.Char("Page in Medusa", compute="_compute_medusa_url")
    handle = fields.Char(
        readonly=True,
        help="The handle of the creation. It stays the same over all tries: Medusa keeps handles "
        "unique, so a repeated creation can't make a second product.",
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
    tries = fields.Integer("Failed Tries", readonly=True, aggregator=None)
    next_try = fields.Datetime(readonly=True)
    last_push = fields.Datetime(readonly=True)
    store_status = fields.Char("Status in Medusa", readonly=True)
    # What was pushed last
    revision = fields.Char(readonly=True)
    product_hash = fields.Char(readonly=True)
    variants_hash = fields.Char(readonly=True)
    pictures_hash = fields.Char(readonly=True)
    terms_hash = fields.Char(readonly=True)
    translations_hash = fields.Char(readonly=True)
    translations = fields.Json(readonly=True, help="What was pushed in further languages.")
    prices_hash = fields.Char(readonly=True)
    failed_hash = fields.Char(readonly=True, help="The payload that was refused last.")
    channel_ids = fields.Json("Sales Channels", readonly=True)
    currencies = fields.Json("Currencies of the Prices", readonly=True)
    candidate_ids = fields.Json("Candidates", readonly=True)

    warning = fields.Text(readonly=True, help="What was left out, and why.")
    picture_ids = fields.Many2many(
        "medusa.picture", "medusa_binding_picture_rel", "binding_id", "picture_id", readonly=True
    )

    variant_binding_ids = fields.One2many(
        "medusa.variant.binding", "product_binding_id", "Variants", readonly=True
    )
    log_ids = fields.One2many("medusa.sync.log", "binding_id", readonly=True)

    _product_unique = models.Constraint(
        "UNIQUE (backend_id, product_tmpl_id)", "A product is listed once per store."
    )
    _external_id_unique = models.Constraint(
        "UNIQUE (backend_id, external_id)", "A product is listed once per store."
    )

    # === COMPUTE METHODS === #

    @api.depends("medusa_id", "backend_id.admin_url")
    def _compute_medusa_url(self):
        for binding in self:
            binding.medusa_url = binding.backend_id._get_product_url(binding.medusa_id)

    @api.depends("revision", "product_tmpl_id.medusa_revision", "state")
    def _compute_is_outdated(self):
        for binding in self:
            product = binding.product_tmpl_id.sudo()
            binding.is_outdated = bool(
                product
                and binding.state != "withdrawn"
                and binding.revision != product.medusa_revision
            )

    @api.model
    def _search_is_outdated(self, operator, value):
        if operator != "in":
            return NotImplemented
        query = self._search([("state", "!=", "withdrawn")])
        product = query.join(
            self._table, "product_tmpl_id", "product_template", "id", "product_tmpl_id"
        )
        query.add_where(f'"{self._table}".revision IS DISTINCT FROM "{product}".medusa_revision')
        return Domain("id", "in" if True in value else "not in", query)

    # === ACTION METHODS === #

    def action_retry(self):
        """Push these products again, now or by the cron if they are many."""
        self.env["medusa.backend"]._check_may_push()
        return self.product_tmpl_id._medusa_resync(self.backend_id)

    def action_open_in_medusa(self):
        self.ensure_one()
        return {"type": "ir.actions.act_url", "url": self.medusa_url, "target": "new"}

    def action_open_product(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "product.template",
            "res_id": self.product_tmpl_id.id,
            "view_mode": "form",
        }

    def action_resolve_conflict(self):
        """Open the wizard that lets a manager choose the right product of the store."""
        self.ensure_one()
        return self.env["medusa.conflict.wizard"]._open_for(self)

    # === BUSINESS METHODS === #

    @api.model
    def _get_hash_fields(self):
        """Return the fields that keep the hashes of the payload's sections, in their order."""
        return [
            "product_hash", "variants_hash", "prices_hash", "pictures_hash", "terms_hash",
        ]  # fmt: skip

    @api.model
    def _create_first(self, vals_list):
        """Create bindings of products that had none when this transaction began.

        :raise ConcurrencyError: if another process was faster; the step is then done again
        """
        try:
            return self.create(vals_list)
        except IntegrityError as error:
            raise ConcurrencyError("A product was bound by two processes at once.") from error

    @api.model
    def _get_retry_time(self, tries, retry_after=None):
        """Return when a product that failed `tries` times is tried again (UTC).

        :param int tries: failed tries so far, at least 1
        :param float retry_after: seconds the store asked to wait
        """
        minutes = min(RETRY_FIRST_MINUTES * 2 ** (tries - 1), RETRY_LONGEST_MINUTES)
        seconds = max(minutes * 60, retry_after or 0)
        return fields.Datetime.add(fields.Datetime.now(), seconds=seconds)
