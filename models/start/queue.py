"""In a test nothing is pushed by itself: the schedules begin when a store goes live."""

from odoo import api, models

from .few import find_waiting


class MedusaQueue(models.AbstractModel):
    _inherit = "medusa.queue"

    @api.model
    def _get_backends_to_queue(self):
        return filter_live(super()._get_backends_to_queue())

    @api.model
    def _get_soon_stores(self):
        return filter_live(super()._get_soon_stores())

    @api.model
    def _get_stock_stores(self):
        return filter_live(super()._get_stock_stores())


class MedusaSchedule(models.Model):
    _inherit = "medusa.schedule"

    def _find_due(self, now):
        return super()._find_due(now).filtered(lambda row: row.backend_id.stage == "live")


def filter_live(backends):
    """Return those of some stores that aren't in a test."""
    return backends.filtered(lambda backend: backend.stage == "live")


class MedusaResync(models.AbstractModel):
    """Says why a product isn't pushed at a person's request."""

    _inherit = "medusa.resync"

    def _find_wanted(self, backend, products):
        wanted = super()._find_wanted(backend, products)
        return wanted if backend.stage == "live" else wanted - find_waiting(backend, products)

    def _get_obstacles(self, backend, products):
        obstacles = super()._get_obstacles(backend, products)
        if backend.stage == "live":
            return obstacles
        waiting = find_waiting(backend, products)
        for product in products.filtered(lambda product: product.id in waiting):
            obstacles[product] = self.env._(
                "%(product)s isn't one of the products with which this store is tested. Choose it "
                "under “Test Products” of the store, or go live.",
                product=product.display_name,
            )
        return obstacles
