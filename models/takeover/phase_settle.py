import time
from contextlib import ExitStack

from odoo import models

from ...sync.failures import classify
from ...sync.job import Job
from ...sync.withdraw import ChunkWithdraw
from ..core.locks import claim
from ..core.transaction import commit
from ..product.claims import get_claim_space
from ..run.line import Line
from ..run.phase import Record, Step

# Products in one step: a variant costs the store as much as a product.
CHUNK = 100


class MedusaPhaseSettle(models.AbstractModel):
    """Does in the store what people decided about matches, in the order of their ids."""

    _name = "medusa.match.settling"
    _description = "Settling Matches of a Medusa Store"
    _inherit = ["medusa.phase"]

    _tells_of_the_store = True

    def _get_domain(self, run):
        """Return the domain of the matches that a run is about."""
        chosen = [("id", "in", run.chosen)] if run.chosen else []
        return [("backend_id", "=", run.backend_id.id), *chosen]

    def _count(self, run):
        return self.env["medusa.match"].search_count(self._get_domain(run))

    def _step(self, run, client, cursor):
        domain = [*self._get_domain(run), ("id", ">", cursor["after"])]
        matches = self.env["medusa.match"].search(domain, order="id", limit=CHUNK)
        if not matches:
            return Step(None)
        with ExitStack() as stack:
            if not self._hold(stack, run.backend_id, matches):
                # Another process is still at it.
                return Step(cursor)
            cursor = {"after": matches[-1].id}
            keys = self._get_claims(matches)
            space = get_claim_space(run.backend_id)
            claimed = set(stack.enter_context(claim(self.env, space, list(keys.values()))))
            free = matches.filtered(lambda row: row.id not in keys or keys[row.id] in claimed)
            chunk, jobs = self._prepare(run.backend_id, client, free)
            by_job = dict(zip(map(id, jobs), free.ids, strict=True))
            commit(self.env)
            if jobs:
                chunk.run(jobs)
            work = [(by_job[id(outcome.job)], outcome) for outcome in chunk.outcomes]
            return Step(
                cursor,
                (work, len(matches) - len(free)),
                looked_at=len(matches),
                done=len(matches),
                store_error=chunk.store_error and chunk.store_error.error,
                held=stack.pop_all(),
            )

    def _get_claims(self, matches):
        """Return {id of a match: key of the claim} of those whose product may be pushed."""
        return {row.id: row.product_tmpl_id.id for row in matches if row.product_tmpl_id}

    def _hold(self, stack, backend, matches):
        """Claim what else is needed until all is recorded; return whether nobody else has it."""
        return True

    def _prepare(self, backend, client, matches):
        """Return (the chunk, a job for each match)."""
        raise NotImplementedError

    def _record(self, run, step):
        record = Record()
        if not step.work:
            return record
        work, busy = step.work
        record.counts["skipped"] += busy
        for match_id, outcome in work:
            match = self.env["medusa.match"].browse(match_id).exists()
            record.counts["failed" if outcome.error else self._counter] += 1
            record.lines.append(self._make_line(match, outcome))
            if match and not outcome.error:
                self._record_done(match)
        return record

    def _make_line(self, match, outcome):
        return Line(
            outcome.operation,
            name=match.name,
            medusa_id=outcome.job.medusa_id,
            failure=classify(outcome.error) if outcome.error else None,
            vals={"product_tmpl_id": match.product_tmpl_id.id},
            seconds=outcome.seconds,
        )

    def _record_done(self, match):
        """Write down that a match is settled."""
        raise NotImplementedError


class MedusaPhaseTakeOverDraft(models.AbstractModel):
    """Takes products out of the shop that are no product of Odoo."""

    _name = "medusa.phase.take_over_draft"
    _description = "Making Drafts in a Medusa Store"
    _inherit = ["medusa.match.settling"]

    _counter = "withdrawn"

    def _get_domain(self, run):
        return [*super()._get_domain(run), ("state", "=", "open"), ("kind", "!=", "proposal")]

    def _prepare(self, backend, client, matches):
        # By its own id alone: no product of Odoo is looked for.
        jobs = [
            Job(match.medusa_id, {"product": {"title": match.name}}, medusa_id=match.medusa_id)
            for match in matches
        ]
        return ChunkWithdraw(client, backend._get_databases(), "draft", time.monotonic), jobs

    def _record_done(self, match):
        match.store_status = "draft"
        # Somebody may have adopted it meanwhile.
        if match.state == "open":
            self.env["medusa.match.deciding"]._reject(match, "draft")
