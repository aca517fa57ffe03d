from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import SCAN_PAGE
from ...medusa.products import ProductApi
from ...sync.matching import get_external_id, is_ours
from ...tools import commit

# Medusa has no filter on metadata (medusa-admin-api 3c): the whole index is read instead.
_FIELDS = "id,external_id,metadata"


class MedusaStoreScan(models.AbstractModel):
    """Reads the store's index: which products are there, and whose they say they are.

    It finds what no filter finds, products that carry our id in their metadata alone, and
    bindings whose product somebody deleted in Medusa.
    """

    _name = "medusa.store.scan"
    _description = "Medusa Store Scan"

    def _scan(self, backend, client):
        """Compare the store's index with the bindings, page by page.

        :param backend: `medusa.backend`
        :param MedusaClient client: of this store
        :return: the number of bound products that are not in the store any more
        :raise MedusaError: if the index can't be read; what was found so far stays.
        """
        started = fields.Datetime.now()
        last_id, lost = "", 0
        for rows in ProductApi(client).iter_pages(_FIELDS, page_size=SCAN_PAGE):
            ids = [row["id"] for row in rows]
            lost += self._mark_lost(backend, last_id, ids[-1], ids, started)
            self._keep_candidates(backend, rows)
            last_id = ids[-1]
            # No row stays locked while the next page is waited for: a user who deletes a product
            # empties its binding.
            commit(self.env)
        lost += self._mark_lost(backend, last_id, None, [], started)
        backend.scanned_at = fields.Datetime.now()
        return lost

    def _mark_lost(self, backend, after, until, ids, started):
        """Let the products be pushed again that should be between two ids but aren't.

        Both sides are in the order of the ids, so a page is compared with its own range alone.
        A wrong mark does no harm: a push reads the store before it writes.

        :param after: the last id of the page before
        :param until: the last id of this page, None for no end
        :param started: bindings that were pushed later (in whole seconds, as Odoo keeps times) are
            newer than the index
        """
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE medusa_product_binding
                   SET state = 'pending', product_hash = NULL, variants_hash = NULL,
                       prices_hash = NULL, pictures_hash = NULL, terms_hash = NULL
                 WHERE backend_id = %s AND state = 'synced'
                   AND medusa_id COLLATE "C" > %s AND (%s OR medusa_id COLLATE "C" <= %s)
                   AND NOT medusa_id = ANY(%s)
                   AND (last_push IS NULL OR last_push <= %s)
             RETURNING id
                """,
                backend.id, after, until is None, until or "", ids, started,
            )
        )  # fmt: skip
        self.env["medusa.product.binding"].browse(row[0] for row in rows).invalidate_recordset()
        return len(rows)

    def _keep_candidates(self, backend, rows):
        """Remember, for products without a binding, which ones claim their id in metadata."""
        databases = backend._get_databases()
        found = {}
        for row in rows:
            key = get_external_id(row)
            if key and key.isdecimal() and is_ours(row, databases):
                found.setdefault(key, []).append(row["id"])
        if not found:
            return
        bindings = self.env["medusa.product.binding"]
        present = {
            binding.external_id: binding
            for binding in bindings.search(
                [("backend_id", "=", backend.id), ("external_id", "in", list(found))]
            )
        }
        selected = self._get_selected(backend, [key for key in found if key not in present])
        bindings._create_first(
            [
                {
                    "backend_id": backend.id,
                    "product_tmpl_id": int(key),
                    "external_id": key,
                    "candidate_ids": sorted(found[key]),
                }
                for key in found
                if int(key) in selected
            ]
        )
        for key, binding in present.items():
            self._extend_candidates(binding, found[key])

    def _extend_candidates(self, binding, ids):
        if binding.medusa_id:
            return
        merged = sorted({*(binding.candidate_ids or []), *ids})
        if merged != binding.candidate_ids:
            binding.candidate_ids = merged

    def _get_selected(self, backend, keys):
        """Return the template ids among the keys that the store selects.

        A product of the store that Odoo doesn't select was never pushed: it isn't ours to touch.
        """
        # Keys come from the store: a number beyond PostgreSQL's integers is no product's id.
        ids = [int(key) for key in keys if len(key) < 10]
        return set(backend._search_selection(Domain("id", "in", ids)))
