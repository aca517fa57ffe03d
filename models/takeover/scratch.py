"""What a run of a take-over has found out so far: another process goes on with it.

Nobody reads these records but the run, whose last step deletes them.
"""

from odoo import api, fields, models
from odoo.tools import SQL

from ...sync.proposals import MOST_CANDIDATES, Claim
from ..run.run import OPEN_STATES
from .facts import get_hard_pairs

# Of more products of Odoo that claim the same one of the store, no more is known than that they do.
MOST_RIVALS = 100


class MedusaMatchShop(models.Model):
    """A product of a store, as a run read it."""

    _name = "medusa.match.shop"
    _description = "Product of a Medusa Store That Is Taken Over"
    _order = "id"
    _rec_name = "medusa_id"

    run_id = fields.Many2one("medusa.sync.run", required=True, ondelete="cascade")
    medusa_id = fields.Char(required=True)
    store_title = fields.Char()
    store_handle = fields.Char()
    store_status = fields.Char()
    # See `facts`; none where the product is bound, or another database's.
    facts = fields.Json()
    # By what it is found, see `sync.proposals`; none where nobody looks for it.
    keys = fields.Json()

    _medusa_id_unique = models.UniqueIndex("(run_id, medusa_id)")
    # Written once, and read at once: what waits to be sorted in would be searched each time.
    _keys_index = models.Index("USING gin (keys) WITH (fastupdate = off)")

    @api.model
    def _take(self, run, vals_list):
        """Keep a page of the shop."""
        self.create([{"run_id": run.id, **vals} for vals in vals_list])

    @api.model
    def _find(self, run, keys, leave_sure=False):
        """Return {key: products of the store that have it}, of each key a few at the most.

        :param run: `medusa.sync.run`
        :param keys: see `sync.proposals`
        :param bool leave_sure: leave out what is surely another product of Odoo
        """
        self.flush_model()
        self.env["medusa.match.claim"].flush_model()
        # Without OFFSET 0 PostgreSQL walks over the whole shop in the order of the ids, for it
        # thinks that it meets enough of them soon.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT key, hit.id FROM unnest(%s::text[]) key
            CROSS JOIN LATERAL (
                       SELECT id FROM (
                              SELECT shop.id FROM medusa_match_shop shop
                               WHERE shop.run_id = %s AND shop.keys ? key %s OFFSET 0) shop
                     ORDER BY id LIMIT %s) hit
              ORDER BY hit.id
                """,
                list(keys), run.id, _NOT_SURE if leave_sure else SQL(), MOST_CANDIDATES,
            )
        )  # fmt: skip
        found = {}
        for key, shop_id in rows:
            found.setdefault(key, self.browse())
            found[key] += self.browse(shop_id)
        everything = self.browse({row[1] for row in rows})
        return {key: products.with_prefetch(everything.ids) for key, products in found.items()}

    @api.model
    def _forget(self, runs):
        """Delete what runs have found out."""
        if runs:
            for name in ("medusa_match_claim", "medusa_match_shop"):
                table = SQL.identifier(name)
                self.env.cr.execute(SQL("DELETE FROM %s WHERE run_id = ANY(%s)", table, runs.ids))
            self.invalidate_model(flush=False)
            self.env["medusa.match.claim"].invalidate_model(flush=False)

    @api.autovacuum
    def _gc_of_runs_that_are_over(self):
        """Delete what runs left that were cancelled, or failed."""
        groups = self._read_group([("run_id.state", "not in", OPEN_STATES)], ["run_id"])
        self._forget(self.env["medusa.sync.run"].union(*(run for [run] in groups)))


# What one product alone claims, and all variants of both agree, is that product.
_NOT_SURE = SQL(
    """
    AND NOT EXISTS (
        SELECT FROM medusa_match_claim claim
         WHERE claim.shop_id = shop.id AND claim.is_sure
           AND NOT EXISTS (
               SELECT FROM medusa_match_claim other
                WHERE other.shop_id = shop.id AND other.id != claim.id AND NOT other.is_soft))
    """
)


class MedusaMatchClaim(models.Model):
    """A product of a store that one of Odoo may be, as a run found it."""

    _name = "medusa.match.claim"
    _description = "What a Product of Odoo May Be in a Medusa Store"
    _order = "id"

    run_id = fields.Many2one("medusa.sync.run", required=True, ondelete="cascade")
    product_tmpl_id = fields.Many2one("product.template", required=True, ondelete="cascade")
    shop_id = fields.Many2one("medusa.match.shop", required=True, ondelete="cascade", index=True)
    name = fields.Char(help="Of the product of Odoo.")
    reason = fields.Char()
    is_hard = fields.Boolean()
    is_whole = fields.Boolean()
    has_options = fields.Boolean()
    is_sure = fields.Boolean(help="By it the product is known, if nobody else claims the same.")
    is_soft = fields.Boolean(help="It was looked for by handle and title alone.")
    facts = fields.Json(help="Of the product of the store, see `facts`.")

    _product_index = models.Index("(run_id, product_tmpl_id)")

    @api.model
    def _take(self, run, claims):
        """Keep what some products of Odoo may be.

        :param claims: [(Medusa id, values)]
        """
        among = [("run_id", "=", run.id), ("medusa_id", "in", [claim[0] for claim in claims])]
        shop = {row.medusa_id: row.id for row in self.env["medusa.match.shop"].search(among)}
        products = self.env["product.template"].browse(
            {vals["product_tmpl_id"] for _medusa_id, vals in claims}
        )
        # Others were deleted in Odoo while they were compared.
        present = set(products.exists().ids)
        self.create(
            [
                {"run_id": run.id, "shop_id": shop[medusa_id], **vals}
                for medusa_id, vals in claims
                if vals["product_tmpl_id"] in present
            ]
        )

    @api.model
    def _get_next_products(self, run, after, limit):
        """Return the ids of the next products of Odoo that have claims."""
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT product_tmpl_id FROM medusa_match_claim
                 WHERE run_id = %s AND product_tmpl_id > %s
              ORDER BY product_tmpl_id LIMIT %s
                """,
                run.id, after, limit,
            )
        )  # fmt: skip
        return [row[0] for row in rows]

    @api.model
    def _get_claims(self, run, product_ids):
        """Return {id of a product of Odoo: its claims}."""
        among = [("run_id", "=", run.id), ("product_tmpl_id", "in", product_ids)]
        claims = self.search(among).grouped("product_tmpl_id")
        return {product.id: rows for product, rows in claims.items()}

    def _get_rivals(self):
        """Return {Medusa id: of each that claims it, the variants that agree by what is hard}.

        See `sync.proposals.weigh`.
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT rival.id FROM unnest(%s::int[]) shop_id
            CROSS JOIN LATERAL (
                       SELECT id FROM medusa_match_claim claim WHERE claim.shop_id = shop_id.shop_id
                     ORDER BY is_soft DESC, is_hard, id LIMIT %s) rival
                """,
                self.shop_id.ids, MOST_RIVALS,
            )
        )  # fmt: skip
        rivals = {}
        for claim in self.browse(row[0] for row in rows):
            rivals.setdefault(claim.shop_id.medusa_id, []).append(claim._to_claim().hard_variants)
        return rivals

    def _to_claim(self):
        """Return it as the engine weighs it.

        :rtype: Claim
        """
        self.ensure_one()
        pairs = get_hard_pairs(self.facts)
        return Claim(
            self.shop_id.medusa_id,
            self.reason,
            self.is_hard,
            self.is_whole,
            self.has_options,
            frozenset(pairs.values()),
            frozenset(pairs),
        )
