import math
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from typing import Any

from odoo import models

from ...medusa.exceptions import MedusaError
from ...sync.changed import Changed, settle_foreseen
from ...sync.failures import is_store_wide
from ...sync.tax_rates import RateJob, RateOutcome, TaxRatePush
from ..core.deadline import Deadline
from ..core.locks import claim, get_key
from ..core.transaction import commit
from ..run.line import Line
from ..run.phase import Record, Step
from .advice import get_tax_texts
from .taxes import get_wanted, has_taxes

# Seconds after which no further rule of a rate is sent one by one: a worker has a time limit.
PUSH_SECONDS = 30


@dataclass
class TaxWork:
    """What became of one rate.

    :param job: what was wanted of it
    :param outcome: None where it failed
    :param error: why it failed
    :param is_last: it was pushed before, and was only looked at again
    :param foreseen: what was noted before, see `sync.changed`
    """

    rate: Any
    job: RateJob
    outcome: RateOutcome | None = None
    error: Exception | None = None
    is_last: bool = False
    foreseen: list[Changed] = field(default_factory=list)


class MedusaPhaseTaxes(models.AbstractModel):
    """Brings products into the rules of the store's tax rates, rate by rate, and out of them.

    Which products have a rate is one query, over all products, whichever the run was asked for.

    A rate's rules are replaced as a whole, so that another database, or a person, who writes to it
    at the same moment takes ours away. So what was written is looked at again, when all else is.
    """

    _name = "medusa.phase.taxes"
    _description = "Pushing Tax Classes to Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return has_taxes(self.env) and bool(
            run.backend_id.tax_map_ids or self._get_rates(run.backend_id)
        )

    def _begin(self, run):
        return {"after": 0}

    def _get_rates(self, backend, after=0):
        """Return the rates that taxes are mapped to, or that have products of ours."""
        rates = backend.tax_map_ids.rate_id | backend.tax_rate_ids.filtered("pushed")
        return rates.filtered(lambda rate: rate.active and rate.id > after).sorted("id")

    def _step(self, run, client, cursor):
        """Push the next rate whose products are others than those pushed last."""
        backend = run.backend_id
        wanted = get_wanted(backend)
        for rate in self._get_rates(backend, cursor["after"]):
            job = self._prepare_job(rate, wanted)
            if run.force or not job.is_known:
                return self._push(run, client, rate, job, cursor)
        written = cursor.get("written") or []
        for rate in self._get_rates(backend).filtered(lambda rate: rate.id in written):
            last = {**cursor, "written": [key for key in written if key != rate.id]}
            job = self._prepare_job(rate, wanted)
            return self._push(run, client, rate, job, last, is_last=True)
        return Step(None)

    def _prepare_job(self, rate, wanted):
        products = wanted.get(rate.id, [])
        return RateJob(rate.medusa_id, products, rate.pushed or [], rate.rules_hash or None)

    def _push(self, run, client, rate, job, cursor, is_last=False):
        """Push one rate; `is_last`: see `TaxWork`."""
        # By its id in the store: another store of this database may be the same one.
        keys = [get_key(rate.medusa_id)]
        with ExitStack() as stack:
            if not stack.enter_context(claim(self.env, "tax_rate", keys, wait=True)):
                # Another process is still at it.
                return Step(cursor if is_last else {**cursor, "after": rate.id - 1})
            # Until it is recorded: rules may be there that nobody here knows of.
            rate.write({"rules_hash": False, "pushed": sorted({*job.known, *job.wanted}) or False})
            work = TaxWork(rate, job, is_last=is_last)
            work.foreseen = self._foresee(run, rate, job)
            step = Step(cursor if is_last else {**cursor, "after": rate.id}, work)
            commit(self.env)
            try:
                outcome = TaxRatePush(client, Deadline(PUSH_SECONDS)).push(job)
            except MedusaError as error:
                if is_store_wide(error):
                    raise
                work.error = error
            else:
                work.outcome = outcome
                step.cursor = self._get_cursor(step.cursor, rate, outcome, is_last)
            step.held = stack.pop_all()
            return step

    def _get_cursor(self, cursor, rate, outcome, is_last):
        """Return where the phase goes on after a rate."""
        left = cursor.pop("left", math.inf)
        # As long as it becomes less: a store that forgets them is left to the next run.
        if 0 < outcome.left < left and not is_last:
            return {**cursor, "after": rate.id - 1, "left": outcome.left}
        if outcome.operation == "update" and not is_last:
            return {**cursor, "written": sorted({*(cursor.get("written") or []), rate.id})}
        return cursor

    # === WHAT CAME OF IT === #

    def _record(self, run, step):
        record = Record()
        if step.work:
            self._record_rate(step.work, record)
            if run._keeps_changes():
                work, rows = step.work, step.work.outcome.changes if step.work.outcome else []
                changes = self._prepare_changes(run.backend_id, work.rate, work.job, rows)
                is_open = bool(getattr(work.error, "outcome_unknown", False))
                record.changes = settle_foreseen(work.foreseen, changes, is_open)
        elif step.cursor is None:
            record.lines += self._tell_warnings(run.backend_id)
        return record

    def _record_rate(self, work, record):
        rate, log = work.rate.exists(), self.env["medusa.sync.log"]
        if work.error:
            record.counts["failed"] += 1
            record.lines.append(log._make_tax_line(rate.name, error=work.error))
            return
        if work.outcome.operation == "gone":
            # The page of the store says so.
            rate.write({"active": False, "pushed": False})
            return
        if not work.outcome.left:
            rate.rules_hash = work.job.fingerprint
            if work.is_last or work.outcome.operation == "unchanged":
                rate.pushed = work.job.wanted or False
        if work.outcome.operation == "update":
            record.lines.append(log._make_tax_line(rate.display_name, work.outcome))

    def _foresee(self, run, rate, job):
        """Note which products are to get the rate, and which to lose it."""
        if not run._keeps_changes() or job.is_known:
            return []
        outcome = RateOutcome()
        for key in sorted({*job.wanted} - {*job.known}):
            outcome.note_added(job.rate_id, key)
        for key in sorted({*job.known} - {*job.wanted}):
            outcome.note_removed(job.rate_id, key)
        changes = self._prepare_changes(run.backend_id, rate, job, outcome.changes)
        if changes:
            self.env["medusa.written"]._foresee(run, changes)
        return changes

    def _prepare_changes(self, backend, rate, job, rows):
        """Return which products got the rate, and which lost it.

        :param list rows: see `RateOutcome.changes`
        """
        rows = {row.variant: row for row in rows}
        bindings = self.env["medusa.product.binding"].search_fetch(
            [("backend_id", "=", backend.id), ("medusa_id", "in", list(rows))],
            ["medusa_id", "external_id"],
        )
        rate = rate.exists()
        return [
            Changed(
                "tax_rate",
                binding.external_id,
                rate.display_name,
                job.rate_id,
                "taxes",
                [replace(rows[binding.medusa_id], variant=None)],
            )
            for binding in bindings
        ]

    def _tell_warnings(self, backend):
        """Return a line on what of the taxes is left open, when it is another than the last."""
        texts = get_tax_texts(backend.with_context(lang=backend.lang))
        told = "\n".join(texts) or False
        if told == (backend.told_tax_warning or False):
            return []
        backend.told_tax_warning = told
        return [Line("taxes", name=backend.name, left_out=tuple(texts))] if texts else []
