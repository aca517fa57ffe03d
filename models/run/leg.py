"""The steps of a run that one process does in one go, on connections that it keeps meanwhile."""

import time
from contextlib import suppress
from functools import partial

from odoo.service.model import retrying

from ...medusa.exceptions import MedusaError
from ...sync.lanes import Lanes
from ..core.memo import with_memo
from ..core.transaction import commit, record
from ..store.client import get_client_settings
from .line import Line
from .phase import Step
from .run import OPEN_STATES


class Leg:
    """Takes a run's steps; what is under way when it ends lands first.

    Whoever makes one holds the claim of the run.

    :param run: `medusa.sync.run`, on a cursor of the connector's own
    """

    def __init__(self, run):
        self.run = with_memo(run)
        self.env = self.run.env
        # Where the steps begin and what they count is kept: its cursor, its counters.
        self.place = self.run
        self.end = None
        self.lanes = None
        self._settings = None
        # What was asked of the store, as far as that is kept, and isn't written down yet.
        self._recorder = None
        self._asked = []

    def go(self, seconds=None):
        """Take steps until the run is over or waits for somebody.

        :param float seconds: after which no further one begins; None: however long it takes
        :return: how many records were looked at
        """
        self.end = None if seconds is None else time.monotonic() + seconds
        processed = 0
        try:
            while True:
                # Again if a user changed the store or the run in between.
                processed += retrying(lambda: self.run._step(self), self.env)
                commit(self.env)
                if self._is_late() or self._is_over():
                    break
            self.land_all()
        except Exception:
            self._save_what_landed()
            raise
        finally:
            self._close()
        return processed

    def _is_late(self):
        return self.end is not None and time.monotonic() >= self.end

    def _is_over(self):
        return not self.run.exists() or self.run.state not in OPEN_STATES

    # === CONNECTIONS === #

    def connect(self):
        """Have connections: new ones where the store's settings are others by now.

        :raise UserError: if no key is set
        """
        backend = self.run.backend_id
        recording = self.env["medusa.recording"]
        mode = recording._get_mode(backend)
        settings = (get_client_settings(backend), backend.connection_count, mode)
        if settings != self._settings:
            self.land_all()
            self._close()
            self._recorder = recording._make_recorder(mode)
            make_client = partial(settings[0].make_client, self._recorder)
            self.lanes = Lanes(make_client, settings[1], time.monotonic)
            self._settings = settings

    def _close(self):
        if self.lanes:
            self.lanes.close()
            self.lanes = None
            # What was asked of a step that came to nothing tells most.
            if self._take_asked():
                with suppress(Exception):
                    self.env.cr.rollback()
                    record(self.env, self._write_asked)
                self._asked = []

    # === STEPS === #

    def advance(self, phase):
        """Let work begin while there is room for it, and record a step, or what comes in first.

        :param phase: `medusa.phase`
        :return: how many records were looked at, at least 1
        """
        step = self._count(phase, lambda cursor: self._begin(phase, cursor))
        self._keep(phase, step)
        return max(step.looked_at, 1)

    def land_all(self):
        """Record what is under way, as it comes in; nothing further begins."""
        while self.lanes and self.lanes.flights:
            commit(self.env)
            flight = self.lanes.wait()
            phase = self.run._get_phase(flight.phase)
            self._keep(phase, self._count(phase, self._make_landing(phase, flight)))

    def _begin(self, phase, cursor):
        while self.lanes.has_room() and not (self.lanes.flights and self._is_late()):
            begun = phase._take_off(self.run, self.lanes, cursor)
            if isinstance(begun, Step):
                return begun
            if begun is None:
                break
            self.lanes.send(begun)
        commit(self.env)
        return self._make_landing(phase, self.lanes.wait())(cursor)

    def _make_landing(self, phase, flight):
        def land(cursor):
            return phase._land(self.run, self.lanes, flight, cursor)

        return land

    def _count(self, phase, work):
        """Return the step that `work` makes of the cursor; what was sent is counted anyway."""
        cursor = self.place.cursor or phase._begin(self.run)
        try:
            step = work(cursor)
        except MedusaError as error:
            self.env.cr.rollback()
            step = Step(cursor, store_error=error)
        requests, writes = self.lanes.take_counts()
        step.counts["request"] += requests
        step.counts["write"] += writes
        # Where a few chosen products are pushed, it makes no difference that anybody sees.
        is_told = self.run.scope == "full" and not step.store_error
        if self.lanes.pace.take_lowered() and is_told:
            step.lines.append(Line("slower", vals={"result": "warning"}))
        return step

    def _keep(self, phase, step):
        self._take_asked()

        with step.held:
            record(self.env, lambda: self._write_down(phase, step))
        self._asked = []
        if step.flight:
            self.lanes.forget(step.flight)

    def _write_down(self, phase, step):
        """Record a step; after a conflict it is done again."""
        self.run._keep(phase, step, self.place)
        self._write_asked()

    def _take_asked(self):
        """Return what was asked of the store and isn't written down yet."""
        if self._recorder:
            self._asked += self._recorder.take()
        return self._asked

    def _write_asked(self):
        if self._asked:
            self.env["medusa.recording"]._write_down(self.run, self._asked)

    def _save_what_landed(self):
        """Record what is under way although something else went wrong."""
        self.env.cr.rollback()
        with suppress(Exception):
            self.land_all()
        self.env.cr.rollback()
