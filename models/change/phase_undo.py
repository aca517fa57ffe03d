import time
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from odoo import models

from ...sync.lanes import Flight
from ...sync.pictures import get_checksum
from ...sync.sections import SECTIONS
from ...sync.undo import UndoResult, make_job, run_undo
from ...sync.undo_plan import NAMED
from ..core.locks import claim
from ..core.sentence import keep
from ..core.transaction import commit
from ..product.claims import get_claim_space
from ..run.phase import Record, Step
from ..run.walk import Part
from .history import find_products, merge
from .rows import MADE

# Products per call: as many as a push sends.
CHUNK = 200
# What a binding says of what the store holds.
_HASHES = ("revision", *(f"{name}_hash" for name in SECTIONS))


@dataclass
class UndoWork:
    """What became of a chunk.

    :param former: {id of a binding: what it said of the store before}
    :param changes: {external_id: ids of `medusa.sync.change`}
    :param left: {external_id: why nothing of the product can be brought back}
    :param result: None where nothing was to be sent
    """

    former: dict
    changes: dict
    left: dict
    result: UndoResult | None = field(default=None)


class MedusaPhaseUndo(models.AbstractModel):
    """Brings back what a run overwrote of products, where the store still holds what it wrote."""

    _name = "medusa.phase.undo"
    _description = "Undoing a Medusa Run"
    _inherit = ["medusa.walk"]

    _tells_of_the_store = True

    def _count(self, run):
        return len(find_products(run, run.undone_run_id, 0))

    def _take_part(self, run, lanes, cursor, after):
        keys = find_products(run, run.undone_run_id, after, CHUNK)
        if not keys:
            return None
        backend = run.backend_id
        with ExitStack() as stack:
            space = get_claim_space(backend)
            claimed = stack.enter_context(claim(self.env, space, keys, wait=True))
            if len(claimed) < len(keys):
                # Another process is still at it.
                return None if lanes.flights else Step(cursor)
            part = Part(after, keys[-1], count=len(keys))
            jobs, part.work = self._prepare(run, keys)
            databases = backend._get_databases()
            commit(self.env)
            held = stack.pop_all()
        if not jobs:
            part.held = held
            return part
        return Flight(
            "undo",
            lambda client: run_undo(client, databases, time.monotonic, jobs),
            frozenset(keys),
            part,
            held,
        )

    def _get_result(self, flight):
        work, result = flight.data.work, flight.result
        error = result.result.store_error
        if error:
            # What went through is found as it should be when the run is undone again.
            raise error
        work.result = result
        return work, None

    def _record(self, run, step):
        if not step.work:
            return Record()
        return self.env["medusa.undo.recorder"]._record(run, step.work)

    # === WHAT IS SENT === #

    def _prepare(self, run, keys):
        """Return (jobs, `UndoWork`); from now on the bindings claim nothing of the store.

        :param list[int] keys: ids of products
        """
        backend, names = run.backend_id, [str(key) for key in keys]
        found = self.env["medusa.sync.change"].search(
            [
                ("run_id", "=", run.undone_run_id.id),
                ("kind", "=", "product"),
                ("external_id", "in", names),
            ]
        )
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("external_id", "in", names)]
        )
        changes = found.grouped("external_id")
        lost, again = self._find_lost_urls(backend, found), self._find_remade(run)
        left = self._find_left(backend, changes)
        wanted = {key: rows for key, rows in changes.items() if key not in left}
        jobs = [self._prepare_job(key, rows, lost, again) for key, rows in wanted.items()]
        former = {
            binding.id: {name: binding[name] for name in _HASHES}
            for binding in bindings
            if binding.external_id not in left
        }
        # Until it is recorded: whatever becomes of it, the next push looks at all of it.
        touched = bindings.filtered(lambda binding: binding.id in former)
        touched.write(dict.fromkeys(_HASHES, False))
        if run.undo_then != "push":
            touched._hold(run)
        ids = {key: rows.ids for key, rows in changes.items()}
        return jobs, UndoWork(former, ids, left)

    def _find_left(self, backend, changes):
        """Return {external_id: sentence} of the products that are left as they are.

        :param dict changes: {external_id: `medusa.sync.change`}
        """
        _, left = keep(self.env)._, {}
        for key, rows in changes.items():
            if any(row.operation == "delete" and not row.is_unsure for row in rows):
                left[key] = _("The run deleted it in the store: that can't be undone.")
        unsure = [
            key
            for key, rows in changes.items()
            if key not in left
            and set(MADE) & set(rows.mapped("operation"))
            and all(rows.mapped("is_unsure"))
        ]
        if unsure:
            later = self.env["medusa.sync.change"].search(
                [
                    ("backend_id", "=", backend.id),
                    ("kind", "=", "product"),
                    ("external_id", "in", unsure),
                    ("operation", "in", MADE),
                    ("is_unsure", "=", False),
                ]
            )
            for row in later.filtered(
                lambda row: row.run_id.id > changes[row.external_id].run_id.id
            ):
                left[row.external_id] = _("Another run created it: %s.", row.run_id.display_name)
        return left

    def _find_remade(self, run):
        """Return {id that a category or the like had: the one that it has by now}."""
        rows = self.env["medusa.sync.change"].search(
            [("backend_id", "=", run.backend_id.id), ("remade_id", "!=", False)], order="id"
        )
        return {row.medusa_id: row.remade_id for row in rows}

    def _prepare_job(self, key, rows, lost_urls, again):
        is_made = bool(set(MADE) & set(rows.mapped("operation")))
        last = rows[-1]
        medusa_id = next((row.medusa_id for row in reversed(rows) if row.medusa_id), None)
        former = [_rename(row, again) for row in merge(rows)]
        return make_job(key, medusa_id, last.name, former, is_made, lost_urls)

    def _find_lost_urls(self, backend, changes):
        """Return the URLs of pictures whose files were deleted since, as far as Odoo made them."""
        urls = set()
        for change in changes:
            for name, _variant, store, _odoo in change.changes or ():
                if name in ("images", "thumbnail") and store:
                    urls.update(store if isinstance(store, list) else [store])
        ours = {url for url in urls if get_checksum(url)}
        mine = [("backend_id", "=", backend.id), ("url", "in", list(ours))]
        return ours - set(self.env["medusa.picture"].search(mine).mapped("url"))


def _rename(row, again):
    """Return a difference that names what a product had before by the ids that it has by now."""
    if row.field not in NAMED or not row.store:
        return row
    if isinstance(row.store, list):
        return replace(row, store=[again.get(key, key) for key in row.store])
    return replace(row, store=again.get(row.store, row.store))
