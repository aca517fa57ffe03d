from collections import Counter

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL

from ...sync.proposals import AMBIGUOUS, get_reason, weigh
from ..run.phase import Step
from .phase_take_over import CHUNK

_NO_SHOP = dict.fromkeys(
    ("medusa_id", "store_title", "store_handle", "store_status", "facts"), False
)


class MedusaPhaseTakeOver(models.AbstractModel):
    """Weighs what was found, when all is known, and writes the proposals."""

    _inherit = "medusa.phase.take_over"

    # === PRODUCTS OF ODOO === #

    def _weigh(self, run, cursor):
        """Propose what the next products of Odoo are."""
        found = self.env["medusa.match.claim"]
        ids = found._get_next_products(run, cursor["place"], CHUNK)
        if not ids:
            return Step(self._move_on(cursor))
        by_product = found._get_claims(run, ids)
        claims = found.union(*by_product.values())
        # By a push that was under way meanwhile, for one: either side.
        bound = self._find_bound(run.backend_id, claims.shop_id.mapped("medusa_id"))
        mine = Domain("product_tmpl_id", "in", ids) & self._get_bound_domain(run)
        settled = self.env["medusa.product.binding"].search(mine).product_tmpl_id
        rivals = claims._get_rivals()
        vals_list = []
        for key in ids:
            rows = by_product[key].filtered(
                lambda row: (
                    row.product_tmpl_id not in settled and row.shop_id.medusa_id not in bound
                )
            )
            if rows:
                vals_list.append(self._prepare_proposal(key, rows, rivals))
        return self._end_writing(cursor, ids, vals_list)

    def _get_bound_domain(self, run):
        return Domain("backend_id", "=", run.backend_id.id) & Domain("medusa_id", "!=", False)

    def _prepare_proposal(self, product_id, rows, rivals):
        """Return the values of a match.

        :param rows: `medusa.match.claim` records of a product
        :param dict rivals: see `sync.proposals`
        """
        claims = [row._to_claim() for row in rows]
        strength, trouble = weigh(claims, rivals)
        vals = {
            "kind": "proposal",
            "product_tmpl_id": product_id,
            "name": rows[0].name,
            "strength": strength,
            "reason": get_reason(claims),
            "trouble": trouble or False,
        }
        if strength == AMBIGUOUS:
            return {**vals, **_NO_SHOP, "candidates": [self._prepare_candidate(r) for r in rows]}
        return {**vals, **self._prepare_theirs(rows.shop_id), "facts": rows.facts}

    def _prepare_candidate(self, claim):
        shop = claim.shop_id
        return {
            "medusa_id": shop.medusa_id,
            "title": shop.store_title,
            "handle": shop.store_handle,
            "status": shop.store_status,
            "reason": claim.reason,
            "facts": claim.facts,
        }

    def _prepare_theirs(self, shop):
        return {name: shop[name] for name in _NO_SHOP}

    # === PRODUCTS OF THE STORE === #

    def _leftovers(self, run, cursor):
        """List the next products of the store that no product of Odoo may be."""
        domain = self._get_leftover_domain(run) & Domain("id", ">", cursor["place"])
        shop = self.env["medusa.match.shop"].search(domain, order="id", limit=CHUNK)
        if not shop:
            return Step(self._move_on(cursor))
        bound = self._find_bound(run.backend_id, shop.mapped("medusa_id"))
        free = shop.filtered(lambda row: row.medusa_id not in bound)
        vals_list = list(self._prepare_leftovers(run, free))
        return self._end_writing(cursor, shop.ids, vals_list)

    def _get_leftover_domain(self, run):
        claimed = SQL("(SELECT shop_id FROM medusa_match_claim WHERE run_id = %s)", run.id)
        mine = Domain("run_id", "=", run.id) & Domain("facts", "!=", False)
        return mine & Domain("id", "not in", claimed)

    def _prepare_leftovers(self, run, shop):
        """Return the values of the matches of products that no product of Odoo may be."""
        numbers = {row: self._get_numbers(row) for row in shop}
        named = [key for row in shop if row.facts.get("database") for key in numbers[row]]
        products = self.env["product.template"].with_context(active_test=False)
        present = set(products.search([("id", "in", named)]).ids)
        among = Domain("product_tmpl_id", "in", list(present)) & self._get_bound_domain(run)
        bound = set(self.env["medusa.product.binding"].search(among).product_tmpl_id.ids)
        for row in shop:
            is_ours = bool(row.facts.get("database"))
            yield {
                "kind": "orphan" if is_ours else "other",
                "product_tmpl_id": False,
                "name": row.store_title,
                "strength": False,
                "reason": self._get_origin(numbers[row], present, bound) if is_ours else "other",
                "trouble": False,
                **self._prepare_theirs(row),
            }

    def _get_numbers(self, row):
        """Return the numbers of products of Odoo that it names; a larger one is nobody's."""
        keys = row.facts.get("numbers", ())
        return {int(key) for key in keys if key.isdecimal() and len(key) < 10}

    def _get_origin(self, numbers, present, bound):
        """Return where a product of the store comes from that carries our mark, see `ORIGINS`.

        :param set present: ids of products that Odoo has
        :param set bound: those of them that are another one in the store
        """
        if numbers & bound:
            return "twice"
        return "unselected" if numbers & present else "gone"

    # === THE END === #

    def _settle(self, run, cursor):
        """Drop what was proposed before, and isn't any more; tell what there is."""
        gone = self._find_gone(run)
        if gone:
            return Step(cursor, ("medusa.match.writing", {"gone": gone.ids}))
        return Step(None, ("medusa.match.writing", {"counts": cursor["counts"]}))

    def _find_gone(self, run):
        mine = Domain("backend_id", "=", run.backend_id.id) & Domain("state", "=", "open")
        claimed = SQL("(SELECT product_tmpl_id FROM medusa_match_claim WHERE run_id = %s)", run.id)
        left = self.env["medusa.match.shop"]._search(self._get_leftover_domain(run))
        bound = self.env["medusa.product.binding"]._search(
            self._get_bound_domain(run) & Domain("product_tmpl_id", "!=", False)
        )
        proposals = Domain("kind", "=", "proposal") & (
            Domain("product_tmpl_id", "not in", claimed)
            | Domain("product_tmpl_id", "in", bound.subselect("product_tmpl_id"))
        )
        others = Domain("kind", "!=", "proposal") & Domain(
            "medusa_id", "not in", left.subselect("medusa_id")
        )
        return self.env["medusa.match"].search(mine & (proposals | others), limit=CHUNK)

    def _end_writing(self, cursor, ids, vals_list):
        counts = Counter(cursor["counts"])
        counts.update(vals["strength"] or vals["kind"] for vals in vals_list)
        cursor = {**self._move_on(cursor, ids[-1]), "counts": counts}
        return Step(cursor, ("medusa.match.writing", {"wanted": vals_list}), looked_at=len(ids))
