import math
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import accumulate

from odoo import models

from ...sync.chunk import run_chunk
from ...sync.failures import StoreError
from ...sync.lanes import Flight
from ...sync.push import ChunkPush
from ...sync.result import ChunkResult
from ..core.deadline import Deadline
from ..core.locks import claim
from ..core.sentence import keep
from ..core.transaction import commit
from ..run.phase import Record, Step
from .ahead import get_ahead
from .changed import prepare_changes
from .claims import get_claim_space
from .selected import search_free

# Products per push. The store's throughput is flat from 100 to 250 products a call, and 200
# stored ids still fit into one URL of a read (docs/medusa-api.md#urls-are-limited).
PUSH_CHUNK = 200
# Variants per push: of a product with hundreds of them, a few are enough for some seconds.
CHUNK_VARIANTS = 2000
# Products whose payload is rebuilt and compared at once: bounds the memory of a verification.
VERIFY_CHUNK = 1000
# Ranges that each worker has to do, one after the other: none waits for long for the last one.
RANGES_PER_WORKER = 4
LARGEST_RANGE = 5000
# Seconds after which a chunk begins no further product that needs requests of its own: a worker
# has a time limit (Odoo's limit_time_real, 120 s by default).
CHUNK_SECONDS = 30


@dataclass
class Preparation:
    """What is known of a chunk before its products are sent.

    :param make_chunk: makes a `ChunkPush` for a client
    :param list outcomes: of products that can't be pushed
    :param dict revisions: see `PushWork`
    :param list late: jobs that are left for another call
    :param list busy: ids of products that another process pushes right now
    :param int gone: how many left the selection
    :param store_error: why nothing of it can be sent
    """

    make_chunk: Callable
    outcomes: list
    revisions: dict
    late: list = field(default_factory=list)
    busy: list = field(default_factory=list)
    gone: int = 0
    store_error: Exception | None = None


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
        text = keep(self.env)._(
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
        return len(search_free(run.backend_id))

    def _begin(self, run):
        if run.scope == "products":
            # Pushed whatever changed.
            return {"after": None, "backlog": run.chosen or []}
        get_ahead(run).settle(run.write_count)
        return {"after": 0, "backlog": []}

    def _divide(self, run, workers):
        """Cut the products by their ids; the last range takes what is made meanwhile."""
        query = search_free(run.backend_id)
        query.order = "id"
        ids = list(query)
        size = max(math.ceil(len(ids) / (workers * RANGES_PER_WORKER)), PUSH_CHUNK)
        size = min(size, LARGEST_RANGE)
        ends = ids[size - 1 :: size]
        return [
            {"after": after, "until": until, "backlog": []}
            for after, until in zip([0, *ends], [*ends, None], strict=True)
        ]

    def _take_off(self, run, lanes, cursor):
        """Prepare a part of the backlog when it fills a call, else look at further products."""
        flying = lanes.keys
        waiting = [key for key in cursor["backlog"] if key not in flying]
        if len(waiting) < PUSH_CHUNK:
            further = self._look_further(run, lanes, cursor, waiting)
            if further:
                return further
        if waiting:
            return self._prepare(run, lanes, cursor, waiting)
        return None if flying else Step(None)

    def _land(self, run, lanes, flight, cursor):
        """Pass on the values that were in the way, and say what became of the chunk."""
        preparation = flight.data
        result = self.env["medusa.product.uniques"]._settle(
            run.backend_id, lanes, flight, preparation.make_chunk
        )
        result.outcomes = [*preparation.outcomes, *result.outcomes]
        result.deferred += preparation.late
        result.busy = preparation.busy
        deferred = [int(job.external_id) for job in result.deferred]
        looked_at = len(result.outcomes)
        left = [key for key in cursor["backlog"] if key not in flight.keys]
        return Step(
            {**cursor, "backlog": deferred + left},
            PushWork(result, preparation.revisions),
            looked_at=looked_at,
            done=preparation.gone + looked_at + len(result.busy),
            store_error=result.store_error,
            flight=flight,
        )

    def _record(self, run, step):
        work = step.work
        if not work:
            return Record()
        record = self.env["medusa.product.recorder"]._record_push(
            run.backend_id, work.result.outcomes, work.revisions, run.trigger == "button"
        )
        record.counts["skipped"] += len(work.result.busy)
        # In the order in which it was written: what a first attempt freed, then what followed.
        record.changes = [*prepare_changes(work.result.begun), *record.changes]
        return record

    # === PUSH === #

    def _prepare(self, run, lanes, cursor, waiting):
        """Return the push of the next products that nobody else pushes now, ready to begin.

        :param list[int] waiting: the part of the backlog of which nothing is under way
        :return: a `Flight`, or a `Step` where nothing is left to push of them
        """
        backend = run.backend_id
        now = self._cut_backlog(backend, waiting)
        # They may wait here for long: what left the selection since then, or is held back by now,
        # is not pushed any more.
        selected = set(search_free(backend, [("id", "in", now)]))
        wanted = [key for key in now if key in selected]
        if not wanted:
            left = [key for key in cursor["backlog"] if key not in now]
            return Step({**cursor, "backlog": left}, done=len(now))
        with ExitStack() as stack:
            keys = stack.enter_context(claim(self.env, get_claim_space(backend), wanted))
            preparation, jobs = self._prepare_claimed(run, lanes, keys)
            if preparation.store_error:
                return self._give_up(cursor, preparation, stack)
            preparation.busy = [str(key) for key in wanted if key not in keys]
            preparation.gone = len(now) - len(wanted)
            return Flight(
                self._name.removeprefix("medusa.phase."),
                lambda client: run_chunk(preparation.make_chunk, client, jobs),
                frozenset(now),
                preparation,
                stack.pop_all(),
            )

    def _cut_backlog(self, backend, backlog):
        """Return the ids to push now.

        Products that are in the store and those that aren't go apart: the first are read by their
        id, the others by their external_id, so that a chunk is read in one request.
        """
        ids = backlog[: PUSH_CHUNK * 2]
        bound = self.env["medusa.product.binding"].search_fetch(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", ids)],
            ["product_tmpl_id", "medusa_id", "failure_type", "tries"],
        )
        present = bound.filtered("medusa_id").product_tmpl_id
        is_present = ids[0] in present.ids
        alike = [key for key in ids if (key in present.ids) == is_present]
        # What took the store too long comes again in smaller chunks.
        late = bound.filtered(lambda binding: binding.failure_type == "timeout")
        halvings = max(
            late.filtered(lambda b: b.product_tmpl_id.id in alike).mapped("tries") or [0]
        )
        count = max(PUSH_CHUNK >> halvings, 1)
        return alike[: self._count_affordable(alike[:count])]

    def _count_affordable(self, ids):
        """Return how many of the products fit into a chunk by their variants, at least one."""
        groups = self.env["product.product"]._read_group(
            [("product_tmpl_id", "in", ids)], ["product_tmpl_id"], ["__count"]
        )
        variants = {product.id: count for product, count in groups}
        sums = accumulate(variants.get(key, 0) for key in ids)
        return max(sum(total <= CHUNK_VARIANTS for total in sums), 1)

    def _prepare_claimed(self, run, lanes, template_ids):
        """Prepare the push of products that nobody else pushes now.

        :return: (`Preparation`, jobs for the engine)
        """
        backend, push = run.backend_id, self.env["medusa.product.push"]
        products = self.env["product.template"].browse(template_ids)
        jobs, failed, revisions = push._prepare_jobs(backend, products, run.force)
        databases, written = backend._get_databases(), self.env["medusa.written"]
        keeping = run._keeps_changes(), written._get_note(run), written._lists_creations(run)
        commit(self.env)

        def make_chunk(client):
            late = Deadline(CHUNK_SECONDS)
            return ChunkPush(client, databases, late, time.monotonic, *keeping)

        preparation = Preparation(make_chunk, failed, revisions)
        try:
            ready, refused, late = push._provide(backend, lanes, jobs, Deadline(CHUNK_SECONDS))
        except StoreError as error:
            preparation.store_error = error.error
            return preparation, []
        preparation.outcomes += refused
        preparation.late += late
        commit(self.env)
        return preparation, ready

    def _give_up(self, cursor, preparation, stack):
        """Return what came of a chunk that was never sent: the store fails as a whole."""
        result = ChunkResult(preparation.outcomes, store_error=preparation.store_error)
        return Step(
            cursor,
            PushWork(result, preparation.revisions),
            looked_at=len(preparation.outcomes),
            store_error=result.store_error,
            held=stack.pop_all(),
        )
