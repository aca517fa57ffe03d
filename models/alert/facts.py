"""What is known of a store when it is asked whether it has fallen silent. No ORM."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

# A run that waits for its turn, or hasn't moved, for so long has been left lying.
LEFT_LYING = timedelta(hours=1)
# A tenth of a schedule's interval is its margin, within these bounds.
LEAST_MARGIN = timedelta(minutes=30)
LARGEST_MARGIN = timedelta(hours=2)


@dataclass(frozen=True)
class RunFacts:
    """What counts of a run; times are UTC.

    :param bool is_whole: it was to look at everything, and not at chosen records
    :param datetime moved: when it was written last
    :param bool is_aside: nobody waits for it
    """

    id: int
    scope: str
    state: str
    made: datetime
    ended: datetime | None = None
    moved: datetime | None = None
    failure_type: str | None = None
    failure_detail: str | None = None
    total: int = 0
    failed: int = 0
    skipped: int = 0
    leaving: int = 0
    is_whole: bool = False
    is_aside: bool = False


@dataclass(frozen=True)
class Pulse:
    """The last run of a scope that went through, also where it left no trace.

    :param run_id: of that run; a later one has a greater id
    :param backlogs: how many products each of the last runs left to push, the newest last
    """

    at: datetime
    run_id: int = 0
    backlogs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Schedule:
    """When a kind of run is to come.

    :param name: of the cron, see `_get_medusa_cron_sudo`, or the kind of a schedule of its own
    :param is_on: whether it is switched on; one that isn't there any more is off
    :param first: its next time, as long as it wasn't called since it was changed
    :param changed: when it was changed last
    """

    name: str
    scope: str
    is_on: bool = True
    number: int = 1
    unit: str = "days"
    first: datetime | None = None
    changed: datetime | None = None

    def get_limit(self, start):
        """Return until when a run must have come that counts from `start`."""
        return start + self._get_interval() + self.get_margin(start)

    def get_margin(self, start):
        """Return how much later than it should a run may come."""
        interval = start + self._get_interval() - start
        return min(max(interval / 10, LEAST_MARGIN), LARGEST_MARGIN)

    def _get_interval(self):
        return relativedelta(**{self.unit: self.number})


@dataclass(frozen=True)
class Facts:
    """All of it, of one store.

    :param is_known: it was connected once
    :param is_scheduled: its schedules act: it is live
    :param since: from when on runs can be missed: it was made, or switched on, then
    :param went: {scope: Pulse}
    :param failed: the last run of each scope that failed
    :param whole: the last run over everything of each scope that went through
    :param open: runs that are queued or under way
    :param failing: since when each failing product fails, the longest first
    :param covered_by: {scope: the scopes that do all that it does}
    :param product_scopes: those whose runs count products
    """

    now: datetime
    state: str = "ok"
    failure_type: str | None = None
    failures: int = 0
    is_own: bool = True
    is_known: bool = True
    is_scheduled: bool = True
    lacks_rights: bool = False
    stock_is_stuck: bool = False
    refused_percent: float = 5.0
    since: datetime | None = None
    went: dict[str, Pulse] = field(default_factory=dict)
    failed: tuple[RunFacts, ...] = ()
    whole: tuple[RunFacts, ...] = ()
    waiting: RunFacts | None = None
    open: tuple[RunFacts, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    crons: tuple[tuple[str, bool], ...] = ()
    failing: tuple[datetime, ...] = ()
    covered_by: dict[str, frozenset[str]] = field(default_factory=dict)
    product_scopes: frozenset[str] = frozenset()

    def get_failures(self):
        """Return the failed runs after which none went through that does the same, oldest first."""
        return sorted(
            (run for run in self.failed if not self._is_made_good(run)), key=lambda run: run.id
        )

    def _is_made_good(self, run):
        scopes = self.covered_by.get(run.scope, frozenset()) | {run.scope}
        return any(self.went[scope].run_id > run.id for scope in scopes if scope in self.went)

    def get_trouble_start(self):
        """Return since when runs have been failing."""
        failures = self.get_failures()
        return (failures[0].ended or failures[0].made) if failures else self.now

    def is_under_way(self, run):
        """Tell whether an open run goes on."""
        return self.now - max(run.made, run.moved or run.made) <= LEFT_LYING
