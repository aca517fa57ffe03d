import logging

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...sync.scan import read_index
from ...sync.sections import SECTIONS
from ..core.transaction import commit
from ..run.phase import Step

_logger = logging.getLogger(__name__)

# Rows of the store's index that are read in one request.
SCAN_PAGE = 5000


class MedusaPhaseScan(models.AbstractModel):
    """Compares the store's index with the bindings.

    It finds what no filter finds, products that carry our id in their metadata alone, and
    bindings whose product somebody deleted in Medusa.
    """

    _name = "medusa.phase.scan"
    _description = "Reading a Medusa Store's Index"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return run.scope == "full" or not run.backend_id.scanned_at

    def _step(self, run, client, cursor):
        """Read the whole index, page by page; what was found so far stays."""
        backend = run.backend_id
        started = fields.Datetime.now()
        lost = 0
        databases = backend._get_databases()
        commit(self.env)
        for page in read_index(client, databases, SCAN_PAGE):
            lost += self._mark_lost(backend, page, started)
            self._keep_candidates(backend, page.claims)
            # No row stays locked while the next page is waited for: a user who deletes a product
            # empties its binding.
            commit(self.env)
        if lost:
            _logger.info("%s: %s products are not in the store any more", backend.name, lost)
        return Step(None)

    def _record(self, run, step):
        # Where reading broke off, the next run reads it again, one over chosen products as well.
        if not step.store_error:
            run.backend_id.scanned_at = fields.Datetime.now()
        return super()._record(run, step)

    def _mark_lost(self, backend, page, started):
        """Let the products be pushed again that should be on a page but aren't.

        Both sides are in the order of the ids, so a page is compared with its own range alone.
        A wrong mark does no harm: a push reads the store before it writes.

        :param IndexPage page: see `sync.scan`
        :param started: bindings that were pushed later (in whole seconds, as Odoo keeps times) are
            newer than the index
        :return: how many they are
        """
        forgotten = SQL(", ").join(SQL("%s = NULL", SQL.identifier(f"{s}_hash")) for s in SECTIONS)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE medusa_product_binding
                   SET state = 'pending', %s
                 WHERE backend_id = %s AND state = 'synced'
                   AND medusa_id COLLATE "C" > %s AND (%s OR medusa_id COLLATE "C" <= %s)
                   AND NOT medusa_id = ANY(%s)
                   AND (last_push IS NULL OR last_push <= %s)
             RETURNING id
                """,
                forgotten, backend.id, page.after, page.until is None, page.until or "", page.ids,
                started,
            )
        )  # fmt: skip
        self.env["medusa.product.binding"].browse(row[0] for row in rows).invalidate_recordset()
        return len(rows)

    def _keep_candidates(self, backend, claims):
        """Remember, for products without a binding, which ones claim their id in metadata.

        :param dict claims: {external id: ids of the store's products}
        """
        if not claims:
            return
        present = {
            binding.external_id: binding
            for binding in self.env["medusa.product.binding"].search(
                [("backend_id", "=", backend.id), ("external_id", "in", list(claims))]
            )
        }
        selected = self._get_selected(backend, [key for key in claims if key not in present])
        self.env["medusa.product.push"]._create_first(
            [
                {
                    "backend_id": backend.id,
                    "product_tmpl_id": int(key),
                    "external_id": key,
                    "candidates": sorted(claims[key]),
                }
                for key in claims
                if int(key) in selected
            ]
        )
        for key, binding in present.items():
            self._extend_candidates(binding, claims[key])

    def _extend_candidates(self, binding, ids):
        if binding.medusa_id:
            return
        merged = sorted({*(binding.candidates or []), *ids})
        if merged != binding.candidates:
            binding.candidates = merged

    def _get_selected(self, backend, keys):
        """Return the template ids among the keys that the store selects.

        A product of the store that Odoo doesn't select was never pushed: it isn't ours to touch.
        """
        # Keys come from the store: a number beyond PostgreSQL's integers is no product's id.
        ids = [int(key) for key in keys if len(key) < 10]
        return set(backend._search_selection(Domain("id", "in", ids)))
