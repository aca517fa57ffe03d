"""The products that a run walks over."""

from array import array
from bisect import bisect_right

from odoo.fields import Domain

from ..core.memo import once
from ..store.selection import get_selection_version


def get_next_selected(backend, after, until, limit):
    """Return the ids of the next selected products; the selection is looked for once a leg.

    What leaves it or comes meanwhile is found by the next one.

    :param backend: `medusa.backend`
    :param int after: the last id that was looked at
    :param until: the last id to look at, None where there is none
    :rtype: list[int]
    """
    ids = once(backend, "selected", get_selection_version(backend), lambda: _find_all(backend))
    start = bisect_right(ids, after)
    end = bisect_right(ids, until) if until else len(ids)
    return ids[start : min(start + limit, end)].tolist()


def search_free(backend, domain=Domain.TRUE):
    """Return a query of the selected products that nothing holds back.

    :param backend: `medusa.backend`
    :param domain: a further restriction
    """
    free = backend.env["medusa.product.changes"]._get_free_domain(backend)
    return backend._search_selection(free & Domain(domain))


def has_late_products(backend):
    """Tell whether a product of a store was not pushed yet as it should be.

    :param backend: `medusa.backend`
    """
    late = [("backend_id", "=", backend.id), ("state", "in", ("pending", "error", "conflict"))]
    return bool(backend.env["medusa.product.binding"].search_count(late, limit=1))


def _find_all(backend):
    query = search_free(backend)
    query.order = "id"
    # Four bytes each: a million of them mustn't weigh on the run.
    return array("i", query)
