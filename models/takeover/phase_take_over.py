from odoo import models

from ...sync.proposals import (
    find_hard,
    find_soft,
    get_hard_keys,
    get_shop_keys,
    get_soft_keys,
    is_sure,
)
from ...sync.shop_index import ShopReader
from ..core.transaction import commit
from ..run.phase import Record, Step
from .facts import make_facts, make_shop_product

# Products of the store that are read in one request, with their variants and options.
PAGE = 500
# Products, of Odoo or of the store, that are looked at in one step: it bounds its memory and time.
CHUNK = 500

# One after the other: what each says may depend on all that the ones before it found. The first
# step of one begins behind the id 0.
_STAGES = ("read", "hard", "soft", "weigh", "leftovers", "settle")


class MedusaPhaseTakeOver(models.AbstractModel):
    """Reads a shop and proposes which of its products are which of Odoo's.

    Whatever it proposed before is proposed anew; what people decided stays. A killed process loses
    a page, or a chunk: what was found before is kept, see `scratch`, until all is proposed.
    """

    _name = "medusa.phase.take_over"
    _description = "Proposing What the Products of a Medusa Store Are"
    _inherit = ["medusa.phase"]

    def _count(self, run):
        return len(self.env["medusa.match.description"]._search_unbound(run.backend_id))

    def _begin(self, run):
        return {"stage": "read", "place": {}, "counts": {}}

    def _step(self, run, client, cursor):
        # Nothing that a step before has read is needed once more.
        self.env.invalidate_all()
        if cursor["stage"] == "read":
            return self._read(run, client, cursor)
        return getattr(self, f"_{cursor['stage']}")(run, cursor)

    def _record(self, run, step):
        """Write down what a step has found."""
        if not step.work:
            return Record()
        model, found = step.work
        return Record(self.env[model]._take(run, found) or [])

    def _move_on(self, cursor, place=None):
        """Return the cursor of the next step: at a place of this stage, or in the next one."""
        if place is not None:
            return {**cursor, "place": place}
        following = _STAGES[_STAGES.index(cursor["stage"]) + 1]
        return {**cursor, "stage": following, "place": 0}

    # === READING === #

    def _read(self, run, client, cursor):
        """Read a page of the shop."""
        backend = run.backend_id
        reader = ShopReader(client, cursor["place"], PAGE)
        databases = backend._get_databases()
        # A page may be waited for: no transaction is open.
        commit(self.env)
        page = reader.read()
        ids = [row["id"] for row in page.rows]
        rows, place = reader.take(page, self._find_read(run, ids))
        bound = self._find_bound(backend, ids)
        vals_list = [
            self._prepare_shop(
                row,
                row.id not in bound and (not row.database or databases.are_ours(row.database)),
            )
            for row in rows
        ]
        work = ("medusa.match.shop", vals_list)
        return Step(self._move_on(cursor, place), work, looked_at=len(rows))

    def _find_read(self, run, ids):
        """Return those of some products that were read before."""
        mine = [("run_id", "=", run.id), ("medusa_id", "in", ids)]
        return self.env["medusa.match.shop"].search(mine).mapped("medusa_id")

    def _find_bound(self, backend, ids):
        """Return those of some products of the store that a product of Odoo is bound to."""
        mine = [("backend_id", "=", backend.id), ("medusa_id", "in", ids)]
        return set(self.env["medusa.product.binding"].search(mine).mapped("medusa_id"))

    def _prepare_shop(self, row, is_free):
        return {
            "medusa_id": row.id,
            "store_title": row.title,
            "store_handle": row.handle,
            "store_status": row.status,
            "facts": is_free and make_facts(row),
            "keys": is_free and get_shop_keys(row),
        }

    # === COMPARING === #

    def _hard(self, run, cursor):
        """Find what has the number, a SKU or a barcode of the next products of Odoo."""
        own = self._describe_next(run, cursor)
        if not own:
            return Step(self._move_on(cursor))
        index = self._make_index(run, own, get_hard_keys)
        vals_list = []
        for product in own:
            claims = find_hard(product, index).values()
            vals = {"is_sure": is_sure(claims), "is_soft": False}
            vals_list += [self._prepare_claim(product, claim, vals) for claim in claims]
        return self._end_chunk(cursor, own, vals_list, done=len(own))

    def _soft(self, run, cursor):
        """Find what has the handle or the title of those that nothing harder tells surely."""
        own = self._describe_next(run, cursor)
        if not own:
            return Step(self._move_on(cursor))
        known = self.env["medusa.match.claim"]._get_claims(run, [int(row.id) for row in own])
        unsure = [row for row in own if not any(c.is_sure for c in known.get(int(row.id), ()))]
        index = self._make_index(run, unsure, get_soft_keys, leave_sure=True)
        vals_list = []
        for product in unsure:
            claimed = [claim.shop_id.medusa_id for claim in known.get(int(product.id), ())]
            claims = find_soft(product, index, claimed).values()
            vals = {"is_sure": False, "is_soft": True}
            vals_list += [self._prepare_claim(product, claim, vals) for claim in claims]
        return self._end_chunk(cursor, own, vals_list)

    def _describe_next(self, run, cursor):
        describing = self.env["medusa.match.description"]
        return describing._describe_next(run.backend_id, cursor["place"], CHUNK)

    def _make_index(self, run, own, get_keys, leave_sure=False):
        """Return {key: products of the store}, see `sync.proposals`."""
        keys = {key for product in own for key in get_keys(product)}
        found = self.env["medusa.match.shop"]._find(run, keys, leave_sure)
        shop = {row.id: make_shop_product(row) for rows in found.values() for row in rows}
        return {key: [shop[row.id] for row in rows] for key, rows in found.items()}

    def _end_chunk(self, cursor, own, vals_list, done=0):
        cursor = self._move_on(cursor, int(own[-1].id))
        return Step(cursor, ("medusa.match.claim", vals_list), looked_at=len(own), done=done)

    def _prepare_claim(self, own, claim, vals):
        return claim.shop.id, {
            "product_tmpl_id": int(own.id),
            "name": own.title,
            "reason": claim.reason,
            "is_hard": claim.is_hard,
            "is_whole": claim.is_whole,
            "has_options": claim.has_options,
            "facts": make_facts(claim.shop, claim),
            **vals,
        }
