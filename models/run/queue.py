import logging

from odoo import api, fields, models

from ..core.locks import claim
from ..core.transaction import new_env, record
from ..core.turns import LEG_SECONDS, take_turns
from .crew import LeaderLeg, help_with
from .jobs import delay_help, delay_run, goes_by_jobs
from .run import OPEN_STATES

_logger = logging.getLogger(__name__)


class MedusaQueue(models.AbstractModel):
    """Works through the runs of all stores: what the schedule and buttons ask for, and retries."""

    _name = "medusa.queue"
    _description = "Queue of Medusa Runs"

    # === CRONS === #

    @api.model
    def _cron_sync(self):
        """Push every active store: queue a run for each, then work through the queue.

        Odoo calls it again and again while work remains; runs that this call left open are gone on
        with before new ones are made.
        """
        for backend in self._get_backends_to_queue():
            backend._queue_run("cron")
        self.env["ir.cron"]._commit_progress(0)
        self._work_through()

    @api.model
    def _get_backends_to_queue(self):
        """Return the stores that had no turn yet in this round of the schedule.

        A round lasts as long as a run over all products of one of them is open.
        """
        runs = self.env["medusa.sync.run"]
        mine = [("scope", "=", "full"), ("backend_id.active", "=", True)]
        going_on = runs.search([*mine, ("state", "in", OPEN_STATES)], order="id")
        if "cron" in going_on.mapped("trigger"):
            return self.env["medusa.backend"]
        backends = self.env["medusa.backend"].search([])
        if going_on:
            after = [*mine, ("trigger", "=", "cron"), ("id", ">", going_on[0].id)]
            backends -= runs.search(after).backend_id
        return backends

    @api.model
    def _cron_queue(self):
        """Do what buttons asked for and what failures postponed."""
        for backend in self.env["medusa.backend"].search([]):
            try:
                with self.env.cr.savepoint():
                    self._queue_due(backend)
            except Exception:
                # One store's trouble must not stop the others.
                _logger.warning("%s: nothing is retried", backend.name, exc_info=True)
        self.env["ir.cron"]._commit_progress(0)
        self._work_through()

    # === WORK === #

    @api.model
    def _work_through(self, scopes=None):
        """Take the open runs in turns, a leg each, until they are done or the time is over.

        One store's trouble doesn't stop another's run.

        :param scopes: of the runs to take; all of them if it is None
        """
        domain = [("state", "in", OPEN_STATES), ("backend_id.active", "=", True)]
        if scopes is not None:
            domain.append(("scope", "in", scopes))
        runs = self.env["medusa.sync.run"].search(domain, order="id")
        by_jobs = runs.filtered(lambda run: goes_by_jobs(run.backend_id))
        for run in by_jobs:
            delay_run(run)
        take_turns(self.env, (runs - by_jobs).ids, self._step_run)

    @api.model
    def _step_run(self, run_id, seconds=0):
        """Do a run's next steps on a cursor of its own, at least one.

        :param float seconds: after which no further one begins
        :return: (records looked at, how many remain; 0 when the run is over)
        """
        with new_env(self.env) as env, claim(env, "run", [run_id]) as claimed:
            run = env["medusa.sync.run"].browse(run_id).exists()
            if not claimed or run.state not in OPEN_STATES or not run.backend_id.active:
                return 0, 0
            processed = self._go(run, lambda: LeaderLeg(run).go(seconds))
            if not run.exists() or run.state not in OPEN_STATES:
                return processed, 0
            return processed, max(run.total - run.done_count, 1)

    def _go(self, run, work):
        """Return how many records some work on a run looked at; what goes wrong ends the run."""
        try:
            return work()
        except Exception as exception:  # noqa: BLE001 it is logged by `_break_off`
            # Whatever it is, it must neither stop the other stores nor deactivate the cron.
            run.env.cr.rollback()
            error = exception
        record(run.env, lambda: run._break_off(error))
        return 1

    # === HELP === #

    @api.model
    def _cron_help(self):
        """Work on the ranges of runs that other processes lead, as long as there are any."""
        while processed := self._help():
            if not self.env["ir.cron"]._commit_progress(processed, remaining=1):
                return
        self.env["ir.cron"]._commit_progress(0)

    @api.model
    def _help(self, run_id=None):
        """Work on one range of a run on a cursor of its own; return how much was looked at.

        :param int run_id: of a run that goes by jobs; None: any of those that don't
        """
        with new_env(self.env) as env:
            for run in self._find_helped(env):
                if run.id != run_id if run_id else goes_by_jobs(run.backend_id):
                    continue
                processed = self._go(run, lambda run=run: help_with(env, run, LEG_SECONDS))
                if processed:
                    return processed
        return 0

    def _find_helped(self, env):
        """Return the runs of which a part may be free."""
        ranges = env["medusa.run.range"].search(
            [
                ("is_done", "=", False),
                ("run_id.state", "=", "running"),
                ("run_id.backend_id.active", "=", True),
            ]
        )
        return ranges.run_id.sorted("id")

    # === JOBS OF QUEUE_JOB === #

    @api.model
    def _job_run(self, run_id):
        """Go on with a run for a while; then it is another job's turn.

        What is committed isn't committed on the cursor of the job: that one is queue_job's.
        """
        _processed, remaining = self._step_run(run_id, seconds=LEG_SECONDS)
        if remaining:
            delay_run(self.env["medusa.sync.run"].browse(run_id))

    @api.model
    def _job_help(self, run_id, number):
        """Work on one range of a run; then it is another job's turn."""
        processed = self._help(run_id)
        run = self.env["medusa.sync.run"].browse(run_id).exists()
        if processed and run:
            delay_help(run, number)

    # === RETRIES === #

    @api.model
    def _queue_due(self, backend):
        """Queue what a failure postponed until now: the whole store, or some records.

        :param backend: `medusa.backend`
        """
        guard = self.env["medusa.guard"]
        if guard._is_pause_over(backend):
            backend._queue_run("retry")
        elif not guard._is_paused(backend) and not self._is_retrying(backend):
            self._queue_retries(backend)

    def _is_retrying(self, backend):
        """Tell whether failed records are being retried: they stay due until their turn."""
        open_retry = [("trigger", "=", "retry"), ("state", "in", OPEN_STATES)]
        runs = self.env["medusa.sync.run"]
        return bool(runs.search_count([("backend_id", "=", backend.id), *open_retry], limit=1))

    @api.model
    def _queue_retries(self, backend):
        """Queue the records whose waiting time after a failure is over.

        Each room that has such records extends it.
        """

    @api.model
    def _get_due_domain(self, backend):
        """Return the domain of a store's records whose waiting time is over."""
        return [("backend_id", "=", backend.id), ("next_try", "<=", fields.Datetime.now())]
