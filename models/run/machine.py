import logging

import psycopg2

from odoo import fields, models
from odoo.exceptions import UserError

from ...medusa.exceptions import MedusaError
from ...sync.failures import EITHER, STORE, classify
from ..core.sentence import get_text
from .asking import ask
from .division import divide
from .line import Line
from .phase import SCOPES
from .progress import make_plan, prepare_phase_vals
from .run import COUNTERS, OPEN_STATES

_logger = logging.getLogger(__name__)

# Two steps in a row of which nothing went through: it is the store that fails, not a product.
STORE_FAILURE_CHUNKS = 2


class MedusaSyncRun(models.Model):
    """Takes a run's steps: may it go on, one phase's step, what came of it, which phase is next."""

    _inherit = "medusa.sync.run"

    def _step(self, leg):
        """Do one unit of work.

        :param Leg leg: see `leg`
        :return: how many records were looked at, at least 1
        """
        self.ensure_one()
        refusal = self.env["medusa.guard"]._get_refusal(self)
        if self.state not in OPEN_STATES:
            # Cancelled meanwhile, and perhaps tried again for this very reason.
            return 1
        if not refusal and self.state == "queued":
            self._start()
            return 1
        if not refusal:
            try:
                leg.connect()
            except UserError as error:
                # The key was taken away.
                refusal = ("configuration", get_text(error))
        if refusal:
            leg.land_all()
            self._refuse(*refusal)
            return 1
        return leg.advance(self._get_phase(self.phase))

    def _keep(self, phase, step, place):
        """Write down a step and turn to what follows; it may be repeated after a rollback.

        :param place: this run, or one of its ranges: whose step it is
        """
        done = phase._record(self, step)
        counts = step.counts + done.counts
        for name in (*COUNTERS, "request", "write"):
            if counts[name]:
                place[f"{name}_count"] += counts[name]
        if self.phase == SCOPES[self.scope].main:
            place.done_count += step.done
        elif place == self:
            self.phase_done += step.looked_at
        self.env["medusa.sync.log"]._write_lines(self, [*done.lines, *step.lines])
        if done.changes or step.changes:
            self.env["medusa.written"]._note(self, [*done.changes, *step.changes])
        if done.next_try:
            self.env["medusa.backend"]._trigger_queue_sudo(at=done.next_try)
        if done.lines or +done.counts:
            self._log_progress()
        self._go_on(phase, step, done.lines, place)

    # === FROM PHASE TO PHASE === #

    def _get_phase(self, name):
        """Return the phase of a name, None where its room isn't there."""
        return self.env.get(f"medusa.phase.{name}")

    def _get_phases(self):
        """Return {name: phase} of the run's scope, in their order."""
        phases = {name: self._get_phase(name) for name in SCOPES[self.scope].phases}
        return {name: phase for name, phase in phases.items() if phase is not None}

    def _start(self):
        """Begin with the first phase, or go on after a confirmation."""
        if self.phase:
            self.state = "running"
            return
        phases = self._get_phases()
        reasons = (phase._get_refusal(self) for phase in phases.values())
        refusal = next((reason for reason in reasons if reason), None)
        if refusal:
            self._refuse(*refusal)
            return
        total = phases[SCOPES[self.scope].main]._count(self)
        self.write(
            {
                "state": "running",
                "start_date": fields.Datetime.now(),
                "total": total,
                "plan": make_plan(self, phases, total),
            }
        )
        if not SCOPES[self.scope].is_quiet:
            _logger.info(
                "%s: run %s starts (%s, %s products)",
                self.backend_id.name, self.id, self.trigger, self.total,
            )  # fmt: skip
        self._turn_to_next(None)

    def _turn_to_next(self, name, note=None):
        """Turn to the next phase that the run goes through, or finish.

        :param str name: of the phase that is over, None at the start
        """
        phases = self._get_phases()
        names = list(phases)
        if name:
            self.env["medusa.run.rate"]._learn(self)
        for following in names[names.index(name) + 1 if name else 0 :]:
            if phases[following]._is_wanted(self):
                self.write(prepare_phase_vals(self, following, phases[following]))
                if not divide(self, phases[following]):
                    self.cursor = phases[following]._begin(self)
                return
        self._finish(note)

    def _go_on(self, phase, step, lines, place):
        """Decide what follows on a step: a further one, the next phase, or the end."""
        if self.state != "running":
            # Somebody cancelled it meanwhile, or other work under way found the store failing.
            return
        if step.store_error:
            self._stop_for_store(classify(step.store_error))
            return
        failing = phase._tells_of_the_store and self._find_failing_store(lines, place)
        if failing:
            self._stop_for_store(failing)
        elif step.question:
            ask(self, step.question)
        elif step.cursor is not None:
            place.cursor = step.cursor
        elif place == self:
            self._turn_to_next(self.phase, step.note)
        else:
            place.is_done = True

    def _find_failing_store(self, lines, place):
        """Return the failure if it is the store that fails, and not the products.

        :param list[Line] lines: of the last step's products
        """
        failures = [line.failure for line in lines if line.failure]
        passing = [failure for failure in failures if failure.about in (STORE, EITHER)]
        if not lines:
            return None
        place.failed_chunks = place.failed_chunks + 1 if len(passing) == len(lines) else 0
        return passing[-1] if place.failed_chunks >= STORE_FAILURE_CHUNKS else None

    # === ENDING === #

    def _refuse(self, failure_type, detail):
        """End a run that may not go on; a quiet one says the same only once."""
        if SCOPES[self.scope].is_aside:
            self._leave()
        elif self._is_scheduled_quietly() and self._was_told(failure_type, detail):
            self._drop()
        else:
            self._fail(failure_type, detail)

    def _stop_for_store(self, failure):
        """End the run because of the store: said once, on the run and on the store."""
        if SCOPES[self.scope].is_aside:
            self._leave()
            return
        self.env["medusa.guard"]._pause(self.backend_id, failure)
        self._fail(failure.type, failure.detail, failure.http_status)

    def _fail(self, failure_type, detail, http_status=0):
        self.write(
            {
                "state": "failed",
                "start_date": self.start_date or fields.Datetime.now(),
                "end_date": fields.Datetime.now(),
                "failure_type": failure_type,
                "failure_detail": detail,
                "http_status": http_status,
            }
        )
        self._log_run("failure")
        _logger.info(
            "%s: run %s failed: %s %s", self.backend_id.name, self.id, failure_type, detail
        )

    def _break_off(self, error):
        """End the run because of an exception: what an admin has to mend is said in its words."""
        if isinstance(error, UserError) and not isinstance(error.__cause__, psycopg2.Error):
            self._fail("configuration", get_text(error))
            return
        if isinstance(error, MedusaError):
            # An answer that turned out to be unusable only where it was used.
            _logger.warning("Run %s of %s broke off", self.id, self.backend_id.name, exc_info=error)
            failure = classify(error)
            if failure.about in (STORE, EITHER):
                self._stop_for_store(failure)
            else:
                self._fail(failure.type, failure.detail, failure.http_status)
            return
        _logger.error("Run %s of %s broke off", self.id, self.backend_id.name, exc_info=error)
        self._fail("internal", f"{type(error).__name__}: {error}")

    def _finish(self, note=None):
        """End a run that went through all its phases.

        :param note: (failure type, text) of what is missing, kept so that it is said only once
        """
        is_new = note and not self._was_told(*note)
        if not is_new and self._is_scheduled_quietly() and not self._did_something():
            self._drop()
            return
        if note:
            self.write({"failure_type": note[0], "failure_detail": note[1]})
        if is_new:
            self._log_run("warning")
        self.write(
            {
                "state": "errors" if self.failed_count else "done",
                "end_date": fields.Datetime.now(),
            }
        )
        if not self.failed_chunks:
            self.env["medusa.guard"]._resume(self.backend_id)
        self.env["medusa.written"]._close(self)
        _logger.info(
            "%s: run %s ends after %.1f s: %s created, %s updated, %s unchanged, %s withdrawn, "
            "%s failed, %s skipped; %s requests, %s of them writes",
            self.backend_id.name, self.id, self.duration, self.created_count, self.updated_count,
            self.unchanged_count, self.withdrawn_count, self.failed_count, self.skipped_count,
            self.request_count, self.write_count,
        )  # fmt: skip

    # === QUIET RUNS === #

    def _is_scheduled_quietly(self):
        is_quiet = SCOPES[self.scope].is_quiet and self.trigger == "cron"
        return is_quiet or self.trigger == "soon"

    def _was_told(self, failure_type, detail):
        """Tell whether the last run of this scope in this store said the same."""
        last = self.search(
            [
                ("backend_id", "=", self.backend_id.id),
                ("scope", "=", self.scope),
                ("id", "<", self.id),
            ],
            limit=1,
        )
        return (last.failure_type, last.failure_detail) == (failure_type, detail)

    def _did_something(self):
        return bool(self.updated_count or self.failed_count or self.log_ids)

    def _leave(self):
        """End a run that nobody waits for: what it found stays."""
        if self._did_something():
            self.write({"state": "done", "end_date": fields.Datetime.now()})
        else:
            self._drop()

    def _drop(self):
        """Leave no trace of a run that had nothing to do."""
        self.state = "cancelled"
        self.unlink()

    # === LOG === #

    def _log_run(self, result):
        """Write a line on the run itself."""
        vals = {
            "result": result,
            "failure_type": self.failure_type,
            "failure_detail": self._get_kept_detail(),
            "http_status": self.http_status,
        }
        self.env["medusa.sync.log"]._write_lines(self, [Line("run", vals=vals)])

    def _log_progress(self):
        _logger.info(
            "%s: run %s, %s of %s: %s created, %s updated, %s unchanged, %s failed",
            self.backend_id.name, self.id, self.done_count, self.total, self.created_count,
            self.updated_count, self.unchanged_count, self.failed_count,
        )  # fmt: skip
