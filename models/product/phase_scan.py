import logging
from collections import Counter

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...sync.scan import read_index
from ...sync.sections import SECTIONS
from ..core.deadline import Deadline
from ..core.transaction import commit
from ..run.line import Line
from ..run.phase import Record, Step
from .ahead import get_ahead

_logger = logging.getLogger(__name__)

# Products of the store's index that are read in one request, with their variants: a product may
# have a hundred, and an answer has bounds.
SCAN_PAGE = 1000
# Seconds of a scan after which nothing is verified ahead any more: what was found is forgotten with
# the leg (`models/run/queue.py`), before the products' turn.
AHEAD_SECONDS = 15


class MedusaPhaseScan(models.AbstractModel):
    """Compares the store's index with the bindings.

    It finds what no filter finds, products that carry our id in their metadata alone, bindings
    whose product, variant or inventory item somebody deleted in Medusa, and whose mark products
    carry.
    """

    _name = "medusa.phase.scan"
    _description = "Reading a Medusa Store's Index"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return run.scope == "full" or not run.backend_id.scanned_at

    def _count(self, run):
        mine = [("backend_id", "=", run.backend_id.id), ("state", "!=", "withdrawn")]
        return self.env["medusa.product.binding"].search_count(mine)

    def _take_off(self, run, lanes, cursor):
        """Read the whole index, ahead of its comparison; what was found so far stays."""
        backend = run.backend_id
        started = fields.Datetime.now()
        lost, remade, marks = 0, [], Counter()
        databases = backend._get_databases()
        # Where several workers share a run, each of them verifies its own products.
        ahead = run.scope == "full" and backend.worker_count == 1 and get_ahead(run)
        commit(self.env)
        is_late = Deadline(AHEAD_SECONDS)
        with lanes.reading(lambda client: read_index(client, databases, SCAN_PAGE)) as reading:
            while page := self._take_page(run, reading, ahead, is_late):
                bound = self._read_bound(backend, page)
                changed = self._find_changed_by_others(bound, page)
                self._note_lost_variants(bound, changed, page, started)
                marked = self._mark_lost(backend, page, started, changed)
                lost += len(marked)
                remade += [key for key in changed if key in marked]
                marks += page.marks
                known = {external_id for _medusa_id, _id, external_id in bound}
                claims = {key: page.claims[key] for key in page.claims.keys() - known}
                self._keep_candidates(backend, claims)
                self._look_at_page(backend, page, started)
                run.phase_done += SCAN_PAGE
                # No row stays locked while the next page is waited for: a user who deletes a
                # product empties its binding.
                commit(self.env)
        if lost:
            _logger.info("%s: %s products are not in the store as they were", backend.name, lost)
        self.env["medusa.other.database"]._keep(backend, marks, is_whole=True)
        return Step(None, remade)

    def _take_page(self, run, reading, ahead, is_late):
        """Return the next page, None after the last one; products are verified meanwhile.

        :param Reading reading: see `sync.lanes`
        :param Ahead ahead: what verifies them, or False
        :param is_late: tells that the leg will be over before the products' turn
        """
        while ahead and not reading.is_ready() and not is_late() and ahead.verify_some(run):
            pass
        commit(self.env)
        return reading.take()

    def _look_at_page(self, backend, page, started):
        """Look at a page of the index for something else; a room extends it.

        :param IndexPage page: see `sync.scan`
        :param started: what was pushed later is newer than the index
        """

    def _record(self, run, step):
        # Where reading broke off, the next run reads it again, one over chosen products as well.
        if not step.store_error:
            run.backend_id.scanned_at = fields.Datetime.now()
        bindings = self.env["medusa.product.binding"].browse(step.work or ()).exists()
        return Record([self._make_line(binding) for binding in bindings])

    def _make_line(self, binding):
        """Return the line that tells of another tool at work: its product is pushed again."""
        return Line(
            "remade",
            binding,
            name=binding.name,
            medusa_id=binding.medusa_id,
            vals={"result": "warning"},
        )

    def _read_bound(self, backend, page):
        """Return (Medusa id, binding's id, external id) of each product between a page's ends.

        Of the end of the index, where all are gone, none is read: they may be many.

        :param IndexPage page: see `sync.scan`
        """
        if not page.ids:
            return []
        return self.env.execute_query(
            SQL(
                """
                SELECT medusa_id, id, external_id
                  FROM medusa_product_binding
                 WHERE backend_id = %s AND medusa_id ~>~ %s AND medusa_id ~<=~ %s
                """,
                backend.id, page.after, page.until,
            )
        )  # fmt: skip

    def _mark_lost(self, backend, page, started, changed):
        """Let the products be pushed again that aren't on their page, or not as they were.

        That is one that is gone or another database marked, and one whose variant is gone: another
        tool made it anew, without what was pushed of it. Prices, levels and texts of the new one
        follow when its product has told its id. What else somebody changed isn't looked at.

        Both sides are in the order of the ids, so a page is compared with its own range alone: by
        `~>~`, which compares bytes as the store does, and has an index.
        A wrong mark does no harm: a push reads the store before it writes.

        :param IndexPage page: see `sync.scan`
        :param started: bindings that were pushed later (in whole seconds, as Odoo keeps times) are
            newer than the index
        :param changed: ids of bindings, see `_find_changed_by_others`
        :return: the ids of their bindings
        :rtype: set[int]
        """
        forgotten = SQL(", ").join(SQL("%s = NULL", SQL.identifier(f"{s}_hash")) for s in SECTIONS)
        end = SQL() if page.until is None else SQL("AND medusa_id ~<=~ %s", page.until)
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE medusa_product_binding
                   SET state = 'pending', %s
                 WHERE backend_id = %s AND state = 'synced' AND medusa_id ~>~ %s %s
                   AND (NOT medusa_id = ANY(%s) OR medusa_id = ANY(%s) OR id = ANY(%s))
                   AND (last_push IS NULL OR last_push <= %s)
             RETURNING id
                """,
                forgotten, backend.id, page.after, end, page.ids, page.strange, changed, started,
            )
        )  # fmt: skip
        ids = {row[0] for row in rows}
        self.env["medusa.product.binding"].browse(ids).invalidate_recordset()
        return ids

    def _find_changed_by_others(self, bound, page):
        """Return the bindings of a page of which the store lacks a variant, or lost its stock.

        A variant's item is looked for only where it is known and the store was told to count it.

        :param bound: see `_read_bound`
        :param IndexPage page: see `sync.scan`
        :rtype: list[int]
        """
        present = set(page.ids)
        ids = [key for medusa_id, key, _external_id in bound if medusa_id in present]
        if not ids:
            return []
        # By their products' keys: in one query with these, PostgreSQL would read all variants.
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_binding_id, medusa_id, is_stocked, inventory_item_id
                  FROM medusa_variant_binding
                 WHERE product_binding_id = ANY(%s)
                """,
                ids,
            )
        )
        items = {}
        for variant_id, item_id in page.variants:
            items.setdefault(variant_id, set()).add(item_id)
        changed = {
            key
            for key, medusa_id, is_stocked, item_id in rows
            if medusa_id not in items
            or (is_stocked and item_id is not None and item_id not in items[medusa_id])
        }
        return sorted(changed)

    def _keep_candidates(self, backend, claims):
        """Remember, for products without a binding, which ones claim their id in metadata.

        :param dict claims: {external id: ids of the store's products}
        """
        claims = claims and self._leave_out_known(backend, claims)
        if not claims:
            return
        present = {
            binding.external_id: binding
            for binding in self.env["medusa.product.binding"].search(
                [("backend_id", "=", backend.id), ("external_id", "in", list(claims))]
            )
        }
        selected = self._get_selected(backend, [key for key in claims if key not in present])
        self.env["medusa.product.push"]._create_first(
            [
                {
                    "backend_id": backend.id,
                    "product_tmpl_id": product.id,
                    "external_id": str(product.id),
                    "name": product.name,
                    "candidates": sorted(claims[str(product.id)]),
                }
                for product in selected
            ]
        )
        for key, binding in present.items():
            self._extend_candidates(binding, claims[key])

    def _leave_out_known(self, backend, claims):
        """Return the claims on products of which it isn't known what they are in the store.

        Of most it is: none of their records is read.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT external_id FROM medusa_product_binding
                 WHERE backend_id = %s AND medusa_id != '' AND external_id = ANY(%s)
                """,
                backend.id, list(claims),
            )
        )  # fmt: skip
        return {key: claims[key] for key in claims.keys() - {row[0] for row in rows}}

    def _extend_candidates(self, binding, ids):
        merged = sorted({*(binding.candidates or []), *ids})
        if merged != binding.candidates:
            binding.candidates = merged

    def _get_selected(self, backend, keys):
        """Return the products among the keys that the store selects.

        A product of the store that Odoo doesn't select was never pushed: it isn't ours to touch.
        """
        # Keys come from the store: a number beyond PostgreSQL's integers is no product's id.
        ids = [int(key) for key in keys if len(key) < 10]
        selected = backend._search_selection(Domain("id", "in", ids))
        return self.env["product.template"].browse(list(selected))
