from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...sync.failures import MOVES, TYPES
from ...sync.sections import SECTIONS, get_hashes, join_hashes
from .revision_shared import get_revision, join_shared

MOVING_TYPES = [name for name, entry in TYPES.items() if entry.mended_by == MOVES]


class MedusaProductChanges(models.AbstractModel):
    """Says which products a store has to be told of: what is to be pushed, and what leaves.

    No request is made, and the number of queries doesn't depend on that of the products: this is
    what makes verifying a whole catalogue cheap.
    """

    _name = "medusa.product.changes"
    _description = "What Changed for a Medusa Store"

    def _get_due(self, backend, template_ids):
        """Return those of the selected products that surely have something to push.

        That is a product that was never pushed, came back, changed since its last push, waits for
        a person (who may have acted in the store), or whose waiting time after a failure is over.

        :param backend: `medusa.backend`
        :param template_ids: ids of selected `product.template` records
        :rtype: set[int]
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id
                  FROM product_template product
             LEFT JOIN medusa_product_binding binding
                    ON binding.product_tmpl_id = product.id AND binding.backend_id = %(backend)s
                       %(shared)s
                 WHERE product.id = ANY(%(ids)s)
                   AND (binding.id IS NULL
                        OR binding.state IN ('pending', 'withdrawn', 'conflict')
                        OR binding.revision IS DISTINCT FROM %(revision)s
                        OR binding.next_try <= now() AT TIME ZONE 'UTC')
                   AND (binding.next_try IS NULL OR binding.next_try <= now() AT TIME ZONE 'UTC'
                        OR binding.failure_type = ANY(%(moving)s))
                """,
                backend=backend.id,
                shared=join_shared(SQL("product"), template_ids),
                revision=get_revision(SQL("product")),
                ids=list(template_ids),
                moving=MOVING_TYPES,
            )
        )
        return {row[0] for row in rows}

    def _find_changed(self, backend, template_ids):
        """Return those of the products whose payload isn't the one that was pushed, or refused.

        The payload shows what no dependency can see: a price rule that began today, a rate, SQL.
        Products whose waiting time after a failure isn't over are none of them.

        :param template_ids: ids of products of which none is due
        :rtype: set[int]
        """
        known = self._read_fingerprints(backend, template_ids)
        # One that was deleted since it was selected has none any more, and one that waits has its
        # time.
        template_ids = [key for key in template_ids if key in known]
        products = self.env["product.template"].browse(template_ids)
        payloads, failed = self.env["medusa.product.push"]._prepare_payloads(backend, products)
        changed = {
            key
            for key, payload in payloads.items()
            if join_hashes(get_hashes(payload)) != known.get(key)
        }
        changed |= self._find_incomplete(backend, payloads)
        return changed | {int(outcome.job.external_id) for outcome in failed}

    def _read_fingerprints(self, backend, template_ids):
        """Return {template id: fingerprint of the payload that was pushed, or refused}.

        Products whose waiting time after a failure isn't over yet are none of them, but for those
        that something else stands in the way of: a change may be the mend. No record is read:
        all that is wanted are these few values.
        """
        hashes = SQL(", ").join(
            SQL("COALESCE(%s, '-')", SQL.identifier(f"{name}_hash")) for name in SECTIONS
        )
        self.env["medusa.product.binding"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_tmpl_id, COALESCE(failed_hash, concat(%s))
                  FROM medusa_product_binding
                 WHERE backend_id = %s AND product_tmpl_id = ANY(%s)
                   AND (next_try IS NULL OR next_try <= now() AT TIME ZONE 'UTC'
                        OR failure_type = ANY(%s))
                """,
                hashes, backend.id, list(template_ids), MOVING_TYPES,
            )
        )  # fmt: skip
        return dict(rows)

    def _find_incomplete(self, backend, payloads):
        """Return those of the products of which the store lacks something that it was given.

        A room extends it that knows more of its part of the payload than the fingerprint.

        :param dict payloads: {template id: payload}
        :rtype: set[int]
        """
        return set()

    def _get_free_domain(self, backend):
        """Return the domain of the selected products that nothing holds back from being pushed.

        A room extends it in which a person decides about products before they are pushed.

        :rtype: Domain
        """
        return Domain.TRUE

    def _get_leaving_domain(self, backend):
        """Return the domain of the bindings whose products left the selection.

        The store hasn't been told yet.
        """
        return (
            Domain("backend_id", "=", backend.id)
            & Domain("state", "!=", "withdrawn")
            & (
                Domain("product_tmpl_id", "=", False)
                | Domain("product_tmpl_id", "not in", backend._search_selection())
            )
        )
