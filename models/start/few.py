"""Which products a store gets in a test, and that nothing else happens to it."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

# So many of the selected products are pushed where nobody chose any.
FIRST = 10


class MedusaProductChanges(models.AbstractModel):
    """Holds back from a store in a test what isn't one of its test products."""

    _inherit = "medusa.product.changes"

    def _get_free_domain(self, backend):
        free = self._get_live_domain(backend)
        return free if backend.stage == "live" else free & self._get_few_domain(backend, free)

    def _get_live_domain(self, backend):
        """Return the domain of the selected products that a live store gets.

        :param backend: `medusa.backend`
        :rtype: Domain
        """
        # What holds a product back in a live store, too.
        return super()._get_free_domain(backend)  # pylint: disable=super-method-mismatch

    def _get_few_domain(self, backend, free):
        """Return the domain of the products of a test: the chosen ones, or else the first few.

        :param free: domain of those of which nobody has to decide anything first
        """
        chosen = SQL(
            "(SELECT product_tmpl_id FROM medusa_test_product WHERE backend_id = %s)", backend.id
        )
        if backend.env.execute_query(SQL("SELECT 1 FROM %s AS chosen LIMIT 1", chosen)):
            return Domain("id", "in", chosen)
        query = backend._search_selection(free)
        query.order, query.limit = "id", FIRST
        return Domain("id", "in", list(query))


class MedusaSyncRun(models.Model):
    """Takes nothing out of a store in a test: what left the selection goes when it is live."""

    _inherit = "medusa.sync.run"

    def _get_phases(self):
        phases = super()._get_phases()
        if self.backend_id.stage == "live":
            return phases
        # A phase that had begun is gone on with: it knows what follows.
        return {
            name: phase
            for name, phase in phases.items()
            if name == self.phase or not (phase._takes_away and self.scope != "products")
        }


class MedusaPhaseStock(models.AbstractModel):
    _inherit = "medusa.phase.stock"

    def _get_domain(self, run, after):
        few = get_kept_domain(run.backend_id, "product_binding_id.product_tmpl_id")
        return super()._get_domain(run, after) & few


class MedusaPhaseTranslations(models.AbstractModel):
    _inherit = "medusa.phase.translations"

    def _get_domain(self, run, after):
        return super()._get_domain(run, after) & get_kept_domain(run.backend_id, "product_tmpl_id")


class MedusaPhasePriceLists(models.AbstractModel):
    _inherit = "medusa.phase.price_lists"

    def _get_domain(self, run, after):
        few = get_kept_domain(run.backend_id, "product_binding_id.product_tmpl_id")
        return super()._get_domain(run, after) & few


def get_kept_domain(backend, path):
    """Return the domain of what belongs to products that a run keeps up, if they are in the store.

    :param backend: `medusa.backend`
    :param str path: of the product
    """
    if backend.stage == "live":
        return Domain.TRUE
    changes = backend.env["medusa.product.changes"]
    few = backend._search_selection(changes._get_free_domain(backend))
    return Domain(path, "in", list(few))


def find_waiting(backend, products):
    """Return the ids of those of some products that a store gets when it goes live.

    :param backend: `medusa.backend`, in a test
    :param products: `product.template` records
    :raise UserError: if the selection can't be used
    """
    changes = backend.env["medusa.product.changes"]
    among = Domain("id", "in", products.ids)
    live = set(backend._search_selection(changes._get_live_domain(backend) & among))
    return live - set(backend._search_selection(changes._get_free_domain(backend) & among))
