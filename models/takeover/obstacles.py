from collections import Counter

from odoo import api, models
from odoo.exceptions import UserError

from ..core.locks import find_free, hold_until_commit
from ..core.transaction import new_env
from ..product.claims import get_claim_space


class MedusaMatchObstacles(models.AbstractModel):
    """Says which matches can't be accepted, and why: nothing is ever bound twice."""

    _name = "medusa.match.obstacles"
    _description = "What Forbids to Accept Medusa Matches"

    @api.model
    def _find(self, backend, matches):
        """Return {match: why it can't be accepted, for a person}.

        One decision a time is made in a store: what another person accepts meanwhile would be
        bound twice. The other person's is over, or seen, when this one begins.

        :param backend: `medusa.backend`
        :param matches: `medusa.match` records of it, each with a product of both sides
        :raise UserError: another person decides in this store right now
        """
        if not hold_until_commit(self.env, "matches", backend.id):
            raise UserError(
                self.env._(
                    "Somebody else is deciding about products of %s at this moment. Try again when "
                    "that is done.",
                    backend.name,
                )
            )
        found = self._find_twins(matches)
        ids = matches.product_tmpl_id.ids
        free = set(find_free(self.env, get_claim_space(backend), ids))
        found |= {
            match: self.env._(
                "%s is being pushed at this moment. Try again in a minute.", match.name
            )
            for match in matches
            if match.product_tmpl_id.id not in free
        }
        for holder in self._read_holders(backend, ids, matches.mapped("medusa_id")):
            found |= self._find_held(matches, *holder)
        return found

    def _find_twins(self, matches):
        counts = Counter(matches.mapped("medusa_id"))
        text = self.env._(
            "Two of these products would be the same one in the store. Accept one of them alone, "
            "and reject the other."
        )
        return {match: text for match in matches if counts[match.medusa_id] > 1}

    def _find_held(self, matches, product_id, medusa_id, name):
        """Return {match: why} of those that what is bound already stands in the way of."""
        by_product = matches.filtered(lambda row: row.product_tmpl_id.id == product_id)
        found = {
            match: self.env._(
                "%s is bound to another product of the store by now. Read the shop anew with "
                "“Take Over”.",
                name,
            )
            for match in by_product
            if match.medusa_id != medusa_id
        }
        return found | {
            match: self.env._(
                "“%(title)s” of the store is bound to %(product)s by now. Read the shop anew with "
                "“Take Over”.",
                title=match.store_title or match.medusa_id,
                product=name,
            )
            for match in matches - by_product
            if match.medusa_id == medusa_id
        }

    def _read_holders(self, backend, product_ids, medusa_ids):
        """Return (product id, Medusa id, name) of what is bound of some products of either side.

        Besides what this transaction sees, what was committed since it began: its snapshot is
        older than the lock, and than the end of a push.
        """
        domain = [
            *("&", ("backend_id", "=", backend.id), ("medusa_id", "!=", False)),
            *("|", ("product_tmpl_id", "in", product_ids), ("medusa_id", "in", medusa_ids)),
        ]
        with new_env(self.env) as env:
            newer = self._tell_holders(env, domain)
        # sudo: whoever may choose need not see another company's products.
        return newer | self._tell_holders(self.sudo().env, domain)

    def _tell_holders(self, env, domain):
        return {
            (row.product_tmpl_id.id, row.medusa_id, row.name or row.external_id)
            for row in env["medusa.product.binding"].search(domain)
        }
