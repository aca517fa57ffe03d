"""Products that are verified while a run waits for the store's index: Odoo would idle meanwhile."""

from array import array
from bisect import bisect_left, bisect_right

from ..core.memo import once
from ..core.transaction import commit
from .selected import get_next_selected

# Products that are verified between two looks at whether the store has answered.
AHEAD_CHUNK = 500


class Ahead:
    """Verdicts on products, in memory until the products' turn: a killed process finds them anew.

    Whatever Odoo or the index says of a product meanwhile goes before its verdict.

    :param int writes: how many write requests the run has sent
    """

    def __init__(self, writes):
        self.forget(writes)

    def forget(self, writes):
        """Begin anew: payloads may be others by now."""
        self._writes = writes
        self._after = 0
        # Four bytes each, in their order.
        self._verified = array("i")
        self._changed = set()

    def verify_some(self, run):
        """Verify the next products; the transaction is over then.

        :param run: `medusa.sync.run`
        :return: whether there were any
        """
        backend, changes = run.backend_id, run.env["medusa.product.changes"]
        ids = get_next_selected(backend, self._after, None, AHEAD_CHUNK)
        if not ids:
            return False
        due = changes._get_due(backend, ids)
        rest = [key for key in ids if key not in due]
        self._changed |= changes._find_changed(backend, rest)
        self._verified.extend(rest)
        self._after = ids[-1]
        commit(run.env)
        return True

    def split(self, ids):
        """Return (the products that were verified, those of them that changed, the others).

        :param list[int] ids: in their order
        :rtype: tuple[list[int], set[int], list[int]]
        """
        if not ids or not self._verified:
            return [], set(), ids
        start = bisect_left(self._verified, ids[0])
        known = set(self._verified[start : bisect_right(self._verified, ids[-1])])
        verified = [key for key in ids if key in known]
        return verified, self._changed & known, [key for key in ids if key not in known]

    def settle(self, writes):
        """Forget the verdicts if the run has written to the store since then.

        What sorts the products, for one, may have been made there, and payloads name it.
        """
        if writes != self._writes:
            self.forget(writes)


def get_ahead(run):
    """Return the verdicts that a leg of a run has found so far.

    :param run: `medusa.sync.run`
    :rtype: Ahead
    """
    return once(run.backend_id, "ahead", run.id, lambda: Ahead(run.write_count))


def forget_ahead(run):
    """Have all products verified anew: something changed that no product tells of.

    :param run: `medusa.sync.run`
    """
    get_ahead(run).forget(run.write_count)
