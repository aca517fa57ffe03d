"""The one table of alarms: how each is found, what it hides, which buttons mend it. No ORM.

The words are in `texts`. To add an alarm is to add an entry here and its words there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from .facts import Facts

# The store pauses after each failure; the first pause is often all that is needed.
PAUSES = 2
LONG = timedelta(days=1)
# So many runs in a row, each of which left more than the one before.
GROWING_RUNS = 3
KEY_TYPES = ("authentication",)
RIGHTS_TYPES = ("no_role", "forbidden")


@dataclass(frozen=True)
class Found:
    """An alarm that holds.

    :param since: UTC
    :param values: JSON, for the words
    """

    since: datetime
    values: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Kind:
    """One entry of the table.

    :param label: what it is called where only a word fits
    :param find: takes `Facts`, returns `Found` or None
    :param buttons: what mends it, see `medusa.alarm`, the best one first
    :param stops: products don't reach the store meanwhile: an outside monitor is told
    :param hides: kinds that are the same trouble, seen from elsewhere
    :param stays_inside: neither mail nor webhook
    """

    label: str
    find: Callable[[Facts], Found | None]
    buttons: tuple[str, ...]
    stops: bool = True
    hides: tuple[str, ...] = ()
    stays_inside: bool = False


def find_copied(facts):
    return None if facts.is_own else Found(facts.now)


def find_cron_off(facts):
    names = [name for name, is_on in facts.crons if not is_on]
    return Found(facts.now, {"crons": names}) if names and facts.is_scheduled else None


def _has_failed_by(facts, types):
    is_in_use = facts.is_known or bool(facts.failed)
    return facts.state == "failed" and facts.failure_type in types and is_in_use


def find_key_refused(facts):
    return Found(facts.get_trouble_start()) if _has_failed_by(facts, KEY_TYPES) else None


def find_rights_missing(facts):
    if _has_failed_by(facts, RIGHTS_TYPES):
        return Found(facts.get_trouble_start(), {"failure_type": facts.failure_type})
    return Found(facts.now) if facts.lacks_rights else None


def find_paused(facts):
    is_told = _has_failed_by(facts, KEY_TYPES + RIGHTS_TYPES)
    if facts.state not in ("paused", "failed") or facts.failures < PAUSES or is_told:
        return None
    return Found(
        facts.get_trouble_start(),
        {"count": facts.failures, "failure_type": facts.failure_type},
    )


def find_run_failed(facts):
    # What the key's own alarms say already.
    told = {facts.failure_type} if _has_failed_by(facts, KEY_TYPES + RIGHTS_TYPES) else set()
    runs = [run for run in facts.get_failures() if run.failure_type not in told]
    if not runs:
        return None
    last = runs[-1]
    return Found(
        runs[0].ended or runs[0].made,
        {
            "run_id": last.id,
            "scope": last.scope,
            "failure_type": last.failure_type,
            "failure_detail": last.failure_detail,
        },
    )


def find_guard(facts):
    run = facts.waiting
    return run and Found(run.moved or run.made, {"run_id": run.id, "count": run.leaving})


def find_overdue(facts):
    """Return what should have come long ago: a run of a schedule, or the next step of one."""
    late = [
        Found(run.moved or run.made, {"run_id": run.id, "scope": run.scope})
        for run in facts.open
        # Products reach the store without the rounds.
        if not facts.is_under_way(run) and not run.is_aside
    ]
    if facts.is_scheduled and not _has_failed_by(facts, RIGHTS_TYPES):
        late += [found for row in facts.schedules if (found := _find_missed(facts, row))]
    return min(late, key=lambda found: found.since) if late else None


def _find_missed(facts, schedule):
    """Return since when a schedule's run is missing."""
    scopes = facts.covered_by.get(schedule.scope, frozenset()) | {schedule.scope}
    if not schedule.is_on or any(
        run.scope in scopes and facts.is_under_way(run) for run in facts.open
    ):
        return None
    went = [facts.went[scope].at for scope in scopes if scope in facts.went]
    starts = [time for time in (*went, schedule.changed, facts.since) if time]
    limit = schedule.get_limit(max(starts)) if starts else facts.now
    if schedule.first:
        # Whoever changed it may have chosen a later time.
        limit = max(limit, schedule.first + schedule.get_margin(schedule.first))
    if facts.now <= limit:
        return None
    return Found(max(starts, default=facts.now), {"scope": schedule.scope})


def find_refused(facts):
    """Return a run over everything of which too much was refused, as far as that still holds."""
    for run in facts.whole:
        pulse = facts.went.get(run.scope)
        # What failed before and waits for its next try is skipped by the next run.
        failing = len(facts.failing) if run.scope in facts.product_scopes else 0
        count = max(run.failed, min(run.failed + run.skipped, failing))
        limit = run.total * facts.refused_percent / 100
        if not run.total or count <= limit or (pulse and pulse.run_id > run.id):
            continue
        # A retry may have mended them meanwhile; nobody need wait for the next whole run.
        retry = facts.went.get("products")
        is_retried = retry and retry.run_id > run.id and run.scope in facts.product_scopes
        if is_retried and failing <= limit:
            continue
        values = {"run_id": run.id, "scope": run.scope, "count": count, "total": run.total}
        return Found(run.ended or run.made, values | {"percent": round(100 * count / run.total)})
    return None


def find_failing(facts):
    long = [since for since in facts.failing if facts.now - since > LONG]
    return Found(long[0], {"count": len(long)}) if long else None


def find_backlog(facts):
    for scope, pulse in facts.went.items():
        # What was left before the first run that is known counts as nothing.
        counts = [0, *pulse.backlogs][-GROWING_RUNS - 1 :]
        is_growing = all(one < two for one, two in zip(counts, counts[1:], strict=False))
        if is_growing and len(counts) > GROWING_RUNS:
            return Found(pulse.at, {"scope": scope, "count": counts[-1], "before": counts[-2]})
    return None


def find_stock_unsold(facts):
    return Found(facts.now) if facts.stock_is_stuck and facts.is_scheduled else None


KINDS = {
    "copied": Kind(
        "Copied database", find_copied, ("store",), stays_inside=True,
        hides=("cron_off", "key_refused", "rights_missing", "paused", "run_failed", "guard",
               "overdue", "refused", "failing", "backlog", "stock_unsold"),
    ),
    "key_refused": Kind(
        "Key refused", find_key_refused, ("key", "test"),
        hides=("paused", "run_failed", "overdue", "rights_missing", "backlog"),
    ),
    "rights_missing": Kind(
        "Rights of the key", find_rights_missing, ("test", "key"), stops=False
    ),
    "paused": Kind(
        "Store paused", find_paused, ("test", "sync", "open_run"),
        hides=("run_failed", "overdue", "backlog"),
    ),
    "guard": Kind(
        "Waits for a confirmation", find_guard, ("open_run", "leaving"), hides=("overdue",)
    ),
    "run_failed": Kind("Run failed", find_run_failed, ("open_run", "sync"), hides=("overdue",)),
    "cron_off": Kind("Schedule off", find_cron_off, ("schedule",), hides=("overdue", "backlog")),
    "overdue": Kind("Run overdue", find_overdue, ("sync", "all_runs"), hides=("backlog",)),
    "refused": Kind(
        "Many refused", find_refused, ("products", "open_run"), stops=False, hides=("failing",)
    ),
    "failing": Kind("Failing for days", find_failing, ("products",), stops=False),
    "backlog": Kind("Growing backlog", find_backlog, ("sync", "all_runs")),
    "stock_unsold": Kind("Stock can't be sold", find_stock_unsold, ("stock",), stops=False),
}  # fmt: skip


def find_alarms(facts):
    """Return ({kind: Found} of what is to be told, {kind: the kind that says it}).

    One trouble is told once, by what is nearest to its cause.
    """
    found = {name: hit for name, kind in KINDS.items() if (hit := kind.find(facts))}
    hidden = {}
    for name in found:
        if name not in hidden:
            hidden |= {other: name for other in KINDS[name].hides if other in found}
    return {name: hit for name, hit in found.items() if name not in hidden}, hidden
