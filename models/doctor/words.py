from odoo import api, fields, models

from ..start.steps import get_titles
from .details import tell_detail
from .finding import MORE
from .kinds import MENDS
from .texts import get_kind_texts, get_mend_texts

# Pages of Medusa's admin on what isn't a product: {kind: path}
_PAGES = {
    "orphan_item": "inventory",
    "duplicate_item": "inventory",
    "list_undercuts": "price-lists",
    "location_no_channel": "settings/locations",
    "region_no_price": "settings/regions",
    "leftover_option": "products",
}


class MedusaFinding(models.Model):
    """A finding in words, and what can be done about it."""

    _inherit = "medusa.finding"

    name = fields.Char(compute="_compute_name")
    cause = fields.Text(compute="_compute_words")
    shopper = fields.Text("What a Shopper Sees", compute="_compute_words")
    detail = fields.Text("Details", compute="_compute_words")
    mend = fields.Char(compute="_compute_mend")
    mend_opens = fields.Boolean(compute="_compute_mend")
    mend_label = fields.Char("Button", compute="_compute_mend")
    mend_text = fields.Text("What To Do", compute="_compute_mend")

    @api.depends("kind", "title", "product_tmpl_id", "key", "count", "facts")
    @api.depends_context("lang", "uid")
    def _compute_name(self):
        products = self.product_tmpl_id.exists()._filtered_access("read")
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for finding in self:
            product = finding.product_tmpl_id
            name = product.display_name if product in products else finding.title
            step = finding.kind == "setting" and (finding.facts or {}).get("step")
            if step:
                name = get_titles(self.env).get(step)
            if finding._is_rest():
                name = self.env._("… and %s more", finding.count)
            finding.name = name or kinds.get(finding.kind)

    @api.depends("name", "kind")
    @api.depends_context("lang", "uid")
    def _compute_display_name(self):
        for finding in self:
            finding.display_name = finding.name

    @api.depends("kind", "facts", "backend_id")
    @api.depends_context("lang", "tz", "uid")
    def _compute_words(self):
        texts = self._get_kind_texts()
        for finding in self:
            finding.cause, finding.shopper, _obstacle = texts[finding.kind]
            finding.detail = False if finding._is_rest() else tell_detail(finding)

    @api.depends("kind", "state", "facts", "product_tmpl_id")
    @api.depends_context("lang", "uid")
    def _compute_mend(self):
        texts, mends = self._get_kind_texts(), get_mend_texts(self.env)
        for finding in self:
            mend = finding._find_mend()
            finding.mend = mend
            finding.mend_opens = bool(mend) and MENDS[mend].opens
            label, text = mends.get(mend, (False, False))
            obstacle = texts[finding.kind][2]
            finding.mend_label = label
            finding.mend_text = obstacle if obstacle and mend in (None, "admin") else text

    @api.depends("medusa_id", "medusa_ids", "kind", "backend_id.admin_url")
    def _compute_medusa_url(self):
        """Override of `medusa.link.mixin` to lead to what is no product as well."""
        result = super()._compute_medusa_url()
        for finding in self.filtered(lambda row: not row.medusa_id and row.kind in _PAGES):
            admin_url, ids = finding.backend_id.admin_url, finding.medusa_ids or [""]
            finding.medusa_url = (
                admin_url and f"{admin_url.rstrip('/')}/{_PAGES[finding.kind]}/{ids[0]}"
            )
        return result

    @api.model
    def _get_kind_texts(self):
        """Return {kind: words}, see `texts`."""
        return get_kind_texts(self.env)

    def _is_rest(self):
        """Tell whether it stands for all that is more of its kind than is listed."""
        return self.key == MORE
