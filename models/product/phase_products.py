import time
from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from odoo import models

from ...sync.failures import StoreError
from ...sync.push import ChunkPush
from ...sync.result import ChunkResult
from ..core.locks import claim
from ..core.transaction import commit
from ..run.phase import Record, Step
from .claims import get_claim_space

# Products per push. The store's throughput is flat from 100 to 250 products a call, and 200
# stored ids still fit into one URL of a read (docs/medusa-api.md#urls-are-limited).
PUSH_CHUNK = 200
# Products whose payload is rebuilt and compared at once: bounds the memory of a verification.
VERIFY_CHUNK = 500
# Seconds after which a chunk begins no further product that needs requests of its own: a worker
# has a time limit (Odoo's limit_time_real, 120 s by default).
CHUNK_SECONDS = 30


@dataclass
class PushWork:
    """What a chunk's push came to.

    :param dict revisions: {external id: revision of the product that was pushed}
    """

    result: ChunkResult
    revisions: dict[str, str] = field(default_factory=dict)


class MedusaPhaseProducts(models.AbstractModel):
    """Walks over the products by their id, and pushes those that have something to push.

    Its cursor is the last id that was looked at, and the backlog: what was found to need a push.
    Changes that are spread thinly over the catalogue go out together.
    """

    _name = "medusa.phase.products"
    _description = "Pushing Products to Medusa"
    _inherit = ["medusa.phase"]

    _tells_of_the_store = True

    def _get_refusal(self, run):
        """Refuse a store whose texts can't be read, before any product says so by itself."""
        backend = run.backend_id
        languages = {backend.lang, backend.product_domain_lang or backend.lang}
        missing = languages - set(dict(self.env["res.lang"].get_installed()))
        if not missing:
            return None
        text = self.env._(
            "The language %(code)s of %(store)s is switched off in Odoo. Activate it again, or "
            "choose another language in the store's settings and save its selection of products "
            "anew.",
            code=", ".join(sorted(missing)),
            store=backend.name,
        )
        return "configuration", text

    def _count(self, run):
        if run.scope == "products":
            return len(run.chosen or [])
        return len(run.backend_id._search_selection())

    def _begin(self, run):
        if run.scope == "products":
            # Pushed whatever changed.
            return {"after": None, "backlog": run.chosen or []}
        return {"after": 0, "backlog": []}

    def _step(self, run, client, cursor):
        """Push a part of the backlog when it fills a call, else look at further products."""
        backlog, after = cursor["backlog"], cursor["after"]
        if len(backlog) < PUSH_CHUNK and after is not None:
            ids = self._get_next(run.backend_id, after)
            if ids:
                return self._look_at(run.backend_id, ids, backlog)
        if backlog:
            return self._push(run, client, cursor)
        return Step(None)

    def _record(self, run, step):
        work = step.work
        if not work:
            return Record()
        record = self.env["medusa.product.recorder"]._record_push(
            run.backend_id, work.result.outcomes, work.revisions, run.trigger == "button"
        )
        record.counts["skipped"] += len(work.result.busy)
        return record

    # === WHAT IS TO BE PUSHED === #

    def _get_next(self, backend, after):
        query = backend._search_selection([("id", ">", after)])
        query.order, query.limit = "id", VERIFY_CHUNK
        return list(query)

    def _look_at(self, backend, ids, backlog):
        """Add those of the products to the backlog that have something to push."""
        stale = self.env["medusa.product.changes"]._find_stale(backend, ids)
        left = set(ids) - set(stale)
        failed = self._count_still_failed(backend, left)
        return Step(
            {"after": ids[-1], "backlog": backlog + stale},
            looked_at=len(ids),
            done=len(left),
            counts=Counter(unchanged=len(left) - failed, skipped=failed),
        )

    def _count_still_failed(self, backend, ids):
        """Return how many of the products wait, for their next try or for a mended product."""
        return self.env["medusa.product.binding"].search_count(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", list(ids)),
                ("state", "=", "error"),
            ]
        )

    # === PUSH === #

    def _push(self, run, client, cursor):
        backend = run.backend_id
        now, later = self._cut_backlog(backend, cursor["backlog"])
        # They may wait here for long: what left the selection since then is not pushed any more.
        selected = set(backend._search_selection([("id", "in", now)]))
        gone = len(now) - len(selected)
        now = [key for key in now if key in selected]
        if not now:
            return Step({**cursor, "backlog": later}, done=gone)
        with ExitStack() as stack:
            keys = stack.enter_context(claim(self.env, get_claim_space(backend), now))
            work = self._push_claimed(run, client, keys)
            work.result.busy = [key for key in now if key not in keys]
            deferred = [int(job.external_id) for job in work.result.deferred]
            looked_at = len(work.result.outcomes)
            return Step(
                {**cursor, "backlog": deferred + later},
                work,
                looked_at=looked_at,
                done=gone + looked_at + len(work.result.busy),
                store_error=work.result.store_error,
                held=stack.pop_all(),
            )

    def _cut_backlog(self, backend, backlog):
        """Return (ids to push now, ids for later).

        Products that are in the store and those that aren't go apart: the first are read by their
        id, the others by their external_id, so that a chunk is read in one request.
        """
        ids = backlog[: PUSH_CHUNK * 2]
        bound = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", ids),
                ("medusa_id", "!=", False),
            ]
        )
        bound_ids = set(bound.product_tmpl_id.ids)
        is_bound = ids[0] in bound_ids
        now = [key for key in ids if (key in bound_ids) == is_bound][:PUSH_CHUNK]
        chosen = set(now)
        return now, [key for key in backlog if key not in chosen]

    def _push_claimed(self, run, client, template_ids):
        """Push products that nobody else pushes now."""
        backend, push = run.backend_id, self.env["medusa.product.push"]
        products = self.env["product.template"].browse(template_ids)
        jobs, failed, revisions = push._prepare_jobs(backend, products, run.force)
        databases = backend._get_databases()
        commit(self.env)
        deadline = time.monotonic() + CHUNK_SECONDS

        def is_late():
            return time.monotonic() > deadline

        try:
            ready, refused, late = push._provide(backend, client, jobs, is_late)
        except StoreError as error:
            return PushWork(ChunkResult(failed, store_error=error.error), revisions)
        commit(self.env)

        def make_chunk():
            return ChunkPush(client, databases, is_late, time.monotonic)

        uniques = self.env["medusa.product.uniques"]
        result = uniques._run(make_chunk, backend, client, ready)
        result.outcomes = [*failed, *refused, *result.outcomes]
        result.deferred += late
        return PushWork(result, revisions)
