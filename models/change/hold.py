"""What is held back is neither pushed nor withdrawn, and none of its prices and texts is."""

from odoo import models
from odoo.fields import Domain

from .binding import get_held, has_held


class MedusaProductChanges(models.AbstractModel):
    _inherit = "medusa.product.changes"

    def _get_free_domain(self, backend):
        # sudo: what is pushed doesn't depend on who asks.
        held = self.env["medusa.product.binding"].sudo()._search(
            get_held(backend) & Domain("product_tmpl_id", "!=", False)
        )  # fmt: skip
        free = super()._get_free_domain(backend)
        return free & Domain("id", "not in", held.subselect("product_tmpl_id"))

    def _get_leaving_domain(self, backend):
        return super()._get_leaving_domain(backend) & Domain("held_since", "=", False)


class MedusaPhasePriceLists(models.AbstractModel):
    _inherit = "medusa.phase.price_lists"

    def _get_domain(self, run, after):
        is_free = Domain("product_binding_id.held_since", "=", False)
        return super()._get_domain(run, after) & is_free


class MedusaPhaseTranslations(models.AbstractModel):
    _inherit = "medusa.phase.translations"

    def _get_domain(self, run, after):
        return super()._get_domain(run, after) & Domain("held_since", "=", False)


class MedusaPhaseCleanTerms(models.AbstractModel):
    """Leaves what sorts products as long as some are held back: they may be the last ones in it."""

    _inherit = "medusa.phase.clean_terms"

    def _is_wanted(self, run):
        return super()._is_wanted(run) and not has_held(run.backend_id)


class MedusaPhaseTaxes(models.AbstractModel):
    """Leaves a held product in the tax rate that it has."""

    _inherit = "medusa.phase.taxes"

    def _prepare_job(self, rate, wanted):
        job = super()._prepare_job(rate, wanted)
        held = self.env["medusa.product.binding"].search_fetch(
            get_held(rate.backend_id) & Domain("medusa_id", "!=", False), ["medusa_id"]
        )
        if held:
            ids = set(held.mapped("medusa_id"))
            job.wanted = sorted(set(job.wanted) - ids | ids & set(rate.pushed or ()))
        return job


class MedusaDriftComparing(models.AbstractModel):
    """Doesn't compare what is held back: it differs from Odoo on purpose."""

    _inherit = "medusa.drift.comparing"

    def _get_domain(self, backend):
        return super()._get_domain(backend) & Domain("held_since", "=", False)


class MedusaResync(models.AbstractModel):
    """Says of a held product that it is held, where a person asks for it."""

    _inherit = "medusa.resync"

    def _get_obstacles(self, backend, products):
        obstacles = super()._get_obstacles(backend, products)
        held = self._find_held(backend, products)
        return obstacles | {
            binding.product_tmpl_id: f"{binding.product_tmpl_id.display_name}: "
            f"{binding._get_hold_text()}"
            for binding in held
        }

    def _find_wanted(self, backend, products):
        held = self._find_held(backend, products)
        return super()._find_wanted(backend, products) - set(held.product_tmpl_id.ids)

    def _find_held(self, backend, products):
        mine = Domain("product_tmpl_id", "in", products.ids)
        return self.env["medusa.product.binding"].search(get_held(backend) & mine)
