import json

from odoo import api, fields, models

from ...sync.identity import DATABASE, EXTERNAL_ID
from ..core.vacuum import delete_some, get_date_before
from ..explain.field_labels import get_field_label
from ..explain.value_words import ValueWords
from .value import Value

# Of what was put right.
KEEP_DAYS = 30
# What a person reads of a value, and what is kept of one.
_SHOWN, _LONGEST = 80, 2000
# Where a variant or its choice is another one, or whose it is, nothing can be left to Medusa.
STRUCTURE = ("variant", "options", f"metadata.{EXTERNAL_ID}", f"metadata.{DATABASE}")


class MedusaDrift(models.Model):
    """One field of a product, or of a price list, that the store holds otherwise than Odoo, because
    somebody there changed it.
    """

    _name = "medusa.drift"
    _description = "Change Made in Medusa"
    _order = "since DESC, id DESC"
    _rec_name = "field_label"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    # Whose it is: a product's, or a price list's.
    binding_id = fields.Many2one(
        "medusa.product.binding", "Product in the Store", readonly=True, ondelete="cascade",
        index=True,
    )  # fmt: skip
    price_list_id = fields.Many2one(
        "medusa.price.list", readonly=True, ondelete="cascade", index="btree_not_null"
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", readonly=True, ondelete="cascade", index=True
    )
    field = fields.Char("Field's Key", required=True, readonly=True, help="As Medusa calls it.")
    variant = fields.Char("Variant's ID", readonly=True, help="Empty: the product's own field.")
    store = Value("Value in Medusa", readonly=True)
    odoo = Value("Value in Odoo", readonly=True)
    state = fields.Selection(
        [
            ("open", "Differs"),
            ("kept", "Medusa's is kept"),
            ("taking", "Odoo's is sent"),
            ("done", "Put right"),
        ],
        required=True,
        readonly=True,
        default="open",
        index=True,
    )
    since = fields.Datetime(
        required=True, readonly=True, help="When it was changed in Medusa, or found to differ."
    )
    done_at = fields.Datetime("Put Right On", readonly=True)
    store_mark = fields.Char(readonly=True, help="Fingerprint of the store's value.")
    odoo_mark = fields.Char(readonly=True, help="Fingerprint of Odoo's value.")
    kept_mark = fields.Char(
        readonly=True, help="Fingerprint of Odoo's value when somebody kept Medusa's."
    )

    field_label = fields.Char("Field", compute="_compute_texts")
    variant_name = fields.Char("Variant", compute="_compute_variant_name")
    store_text = fields.Char("In Medusa", compute="_compute_texts")
    odoo_text = fields.Char("In Odoo", compute="_compute_texts")
    owner = fields.Selection(
        [("odoo", "Odoo"), ("medusa", "Medusa")],
        "Owned by",
        compute="_compute_owner",
        help="By the store's page Ownership, unless somebody kept Medusa's value.",
    )
    can_keep = fields.Boolean(compute="_compute_owner")
    subject = fields.Char("Product or Price List", compute="_compute_subject")

    _one_row = models.UniqueIndex(
        "(binding_id, field, COALESCE(variant, '')) WHERE price_list_id IS NULL"
    )
    _one_list_row = models.UniqueIndex(
        "(price_list_id, field, COALESCE(variant, '')) WHERE price_list_id IS NOT NULL"
    )
    _of_something = models.Constraint(
        "CHECK ((binding_id IS NULL) != (price_list_id IS NULL))",
        "It is of a product or of a price list.",
    )

    # === COMPUTE METHODS === #

    @api.depends("field_label")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for drift in self:
            drift.display_name = drift.field_label

    @api.depends("field", "store", "odoo")
    @api.depends_context("lang")
    def _compute_texts(self):
        told = [(drift.field, value) for drift in self for value in (drift.store, drift.odoo)]
        words = ValueWords(self.backend_id, told)
        for drift in self:
            label = drift._get_label()
            if drift.price_list_id and drift.variant:
                names = {"price": label, "list": drift.price_list_id.name}
                label = self.env._("%(price)s in %(list)s", **names)
            drift.field_label = label[:1].upper() + label[1:]
            drift.store_text = drift._tell_value(words, drift.store)
            drift.odoo_text = drift._tell_value(words, drift.odoo)

    def _get_label(self):
        kind, _space, rest = (self.field or "").partition(" ")
        if kind == "stock":
            places = self.env["medusa.stock.location"]
            place = places.search([("medusa_id", "=", rest)], limit=1)
            return self.env._("stock (%s)", place.name or rest)
        return get_field_label(self.env, self.field or "")

    def _tell_value(self, words, value):
        """Return a value in one short line."""
        text = words.tell(self.field or "", value) or self.env._("(nothing)")
        line = " ".join(text.split())
        return line if len(line) <= _SHOWN else f"{line[: _SHOWN - 1]}…"

    @api.depends("variant")
    @api.depends_context("lang", "uid")
    def _compute_variant_name(self):
        keys = {int(row.variant) for row in self if (row.variant or "").isdecimal()}
        variants = self.env["product.product"].with_context(active_test=False)
        found = variants.search([("id", "in", list(keys))])._filtered_access("read")
        names = {str(variant.id): self._name_variant(variant) for variant in found}
        for drift in self:
            drift.variant_name = names.get(drift.variant)

    def _name_variant(self, variant):
        values = variant.product_template_attribute_value_ids.mapped("name")
        return ", ".join(values) or variant.default_code

    @api.depends("product_tmpl_id", "price_list_id.name")
    @api.depends_context("lang")
    def _compute_subject(self):
        for drift in self:
            drift.subject = drift.product_tmpl_id.display_name or drift.price_list_id.name

    @api.depends("kept_mark", "field", "price_list_id")
    def _compute_owner(self):
        for drift in self:
            drift.owner = "medusa" if drift.kept_mark else "odoo"
            kind = (drift.field or "").partition(" ")[0]
            # Without today's price in its list, a shopper pays the one that is struck through.
            is_fixed = drift.price_list_id.is_strike
            drift.can_keep = kind not in (*STRUCTURE, "option", "stock", "price_list") and (
                not is_fixed
            )

    # === BUSINESS METHODS === #

    @api.model
    def _shorten(self, value):
        """Return a value as it is kept: nobody says how long a text of the store is."""
        if len(json.dumps(value, default=str)) <= _LONGEST:
            return value
        return str(value)[:_LONGEST]

    @api.autovacuum
    def _gc_drifts(self):
        """Delete what was put right long ago."""
        old = [("state", "=", "done"), ("done_at", "<", get_date_before(KEEP_DAYS))]
        return delete_some(self, old, 1000)
