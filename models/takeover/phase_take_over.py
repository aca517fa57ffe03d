from collections import Counter

from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...sync.proposals import AMBIGUOUS, propose
from ...sync.shop_index import read_shop
from ..core.sentence import keep
from ..core.transaction import commit
from ..product.selected import search_free
from ..run.line import Line
from ..run.phase import Record, Step
from ..run.run import OPEN_STATES
from .facts import make_facts

# Products of the store that are read in one request, with their variants and options.
PAGE = 500
# So often it is read from the start when a process is killed that does it.
MOST_TRIES = 5


class MedusaPhaseTakeOver(models.AbstractModel):
    """Reads a shop and proposes which of its products are which of Odoo's.

    Whatever it proposed before is proposed anew; what people decided stays.
    """

    _name = "medusa.phase.take_over"
    _description = "Proposing What the Products of a Medusa Store Are"
    _inherit = ["medusa.phase"]

    def _count(self, run):
        return len(search_free(run.backend_id))

    def _step(self, run, client, cursor):
        """Read the whole shop, page by page; nothing of it is kept before all is compared."""
        backend = run.backend_id
        databases = backend._get_databases()
        self._count_try(run, cursor)
        commit(self.env)
        shop = []
        for page in read_shop(client, PAGE):
            shop += [row for row in page if not row.database or databases.are_ours(row.database)]
            run.invalidate_recordset(["state"])
            if run.state not in OPEN_STATES:
                return Step(None)
            # A page may be waited for: no transaction is open.
            commit(self.env)
        shop = self._leave_out_known(backend, shop)
        own = self.env["medusa.match.description"]._describe_unbound(backend)
        proposals = propose(own, shop)
        claimed = {key for proposal in proposals for key in proposal.claims}
        leftovers = [row for row in shop if row.id not in claimed]
        return Step(None, (proposals, leftovers), looked_at=len(shop), done=len(own))

    def _count_try(self, run, cursor):
        """Note that the shop is read once more: a process that is killed meanwhile tells nobody.

        :raise UserError: if it was so too often
        """
        tries = cursor.get("tries", 0)
        if tries >= MOST_TRIES:
            raise UserError(
                keep(self.env)._(
                    "Odoo ended the process %s times while it read and compared the shop: that "
                    "takes longer than a job may. Raise “limit_time_real_cron” and "
                    "“limit_time_cpu” in Odoo's configuration, then press Take Over again.",
                    tries,
                )
            )
        run.cursor = {**cursor, "tries": tries + 1}

    def _leave_out_known(self, backend, shop):
        """Return the products of the store that no product of Odoo is bound to."""
        bound = self.env["medusa.product.binding"].search_fetch(
            [("backend_id", "=", backend.id), ("medusa_id", "!=", False)], ["medusa_id"]
        )
        known = set(bound.mapped("medusa_id"))
        return [row for row in shop if row.id not in known]

    def _record(self, run, step):
        if not step.work:
            return Record()
        backend, (proposals, leftovers) = run.backend_id, step.work
        wanted = {}
        for proposal in proposals:
            vals = self._prepare_proposal(proposal)
            wanted["proposal", vals["product_tmpl_id"]] = vals
        for vals in self._prepare_leftovers(backend, leftovers):
            wanted["leftover", vals["medusa_id"]] = vals
        self._write(backend, wanted)
        counts = Counter(vals.get("strength") or vals["kind"] for vals in wanted.values())
        return Record([Line("take_over", name=backend.name, vals={"match_counts": counts})])

    # === VALUES === #

    def _prepare_proposal(self, proposal):
        vals = {
            "kind": "proposal",
            "product_tmpl_id": int(proposal.product.id),
            "name": proposal.product.title,
            "strength": proposal.strength,
            "reason": proposal.reason,
            "trouble": proposal.trouble or False,
        }
        if proposal.strength == AMBIGUOUS:
            vals["candidates"] = [
                {
                    "medusa_id": claim.shop.id,
                    "title": claim.shop.title,
                    "handle": claim.shop.handle,
                    "status": claim.shop.status,
                    "reason": claim.reason,
                    "facts": make_facts(claim.shop, claim),
                }
                for claim in proposal.claims.values()
            ]
            return {**vals, **self._prepare_shop(None)}
        [claim] = proposal.claims.values()
        return {**vals, **self._prepare_shop(claim.shop), "facts": make_facts(claim.shop, claim)}

    def _prepare_shop(self, shop):
        return {
            "medusa_id": shop and shop.id,
            "store_title": shop and shop.title,
            "store_handle": shop and shop.handle,
            "store_status": shop and shop.status,
            "facts": False,
        }

    def _prepare_leftovers(self, backend, shop):
        """Return the values of the products of the store that no product of Odoo may be."""
        numbers = {int(key) for row in shop if row.database for key in row.numbers
                   if key.isdecimal() and len(key) < 10}  # fmt: skip
        products = self.env["product.template"].with_context(active_test=False)
        present = set(products.search([("id", "in", list(numbers))]).ids)
        bound = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", list(present)),
             ("medusa_id", "!=", False)]
        ).product_tmpl_id  # fmt: skip
        for row in shop:
            origin = self._get_origin(row, present, set(bound.ids))
            yield {
                "kind": "orphan" if row.database else "other",
                "product_tmpl_id": False,
                "name": row.title,
                "strength": False,
                "reason": origin,
                "trouble": False,
                **self._prepare_shop(row),
                "facts": make_facts(row),
            }

    def _get_origin(self, row, present, bound):
        """Return where a product of the store comes from, see `ORIGINS`.

        :param set present: ids of products that Odoo has
        :param set bound: those of them that are another one in the store
        """
        if not row.database:
            return "other"
        named = {int(key) for key in row.numbers if key.isdecimal()}
        if named & bound:
            return "twice"
        return "unselected" if named & present else "gone"

    # === WRITING === #

    def _write(self, backend, wanted):
        """Bring a store's matches up to date: those that are open, for the others are decided.

        :param dict wanted: {("proposal", product's id) or ("leftover", Medusa id): values}
        """
        matches = self.env["medusa.match"]
        present = {
            self._get_key(match): match
            for match in matches.search([("backend_id", "=", backend.id)])
        }
        gone = [row.id for key, row in present.items() if row.state == "open" and key not in wanted]
        matches.browse(gone).unlink()
        taken = set(
            self.env["product.template"]
            .with_context(active_test=False)
            .search(Domain("id", "in", [key for kind, key in wanted if kind == "proposal"]))
            .ids
        )
        new = []
        for key, vals in wanted.items():
            if key[0] == "proposal" and key[1] not in taken:
                # Deleted in Odoo while the shop was read.
                continue
            vals = dict(vals)
            candidates = [(0, 0, row) for row in vals.pop("candidates", ())]
            match = present.get(key)
            if match is None:
                new.append({"backend_id": backend.id, **vals, "candidate_ids": candidates})
            elif match.state == "open":
                match.write({**vals, "candidate_ids": [(5,), *candidates]})
        matches.create(new)

    def _get_key(self, match):
        if match.kind == "proposal":
            return "proposal", match.product_tmpl_id.id
        return "leftover", match.medusa_id
