from odoo import api, models


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_medusa_revision_fields(self):
        paths = [
            "categ_id",
            "product_tag_ids.sequence",
            "product_tag_ids.visible_to_customers",
            "attribute_line_ids.value_ids",
        ]
        if "public_categ_ids" in self._fields:
            paths.append("public_categ_ids")
        return super()._get_medusa_revision_fields() + paths


class MedusaProductPush(models.AbstractModel):
    """Adds to the push of a product what of its terms came from Odoo: only that is taken off."""

    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        own_terms = frozenset(backend.term_ids._get_own_ids())
        for job in jobs:
            job.own_terms = own_terms
        return jobs, outcomes, revisions
