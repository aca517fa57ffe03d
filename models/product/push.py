import logging
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from odoo import fields, models
from odoo.service.model import retrying
from odoo.tools import SQL

from ...sync.job import SECTIONS, ConflictError, Job, Outcome, StoreError
from ...sync.push import ChunkPush
from ...tools import commit
from ..core.failure_mixin import RETRYABLE_TYPES

_logger = logging.getLogger(__name__)

# Seconds after which a chunk begins no further product that needs requests of its own: a worker
# has a time limit (Odoo's limit_time_real, 120 s by default).
_CHUNK_SECONDS = 30


@dataclass
class PushResult:
    """What became of a chunk.

    :param outcomes: one for each product that was decided
    :param busy: external ids that another process pushes right now
    :param deferred: ids of templates that were left for another call
    :param store_error: why the whole store failed, or None
    """

    outcomes: list[Outcome] = field(default_factory=list)
    busy: list[str] = field(default_factory=list)
    deferred: list[int] = field(default_factory=list)
    store_error: StoreError | None = None
    requests: int = 0
    writes: int = 0


class MedusaProductPush(models.AbstractModel):
    """Pushes a chunk of products and records what came of it.

    It runs on a cursor of its own and commits: before the network, so that no transaction is open
    while the store is waited for, and after it, so that nothing of the outcome can be rolled back.
    """

    _name = "medusa.product.push"
    _description = "Medusa Product Push"

    def _push(self, backend, template_ids, run, force=False):
        """Push products to a store.

        :param backend: `medusa.backend`
        :param template_ids: ids of selected `product.template` records
        :param run: the `medusa.sync.run` that the outcome is recorded on
        :param bool force: send everything, whatever changed
        :rtype: PushResult
        """
        by_key = {str(template_id): template_id for template_id in template_ids}
        with self._claim(backend, list(by_key)) as claimed:
            result = PushResult(busy=[key for key in by_key if key not in claimed])
            products = self.env["product.template"].browse(by_key[key] for key in claimed)
            client = backend._get_client()
            databases = backend._get_databases()
            jobs, result.outcomes, revisions = self._prepare_jobs(backend, products, force)
            commit(self.env)
            deadline = time.monotonic() + _CHUNK_SECONDS
            with client:
                chunk = ChunkPush(client, databases, lambda: time.monotonic() > deadline)
                result.outcomes += self._push_jobs(backend, client, chunk, jobs)
            self._keep_chunk(result, chunk, client)
            result.deferred = [by_key[job.external_id] for job in chunk.deferred]
            self._record(backend, run, result, revisions)
        return result

    def _push_jobs(self, backend, client, chunk, jobs):
        """Bring the jobs' pictures into the store, then push them; return the outcomes."""
        uploads = self.env["medusa.picture.upload"]
        try:
            errors, late = uploads._provide(backend, client, jobs, chunk.is_late)
        except StoreError as error:
            chunk.store_error = error
            return []
        chunk.deferred += late
        failed = [
            Outcome(job, error=errors[job.external_id]) for job in jobs if job.external_id in errors
        ]
        ready = [job for job in jobs if job.external_id not in errors and job not in late]
        return failed + (chunk.run(ready) if ready else [])

    def _keep_chunk(self, result, chunk, client):
        result.store_error = chunk.store_error
        result.requests = client.requests
        result.writes = client.writes

    def _find_changed(self, backend, template_ids):
        """Return those of the products whose payload isn't the one that was pushed, or refused.

        No request is made: this is what makes verifying a whole catalogue cheap.

        :param backend: `medusa.backend`
        :param template_ids: ids of products that have a binding
        :rtype: set[int]
        """
        serializer = self.env["medusa.product.serializer"]
        products = self.env["product.template"].browse(template_ids)
        bindings = self.env["medusa.product.binding"]
        bindings = bindings.search_fetch(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", template_ids)],
            ["product_tmpl_id", "failed_hash", *bindings._get_hash_fields()],
        )
        known = {
            binding.product_tmpl_id.id: binding.failed_hash
            or "".join(str(binding[name]) for name in bindings._get_hash_fields())
            for binding in bindings
        }
        payloads, failed = self._prepare_payloads(backend, products)
        changed = {
            key for key, payload in payloads.items()
            if "".join(serializer._get_hashes(payload).values()) != known.get(key)
        }  # fmt: skip
        return changed | {int(outcome.job.external_id) for outcome in failed}

    # === CLAIM === #

    @contextmanager
    def _claim(self, backend, keys):
        """Hold the products while they are pushed; yield the keys that nobody else holds.

        An advisory lock needs no row, holds over commits, is never waited for, and ends with the
        connection: a killed process leaves nothing behind. No user's transaction asks for it.
        """
        claimed = self._lock(backend, keys)
        try:
            yield claimed
        finally:
            # What an error left open must not be committed with the release.
            self.env.cr.rollback()
            self._unlock(backend, claimed)

    def _lock(self, backend, keys):
        rows = self.env.execute_query(
            SQL(
                "SELECT key FROM unnest(%s::text[]) key WHERE pg_try_advisory_lock(%s, key::int)",
                list(keys), backend._get_lock_space(),
            )
        )  # fmt: skip
        # The snapshot of this transaction may be older than the locks: what another process
        # committed before it let go must be seen.
        commit(self.env)
        return [row[0] for row in rows]

    def _unlock(self, backend, keys):
        self.env.execute_query(
            SQL(
                "SELECT pg_advisory_unlock(%s, key::int) FROM unnest(%s::text[]) key",
                backend._get_lock_space(), list(keys),
            )
        )  # fmt: skip
        commit(self.env)

    # === PREPARE === #

    def _prepare_jobs(self, backend, products, force):
        """Return (jobs, outcomes of products that can't be pushed, {external id: revision})."""
        products = products.exists()
        bindings = self._ensure_bindings(backend, products)
        payloads, outcomes = self._prepare_payloads(backend, products)
        jobs = []
        for product in products:
            payload = payloads.get(product.id)
            if payload is not None:
                jobs.append(self._prepare_job(bindings[product.id], payload, force))
        own_terms = frozenset(term.medusa_id for term in backend.term_ids if term.medusa_id)
        for job in jobs:
            job.own_terms = own_terms
        revisions = {str(product.id): product.medusa_revision for product in products}
        return jobs, outcomes, revisions

    def _prepare_payloads(self, backend, products):
        """Return the payloads, and a failed outcome for each product that has none.

        One product that trips over an extension's code must not stop the others.
        """
        serializer = self.env["medusa.product.serializer"]
        payloads, outcomes = {}, []
        try:
            with self.env.cr.savepoint():
                return serializer._prepare_payloads(backend, products), []
        except Exception:  # noqa: BLE001 found out one by one below
            _logger.debug("One of these products has no payload", exc_info=True)
        for product in products:
            try:
                with self.env.cr.savepoint():
                    payloads |= serializer._prepare_payloads(backend, product)
            except Exception as error:  # noqa: BLE001 any extension's
                _logger.warning("Product %s has no payload", product.id, exc_info=True)
                job = Job(str(product.id), {})
                outcomes.append(Outcome(job, operation="push", error=error))
        return payloads, outcomes

    def _ensure_bindings(self, backend, products):
        """Return {template id: binding}; new ones keep the handle before it is used."""
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", products.ids)]
        )
        present = {binding.product_tmpl_id.id: binding for binding in bindings}
        created = bindings._create_first(
            [
                {
                    "backend_id": backend.id,
                    "product_tmpl_id": product.id,
                    "external_id": str(product.id),
                    "name": product.name,
                }
                for product in products
                if product.id not in present
            ]
        )
        return present | {binding.product_tmpl_id.id: binding for binding in created}

    def _prepare_job(self, binding, payload, force):
        """Return what the comparison with the store needs to know of a product."""
        if not binding.handle:
            binding.handle = payload["handle"]
        payload["handle"] = binding.handle
        hashes = self.env["medusa.product.serializer"]._get_hashes(payload)
        known = {name: binding[f"{name}_hash"] for name in hashes}
        came_back = binding.state == "withdrawn"
        return Job(
            external_id=binding.external_id,
            payload=payload,
            medusa_id=binding.medusa_id or None,
            candidates=binding.candidate_ids or [],
            variant_ids={v.external_id: v.medusa_id for v in binding.variant_binding_ids},
            channel_ids=binding.channel_ids or [],
            currencies=binding.currencies or [],
            sections=SECTIONS
            if came_back
            else frozenset(name for name, value in hashes.items() if value != known[name]),
            force=force,
            former_picture_urls=binding.picture_ids.mapped("url"),
            owns_pictures=binding.backend_id.owns_pictures,
            warnings=list(payload["warnings"]),
        )

    # === RECORD === #

    def _record(self, backend, run, result, revisions):
        """Write down what happened, so that no rollback takes it away.

        A user may delete a product meanwhile, which empties its binding: then the writing is
        repeated on the new state.
        """

        def record():
            run._record_outcomes(result)
            self._record_bindings(backend, result.outcomes, revisions)
            run._create_logs(result.outcomes)

        self._retry_on_conflict(record)

    def _retry_on_conflict(self, record):
        """Call `record` and commit; again if another transaction was in between."""
        retrying(record, self.env)
        commit(self.env)

    def _record_bindings(self, backend, outcomes, revisions):
        bindings = self._get_bindings(backend, outcomes)
        pictures = self._get_pictures(backend, outcomes)
        variants = {}
        for outcome in outcomes:
            binding = bindings.get(outcome.job.external_id)
            if not binding:
                continue
            revision = revisions.get(outcome.job.external_id)
            if outcome.error:
                binding.write(self._prepare_failed_vals(binding, outcome, revision))
            else:
                binding.write(self._prepare_pushed_vals(outcome, revision))
                if outcome.job.wants_pictures:
                    self._record_pictures(binding, outcome, pictures)
                variants[binding] = outcome
        self._record_variants(variants)
        self._schedule_retry(bindings.values())

    def _get_bindings(self, backend, outcomes):
        keys = [outcome.job.external_id for outcome in outcomes]
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("external_id", "in", keys)]
        )
        return {binding.external_id: binding for binding in bindings}

    def _prepare_pushed_vals(self, outcome, revision):
        """Return the fields of a binding whose product is in the store as Odoo wants it."""
        payload = outcome.job.payload
        hashes = self.env["medusa.product.serializer"]._get_hashes(payload)
        return {
            "state": "synced",
            "name": payload["product"]["title"],
            "medusa_id": outcome.medusa_id,
            "store_status": outcome.status,
            "revision": revision,
            **{f"{name}_hash": value for name, value in hashes.items()},
            "failed_hash": False,
            "channel_ids": payload["channels"],
            "currencies": self._get_currencies(payload),
            "candidate_ids": False,
            "last_push": fields.Datetime.now(),
            "tries": 0,
            "next_try": False,
            **self.env["medusa.failure.mixin"]._clear_failure_vals(),
        }

    def _get_currencies(self, payload):
        """Return the currencies of a payload's prices, lower case."""
        prices = (price for row in payload["variants"] for price in row["prices"])
        return sorted({price["currency_code"] for price in prices})

    def _prepare_failed_vals(self, binding, outcome, revision):
        """Return the fields of a binding whose product could not be pushed.

        Time may mend some failures: they get a next try. The others wait until the payload is
        another one, and the failed hash tells which one was refused.
        """
        error = outcome.error
        tries = binding.tries + 1
        failure = self.env["medusa.failure.mixin"]._prepare_failure_vals(error)
        vals = {
            "state": "conflict" if isinstance(error, ConflictError) else "error",
            "revision": revision,
            "tries": tries,
            "next_try": False,
            "failed_hash": self._get_payload_hash(outcome.job.payload),
            **failure,
        }
        if failure["failure_type"] in RETRYABLE_TYPES:
            retry_after = getattr(error, "retry_after", None)
            vals["next_try"] = binding._get_retry_time(tries, retry_after)
        if isinstance(error, ConflictError) and error.kind == "candidates":
            vals["candidate_ids"] = error.details
        return vals

    def _get_payload_hash(self, payload):
        # An error of the serializer left none, and a withdrawal needs none.
        if "external_id" not in payload:
            return False
        return "".join(self.env["medusa.product.serializer"]._get_hashes(payload).values())

    def _get_pictures(self, backend, outcomes):
        """Return {checksum: picture in the store} of all that these products show."""
        payloads = [outcome.job.payload for outcome in outcomes]
        keys = {row["key"] for payload in payloads for row in payload.get("pictures") or []}
        if not keys:
            return {}
        pictures = self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("checksum", "in", list(keys)), ("url", "!=", False)]
        )
        return {picture.checksum: picture for picture in pictures}

    def _record_pictures(self, binding, outcome, pictures):
        """Remember which pictures the product shows: the others may be deleted in the store.

        :param dict pictures: see `_get_pictures`
        """
        warning = "\n".join(outcome.job.warnings) or False
        if warning != binding.warning:
            binding.warning = warning
        rows = outcome.job.payload["pictures"] or []
        shown = self.env["medusa.picture"].union(
            *(pictures[row["key"]] for row in rows if row["key"] in pictures)
        )
        if shown != binding.picture_ids:
            binding.picture_ids = shown

    def _record_variants(self, pushed):
        """Make the variant bindings just what the store has now.

        :param dict pushed: {product binding: outcome}
        """
        records = self.env["medusa.variant.binding"]
        to_create, gone = [], records
        for binding, outcome in pushed.items():
            wanted = {
                row["external_id"]: outcome.variant_ids.get(row["external_id"])
                for row in outcome.job.payload["variants"]
            }
            present = {record.external_id: record for record in binding.variant_binding_ids}
            gone |= records.concat(*(r for key, r in present.items() if not wanted.get(key)))
            for key, medusa_id in wanted.items():
                if not medusa_id:
                    continue
                if key not in present:
                    to_create.append(
                        {
                            "product_binding_id": binding.id,
                            "product_id": int(key),
                            "external_id": key,
                            "medusa_id": medusa_id,
                        }
                    )
                elif present[key].medusa_id != medusa_id:
                    present[key].medusa_id = medusa_id
        gone.unlink()
        variants = self.env["product.product"].browse(vals["product_id"] for vals in to_create)
        existing = set(variants.exists().ids)
        for vals in to_create:
            # Deleted in Odoo while the store was asked: the next run takes it out there.
            if vals["product_id"] not in existing:
                vals["product_id"] = False
        records.create(to_create)

    def _schedule_retry(self, bindings):
        """Call the queue's cron when the first of the failed products is due."""
        times = [binding.next_try for binding in bindings if binding.next_try]
        if times:
            # sudo: nobody but the connector triggers its cron.
            cron = self.env.ref("medusa_connector.ir_cron_medusa_queue").sudo()
            cron._trigger(at=min(times))
