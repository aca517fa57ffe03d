"""Reads the facts of a store: a few indexed queries, whatever the size of its catalogue."""

from odoo.tools import SQL

from ..run.phase import SCOPES
from ..run.run import OPEN_STATES
from ..soon.schedule import KIND_SCOPES
from .facts import Facts, Pulse, RunFacts, Schedule

# Scopes whose runs look at everything.
WHOLE_SCOPES = ("full", "catalogue", "all_prices", "pictures", "translations", "stock")
THROUGH_STATES = ("done", "errors")
# So many failing products are looked at: beyond that it is enough to know that they are many.
MOST_FAILING = 10000
# The pulses of no run: until when runs couldn't be expected, when the store was watched last.
HELD, WATCHED = "held", "watched"


def get_covered_by():
    """Return {scope: the scopes over everything that do all that its runs do}."""
    return {
        scope: frozenset(
            other for other in WHOLE_SCOPES if set(row.phases) <= set(SCOPES[other].phases)
        )
        for scope, row in SCOPES.items()
    }


def get_product_scopes():
    """Return the scopes whose runs count products."""
    return frozenset(scope for scope, row in SCOPES.items() if row.main == "products")


def read_facts(backend, now):
    """Return what is known of a store.

    :param backend: `medusa.backend`, as superuser
    :param datetime now: UTC
    :rtype: Facts
    """
    env = backend.env
    env.flush_all()
    pulses = env["medusa.alarm.pulse"]._read(backend)
    through = _read_last_runs(env, backend, THROUGH_STATES)
    waiting = _read_last_runs(env, backend, ("waiting",))
    return Facts(
        now=now,
        state=backend.connection_state,
        failure_type=backend.failure_type,
        failures=backend.failures,
        is_own=backend._is_own_database(),
        is_known=bool(backend.medusa_store_id),
        is_scheduled=is_scheduled(backend),
        lacks_rights=bool(backend.missing_rights),
        stock_is_stuck=bool(backend.stock_problem),
        refused_percent=backend.alert_refused_percent,
        since=max(
            time for time in (backend.create_date, HELD in pulses and pulses[HELD].at) if time
        ),
        went=_join(pulses, through),
        failed=tuple(
            run
            for run in _read_last_runs(env, backend, ("failed",))
            # Nothing is missing in the shop where it wasn't looked through.
            if SCOPES[run.scope].kind != "doctor"
        ),
        whole=tuple(run for run in through if run.is_whole),
        waiting=waiting[-1] if waiting else None,
        open=tuple(_read_open_runs(env, backend)),
        schedules=tuple(_get_schedules(backend)),
        crons=tuple(_get_crons(backend)),
        failing=tuple(_read_failing(env, backend)),
        covered_by=get_covered_by(),
        product_scopes=get_product_scopes(),
    )


def is_scheduled(backend):
    """Tell whether the schedules act for a store: in a test, only persons push."""
    return "stage" not in backend._fields or backend.stage != "test"


def _join(pulses, through):
    """Return {scope: Pulse} of what went through, also before pulses were kept."""
    went = {scope: pulse for scope, pulse in pulses.items() if scope not in (HELD, WATCHED)}
    for run in through:
        pulse = went.get(run.scope)
        if not pulse or pulse.run_id < run.id:
            backlogs = pulse.backlogs if pulse else ()
            went[run.scope] = Pulse(run.ended or run.made, run.id, backlogs)
    return went


# === RUNS === #

_RUN_COLUMNS = SQL(
    "id, scope, state, create_date, end_date, write_date, failure_type, failure_detail, "
    "COALESCE(total, 0), COALESCE(failed_count, 0), COALESCE(skipped_count, 0), "
    "COALESCE(leaving_count, 0), chosen IS NULL"
)


def _read_last_runs(env, backend, states):
    """Return the last run of each scope in one of some states, oldest first.

    An index of `medusa.sync.run` finds each, however many there are.
    """
    rows = env.execute_query(
        SQL(
            """
            SELECT run.* FROM unnest(%s) AS wanted (scope)
            CROSS JOIN LATERAL (
                  SELECT %s FROM medusa_sync_run run
                   WHERE run.backend_id = %s AND run.scope = wanted.scope AND run.state IN %s
                ORDER BY run.id DESC LIMIT 1) run
            ORDER BY run.id
            """,
            list(SCOPES), _RUN_COLUMNS, backend.id, states,
        )
    )  # fmt: skip
    return [RunFacts(*row) for row in rows]


def _read_open_runs(env, backend):
    """Return the runs that are queued or under way; that of their workers counts as theirs."""
    rows = env.execute_query(
        SQL(
            """
            SELECT run.id, run.scope, run.state, run.create_date, run.end_date,
                   GREATEST(run.write_date, (SELECT max(part.write_date) FROM medusa_run_range part
                                              WHERE part.run_id = run.id))
              FROM medusa_sync_run run WHERE run.backend_id = %s AND run.state IN %s
            ORDER BY run.id LIMIT 100
            """,
            backend.id, OPEN_STATES,
        )
    )  # fmt: skip
    return [RunFacts(*row, is_aside=SCOPES[row[1]].is_aside) for row in rows]


# === PRODUCTS === #


def _read_failing(env, backend):
    rows = env.execute_query(
        SQL(
            """
            SELECT failing_since FROM medusa_product_binding
             WHERE backend_id = %s AND failing_since IS NOT NULL
            ORDER BY failing_since LIMIT %s
            """,
            backend.id, MOST_FAILING,
        )
    )  # fmt: skip
    return [row[0] for row in rows]


# === SCHEDULES === #


def _get_crons(backend):
    """Return (name, whether it is on) of the crons that the store needs."""
    crons = backend.env["ir.cron"]
    names = ["sync", "queue"]
    if backend._get_stock_lines():
        names.append("stock")
    if backend.push_soon or backend.schedule_ids:
        names.append("soon")
    return [(name, bool(crons._get_medusa_cron_sudo(name).active)) for name in names]


def _get_schedules(backend):
    """Return the schedules that bring runs over everything to the store."""
    wanted = {"sync": "full"} | ({"stock": "stock"} if backend._get_stock_lines() else {})
    for name, scope in wanted.items():
        cron = backend.env["ir.cron"]._get_medusa_cron_sudo(name)
        is_new = not cron.lastcall or cron.lastcall < cron.write_date
        yield Schedule(
            name, scope, cron.active, cron.interval_number, cron.interval_type,
            first=is_new and cron.nextcall or None, changed=cron.write_date,
        )  # fmt: skip
    for row in backend.schedule_ids:
        # Where it was queued in time, the run itself tells what comes of it.
        yield Schedule(
            row.kind, KIND_SCOPES[row.kind], True, row.interval_number, row.interval_type,
            first=row.next_time, changed=row.create_date,
        )  # fmt: skip
