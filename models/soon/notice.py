from datetime import timedelta

from odoo import api, models
from odoo.tools import SQL

from ..product.changes import MOVING_TYPES
from ..product.phase_withdraw import WITHDRAW_FREE_COUNT
from ..product.revision_shared import get_revision, join_shared
from ..product.selected import search_free
from . import clock

# What was written longer ago is known: a transaction that took longer than this, or a change made
# while no process looked, comes with the schedule.
LOOK_BACK = timedelta(hours=1)


class MedusaChangeNotice(models.AbstractModel):
    """Looks for changes by reading alone: no user's transaction does anything for it.

    Each look is a few queries for a store, whatever happened since the last one.
    """

    _name = "medusa.change.notice"
    _description = "Noticing What to Push Soon"

    @api.model
    def _look(self, backend):
        """Write down what changed since the last look."""
        changes = self.env["medusa.change"]
        changes._keep(backend, "product", self._find_products(backend))
        if backend._get_stock_lines():
            changes._keep(backend, "stock", self._find_stock(backend))
        pricelists = backend.price_line_ids.pricelist_id | backend.price_list_ids.pricelist_id
        if pricelists:
            changes._keep(backend, "pricelist", self._find_pricelists(backend, pricelists))

    # === PRODUCTS === #

    def _find_products(self, backend):
        """Return the products that are to be pushed, or taken out of the shop.

        :return: rows for `medusa.change._keep`
        """
        rows = self._get_touched_products(backend)
        if not rows:
            return []
        ids = [row[0] for row in rows]
        selected = set(backend._search_selection([("id", "in", ids)]))
        free = set(search_free(backend, [("id", "in", ids)]))
        leaving = {row[0] for row in rows if row[4] and row[0] not in selected}
        if len(leaving) > WITHDRAW_FREE_COUNT:
            # That may be a mistake: the next run over all products asks.
            leaving = set()
        return [
            (key, mark, at, (is_outdated and key in free) or key in leaving)
            for key, mark, at, is_outdated, _is_there in rows
        ]

    def _get_touched_products(self, backend):
        """Return (id, mark, when, whether it has something to push, whether it is in the shop).

        That is what differs by its revision, and what else was written lately: it may have come
        into the selection, or left it. Both only as long as it isn't known.
        """
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT product.id,
                       concat(%(revision)s, ' ', product.write_date),
                       CASE WHEN product.write_date > GREATEST(%(since)s, binding.last_push)
                            THEN product.write_date ELSE %(now)s END,
                       binding.id IS NULL OR binding.state IN ('pending', 'withdrawn')
                           OR binding.revision IS DISTINCT FROM %(revision)s,
                       binding.id IS NOT NULL AND binding.state != 'withdrawn'
                  FROM product_template product
             LEFT JOIN medusa_product_binding binding
                    ON binding.product_tmpl_id = product.id AND binding.backend_id = %(backend)s
             LEFT JOIN medusa_change change
                    ON change.res_id = product.id AND change.backend_id = %(backend)s
                   AND change.kind = 'product'
                       %(shared)s
                 WHERE (product.write_date > %(since)s
                        OR binding.state != 'withdrawn'
                           AND binding.revision IS DISTINCT FROM %(revision)s)
                   AND (binding.next_try IS NULL OR binding.next_try <= %(now)s
                        OR binding.failure_type = ANY(%(moving)s))
                   AND change.mark IS DISTINCT FROM
                       concat(%(revision)s, ' ', product.write_date)
                """,
                revision=get_revision(SQL("product")),
                shared=join_shared(SQL("product")),
                backend=backend.id,
                now=clock.get_now(),
                since=clock.get_now() - LOOK_BACK,
                moving=MOVING_TYPES,
            )
        )

    # === STOCK === #

    def _find_stock(self, backend):
        """Return the products of which a quantity was written lately, see `_get_stock_query`."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT variant.product_tmpl_id, max(touched.at)::text, max(touched.at)
                  FROM (%(touched)s) AS touched (product_id, at)
                  JOIN product_product variant ON variant.id = touched.product_id
                  JOIN medusa_product_binding binding
                    ON binding.product_tmpl_id = variant.product_tmpl_id
                   AND binding.backend_id = %(backend)s AND binding.state != 'withdrawn'
             LEFT JOIN medusa_change change
                    ON change.res_id = variant.product_tmpl_id
                   AND change.backend_id = %(backend)s AND change.kind = 'stock'
              GROUP BY variant.product_tmpl_id, change.mark
                HAVING change.mark IS DISTINCT FROM max(touched.at)::text
                """,
                touched=self._get_stock_query(backend, clock.get_now() - LOOK_BACK),
                backend=backend.id,
            )
        )
        return [(*row, True) for row in rows]

    def _get_stock_query(self, backend, since):
        """Return a query for (variant's id, time) of what may have changed a quantity.

        Reserving and moving goods writes quants. What is forecast changes with open moves, too;
        one that is cancelled comes with the stock's schedule, as do components of kits.

        :rtype: SQL
        """
        query = SQL("SELECT product_id, write_date FROM stock_quant WHERE write_date > %s", since)
        if backend.stock_quantity_type == "forecast":
            query = SQL(
                """%s UNION ALL SELECT product_id, write_date FROM stock_move
                    WHERE state IN ('waiting', 'confirmed', 'partially_available', 'assigned')
                      AND write_date > %s""",
                query,
                since,
            )
        return query

    # === PRICELISTS === #

    def _find_pricelists(self, backend, pricelists):
        """Return the pricelists whose rules are others now, or those of one they are based on.

        How many rules there are, which, and when the last was written: a rule that was deleted
        leaves another number. One that is met for the first time has nothing to push.
        """
        known = self.env["medusa.change"].search(
            [("backend_id", "=", backend.id), ("kind", "=", "pricelist")]
        )
        marks = {change.res_id: change.mark for change in known}
        now = clock.get_now()
        rows = self.env.execute_query(
            SQL(
                """
                  WITH RECURSIVE based (root_id, id) AS (
                       SELECT id, id FROM product_pricelist WHERE id = ANY(%s)
                        UNION
                       SELECT based.root_id, item.base_pricelist_id
                         FROM based
                         JOIN product_pricelist_item item ON item.pricelist_id = based.id
                        WHERE item.base_pricelist_id IS NOT NULL)
                SELECT based.root_id,
                       concat_ws(' ', count(item.id), sum(item.id), max(item.write_date),
                                 max(pricelist.write_date)),
                       GREATEST(max(item.write_date), max(pricelist.write_date))
                  FROM based
                  JOIN product_pricelist pricelist ON pricelist.id = based.id
             LEFT JOIN product_pricelist_item item ON item.pricelist_id = pricelist.id
              GROUP BY based.root_id
                """,
                pricelists.ids,
            )
        )
        return [
            (key, mark, at if at and at > now - LOOK_BACK else now, key in marks)
            for key, mark, at in rows
            if marks.get(key) != mark
        ]
