from odoo import models

from ...medusa.exceptions import MedusaConflictError, MedusaError
from ...sync.failures import is_store_wide
from ...sync.holders import UNIQUE_FIELDS, Releaser, find_holders, get_values
from ..core.locks import claim
from ..core.transaction import commit
from .claims import get_claim_space


class MedusaProductUniques(models.AbstractModel):
    """Passes SKUs and barcodes from records that don't want them any more to those that do.

    Odoo allows at any time what the store allows only in a certain order: the successor of an
    archived product, products that exchange their references, variants that moved.
    """

    _name = "medusa.product.uniques"
    _description = "SKUs and Barcodes That Change Hands"

    def _run(self, make_chunk, backend, client, jobs):
        """Push jobs, and once more those that met a value which its holder could give up.

        :param make_chunk: returns a new `sync.push.ChunkPush`
        :param backend: `medusa.backend`
        :rtype: sync.result.ChunkResult
        """
        result = self._run_once(make_chunk, jobs)
        refused = [row for row in result.outcomes if isinstance(row.error, MedusaConflictError)]
        if not refused or result.store_error:
            return result
        try:
            if not self._pass_on(backend, client, [outcome.job for outcome in refused]):
                return result
        except MedusaError as error:
            if is_store_wide(error):
                result.store_error = error
            return result
        again = self._run_once(make_chunk, [outcome.job for outcome in refused])
        kept = [row for row in result.outcomes if not isinstance(row.error, MedusaConflictError)]
        result.outcomes = kept + again.outcomes
        result.deferred += again.deferred
        result.store_error = again.store_error
        return result

    def _run_once(self, make_chunk, jobs):
        chunk = make_chunk()
        chunk.run(jobs)
        return chunk.get_result()

    def _pass_on(self, backend, client, jobs):
        """Take the values that jobs want off those that hold them without need.

        :return: whether anything was given up
        :raise MedusaError: of the client
        """
        databases = backend._get_databases()
        commit(self.env)
        values = get_values(job.payload for job in jobs)
        holders = find_holders(client, databases, values)
        idle = self._get_idle(backend, holders)
        templates = sorted({int(holder.template) for holder in idle if holder.template})
        with claim(self.env, get_claim_space(backend), templates) as keys:
            claimed = {str(key) for key in keys}
            idle = [row for row in idle if row.template is None or row.template in claimed]
            Releaser(client).release(idle)
            self._expect_again(backend, idle)
            commit(self.env)
        return bool(idle)

    def _get_idle(self, backend, holders):
        """Return the holders that don't want their value, as Odoo is now.

        What isn't from Odoo is asked by nobody: it keeps what it has, but for items that no
        variant sells.
        """
        keys = {row.template for row in holders if row.template and row.template.isdecimal()}
        selected = backend._search_selection([("id", "in", [int(key) for key in keys])])
        products = self.env["product.template"].browse(selected)
        payloads, failed = self.env["medusa.product.push"]._prepare_payloads(backend, products)
        unknown = {outcome.job.external_id for outcome in failed}
        wanted = {
            (str(key), row["external_id"], row["fields"].get(name), name)
            for key, payload in payloads.items()
            for row in payload["variants"]
            for name in UNIQUE_FIELDS
        }
        commit(self.env)

        def is_idle(row):
            if row.variant_id is None:
                return True
            if row.template not in keys or row.template in unknown:
                return False
            # An item whose variant has another SKU by now keeps this one for nobody.
            is_left = row.item_sku is not None
            return is_left or (row.template, row.variant, row.value, row.name) not in wanted

        return [row for row in holders if is_idle(row)]

    def _expect_again(self, backend, holders):
        """See to it that the next push of a holder looks at its variants again."""
        bindings = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", [row.template for row in holders if row.template]),
            ]
        )
        bindings.variants_hash = False
        for binding in bindings:
            # Their items may be called nothing by now: what they are to be called is looked at.
            binding.item_names = {
                key: [*names, [None, None]] for key, names in (binding.item_names or {}).items()
            }
