from markupsafe import Markup

from odoo import api, fields, models

from ...sync.agreement import BARCODE, IDS, ONLY, OPTIONS, SKU


class MedusaMatchComparison(models.AbstractModel):
    """Shows the variants of a product of Odoo beside those of one of the store."""

    _name = "medusa.match.comparison"
    _description = "Variants of Both Sides"

    @api.model
    def _render(self, product, facts):
        """Return a table of both sides' variants, those that belong together in one row.

        :param product: `product.template`; of one that the reader may not read nothing is told
        :param dict facts: see `facts`
        """
        facts = facts or {}
        labels = self._get_way_labels()
        product = product._filtered_access("read")
        variants = {str(variant.id): variant for variant in product.product_variant_ids}
        rows = []
        for row in facts.get("variants", ()):
            own = variants.pop(row.get("own"), None)
            rows.append((self._tell_own(own), labels.get(row.get("way"), ""), row))
        rows += [(self._tell_own(own), "", {}) for own in variants.values()]
        return self._render_table(rows)

    def _tell_own(self, variant):
        """Return what is told of a variant of Odoo: values, reference, barcode."""
        if not variant:
            return ()
        values = variant.product_template_attribute_value_ids.mapped("name")
        return " / ".join(values) or variant.name, variant.default_code, variant.barcode

    def _render_table(self, rows):
        _ = self.env._
        titles = (_("In Odoo"), _("Agree by"), _("In the store"))
        head = Markup("").join(Markup("<th>%s</th>") % title for title in titles)
        body = Markup("").join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (
                self._join(own),
                way or (_("Only here") if own and not theirs else ""),
                self._join((theirs.get("title"), theirs.get("sku"), theirs.get("barcode"))),
            )
            for own, way, theirs in rows
        )
        return (
            Markup('<table class="table table-sm mb-0"><thead><tr>%s</tr></thead>') % head
            + Markup("<tbody>%s</tbody></table>") % body
        )

    def _join(self, parts):
        """Return the name of a variant, and behind it, paler, what else it is known by."""
        name, *rest = [*parts, ""]
        known = ", ".join(part for part in rest if part)
        text = Markup("%s") % (name or "")
        return text + Markup(' <span class="text-muted">%s</span>') % known if known else text

    def _get_way_labels(self):
        _ = self.env._
        return {
            IDS: _("Odoo's number"),
            SKU: _("SKU"),
            BARCODE: _("Barcode"),
            OPTIONS: _("Options"),
            ONLY: _("The only one"),
        }


class MedusaMatch(models.Model):
    _inherit = "medusa.match"

    comparison = fields.Html("Variants", compute="_compute_comparison", sanitize=False)

    @api.depends("facts", "product_tmpl_id")
    @api.depends_context("lang")
    def _compute_comparison(self):
        for match in self:
            match.comparison = self.env["medusa.match.comparison"]._render(
                match.product_tmpl_id, match.facts
            )
