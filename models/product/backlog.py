from collections import Counter

from odoo import models

from ..core.transaction import commit
from ..run.phase import Step
from . import phase_products
from .ahead import get_ahead
from .selected import get_next_selected

# Parts of the catalogue, each as large as what is verified at once, of which it is found out what
# surely changed before any of their other products is verified.
PARTS_AHEAD = 5


class MedusaPhaseProducts(models.AbstractModel):
    """Fills the backlog: first with what surely changed, which is sent while the rest is verified.

    The cursor keeps what is still to be verified as its `rest`.
    """

    _inherit = "medusa.phase.products"

    def _look_further(self, run, lanes, cursor, waiting):
        """Look at products until a call is full; what changed goes out before the last of them.

        :param Lanes lanes: where what is under way soon lands, see `sync.lanes`
        :param list[int] waiting: the part of the backlog of which nothing is under way
        :return: a `Step`, or None where the products that wait are to be sent first
        """
        rest = cursor.get("rest")
        if rest and (self._get_next(run, cursor) or not waiting):
            return self._verify(run, lanes, cursor)
        if not rest and self._get_next(run, cursor):
            return self._look_at(run, lanes, cursor, len(waiting))
        return None

    def _get_next(self, run, cursor):
        """Return the ids of the next products that nobody looked at yet."""
        after, until = cursor["after"], cursor.get("until")
        if after is None:
            return []
        return get_next_selected(run.backend_id, after, until, phase_products.VERIFY_CHUNK)

    def _look_at(self, run, lanes, cursor, waiting):
        """Add those products to the backlog that surely have something to push.

        The rest is verified at once where nothing is to be sent first.

        :param int waiting: how many of the backlog wait
        """
        changes = self.env["medusa.product.changes"]
        cursor = {**cursor, "rest": []}
        most = PARTS_AHEAD * phase_products.VERIFY_CHUNK
        looked_at = 0
        while (
            len(cursor["rest"]) < most
            and waiting < phase_products.PUSH_CHUNK
            and (ids := self._get_next(run, cursor))
        ):
            due = changes._get_due(run.backend_id, ids)
            cursor["after"] = ids[-1]
            cursor["backlog"] = [*cursor["backlog"], *sorted(due)]
            cursor["rest"] += [key for key in ids if key not in due]
            waiting += len(due)
            looked_at += len(due)
        goes_out = waiting >= phase_products.PUSH_CHUNK or not self._get_next(run, cursor)
        if cursor["rest"] and not (waiting and goes_out):
            return self._verify(run, lanes, cursor, looked_at)
        return Step(cursor, looked_at=looked_at)

    def _verify(self, run, lanes, cursor, looked_at=0):
        """Add those products of the rest to the backlog whose payload differs.

        Where nothing is under way, that isn't to wait here, all of the rest is looked at.

        :param int looked_at: how many others were looked at in this step
        """
        verified, changed, left = get_ahead(run).split(cursor["rest"])
        most = phase_products.VERIFY_CHUNK if lanes.flights else len(left)
        now, later = left[:most], left[most:]
        changed = changed | self._find_changed(run, now)
        unchanged = [key for key in (*verified, *now) if key not in changed]
        failed = self._count_still_failed(run.backend_id, unchanged)
        return Step(
            {**cursor, "backlog": cursor["backlog"] + sorted(changed), "rest": later},
            looked_at=looked_at + len(verified) + len(now),
            done=len(unchanged),
            counts=Counter(unchanged=len(unchanged) - failed, skipped=failed),
        )

    def _find_changed(self, run, ids):
        """Return those of the products whose payload differs; few of them are in memory at once."""
        changed, size = set(), phase_products.VERIFY_CHUNK
        for start in range(0, len(ids), size):
            part = ids[start : start + size]
            changed |= self.env["medusa.product.changes"]._find_changed(run.backend_id, part)
            # Its records are let go of.
            commit(self.env)
        return changed

    def _count_still_failed(self, backend, ids):
        """Return how many of the products wait, for their next try or for a mended product."""
        return self.env["medusa.product.binding"].search_count(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", list(ids)),
                ("state", "=", "error"),
            ]
        )
