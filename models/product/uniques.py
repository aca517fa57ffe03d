from copy import copy

from odoo import models

from ...medusa.exceptions import MedusaConflictError, MedusaError
from ...sync.changed import note_products, tell_product
from ...sync.chunk import run_chunk
from ...sync.failures import StoreError, is_store_wide
from ...sync.foreign import name_owners
from ...sync.holders import Releaser, find_holders, get_values, tell_freed, tell_released
from ...sync.identity import UNIQUE_FIELDS
from ..core.deadline import Deadline
from ..core.locks import claim
from ..core.transaction import commit
from .claims import get_claim_space

# How long what refused creations left is cleaned away, at a request for each option.
CLEANING_SECONDS = 10


class MedusaProductUniques(models.AbstractModel):
    """Passes SKUs and barcodes from records that don't want them any more to those that do.

    Odoo allows at any time what the store allows only in a certain order: the successor of an
    archived product, products that exchange their references, variants that moved.
    """

    _name = "medusa.product.uniques"
    _description = "SKUs and Barcodes That Change Hands"

    def _settle(self, backend, lanes, flight, make_chunk, note=None):
        """Push once more those jobs of a chunk that met a value which its holder could give up.

        :param backend: `medusa.backend`
        :param Lanes lanes: connections to the store
        :param Flight flight: the chunk, with a `sync.result.ChunkResult`
        :param make_chunk: returns a new `sync.push.ChunkPush` for a client
        :param note: keeps what is written before it is sent, see `sync.changed`
        :rtype: sync.result.ChunkResult
        """
        result = copy(flight.result)
        is_refused = any(isinstance(row.error, MedusaConflictError) for row in result.outcomes)
        if result.store_error or not (is_refused or result.leftovers):
            return result
        # Claims of one process never stand in its own way: no product that holds a value may be on
        # its way to the store, nor one whose options are made already.
        lanes.settle()
        with lanes.borrow() as client:
            try:
                self._push_again(backend, client, result, make_chunk, note)
                if result.leftovers:
                    result.leftovers.clear(client, Deadline(CLEANING_SECONDS))
                self._name_owners(backend, client, result)
            except MedusaError as error:
                if is_store_wide(error):
                    result.store_error = error
            except StoreError as error:
                result.store_error = error.error
        return result

    def _push_again(self, backend, client, result, make_chunk, note):
        """Push those that can have what they want by now; the result is changed."""
        refused = [row.job for row in result.outcomes if self._is_refused(row)]
        freed, released = self._pass_on(backend, client, refused, note) if refused else ([], [])
        if not freed:
            result.released = released
            return
        again = run_chunk(make_chunk, client, freed)
        keys = {job.external_id for job in freed}
        kept = [row for row in result.outcomes if row.job.external_id not in keys]
        # What was written of them before the refusal stays; what was noted in vain is told as well.
        told = [row for row in result.outcomes if row.job.external_id in keys]
        result.released = told + released
        result.begun = [*result.begun, *again.begun]
        result.outcomes = kept + again.outcomes
        result.deferred = result.deferred + again.deferred
        result.store_error = again.store_error

    def _name_owners(self, backend, client, result):
        """Let what is refused still say which product of another database has what it wants."""
        left = [row for row in result.outcomes if isinstance(row.error, MedusaConflictError)]
        if left and not result.store_error:
            databases = backend._get_databases()
            commit(self.env)
            name_owners(client, databases, left)

    def _is_refused(self, outcome):
        """Tell whether a product couldn't have a value that might change hands."""
        error = outcome.error
        return isinstance(error, MedusaConflictError) and error.field in UNIQUE_FIELDS

    def _pass_on(self, backend, client, jobs, note):
        """Take the values that jobs want off those that hold them without need.

        :return: (the jobs that can have all they want by now, what was taken off products)
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
            # Before: whatever becomes of the process, and of the rest of them.
            self._expect_again(backend, idle)
            released = self._foretell(backend, idle, jobs, note)
            Releaser(client).release(idle)
        kept = [row for row in holders if row not in idle]
        freed = [job for job in jobs if not self._is_held(job, kept)]
        return freed, released

    def _foretell(self, backend, holders, jobs, note):
        """Return what is taken off products, and items that nobody sells, an `Outcome` each.

        It is noted before it is sent. An item that is called after its variant again is no news.

        :param jobs: of the products that get it
        """
        names = {row.external_id: row.name for row in self._find_bindings(backend, holders)}
        commit(self.env)
        takers = {
            value: job for job in reversed(jobs) for value in get_values([job.payload])["sku"]
        }
        outcomes = [
            tell_released(row, names) if row.is_shown else tell_freed(row, takers[row.value])
            for row in holders
            if row.is_shown or row.variant_id is None
        ]
        if note and outcomes:
            note_products(note, [(outcome, tell_product(outcome)) for outcome in outcomes])
        return outcomes

    def _is_held(self, job, holders):
        """Tell whether another product keeps a value that a job wants.

        What nobody keeps may have been given up by another product of the same chunk.
        """
        values = get_values([job.payload])
        return any(
            row.value in values[row.name]
            and (row.product_id is None or row.product_id != job.medusa_id)
            for row in holders
        )

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
        bindings = self._find_bindings(backend, holders)
        bindings.variants_hash = False
        for binding in bindings:
            # Their items may be called nothing by now: what they are to be called is looked at.
            binding.item_names = {
                key: [*names, [None, None]] for key, names in (binding.item_names or {}).items()
            }

    def _find_bindings(self, backend, holders):
        """Return the bindings of what holds values, as far as it is Odoo's."""
        templates = [row.template for row in holders if row.template]
        mine = [("backend_id", "=", backend.id), ("external_id", "in", templates)]
        return self.env["medusa.product.binding"].search(mine)
