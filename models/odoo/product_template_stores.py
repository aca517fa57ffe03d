from markupsafe import Markup

from odoo import api, fields, models

from ..store.reasons import explain

_ROW = Markup('<tr><td class="fw-bold text-nowrap pe-3">%s</td><td class="w-100">%s</td></tr>')


class ProductTemplate(models.Model):
    """Says of each store whether it gets a product, and why."""

    _inherit = "product.template"

    medusa_reasons = fields.Html(
        "Stores",
        compute="_compute_medusa_reasons",
        sanitize=False,
        groups="medusa_connector.group_medusa_user",
    )

    @api.depends("active", "sale_ok", "company_id", "medusa_switch_ids.kind")
    # Each person's own stores count, in their language.
    @api.depends_context("uid", "allowed_company_ids", "lang")
    def _compute_medusa_reasons(self):
        stores = self.env["medusa.backend"].search([])._filter_usable()
        products = self._origin
        found = {backend: explain(backend, products) for backend in stores}
        for product in self:
            rows = Markup("").join(
                _ROW % (backend.name, reasons[product._origin.id])
                for backend, reasons in found.items()
                if product._origin.id in reasons
            )
            product.medusa_reasons = (
                rows
                and Markup('<table class="table table-sm mb-0"><tbody>%s</tbody></table>') % rows
            )
