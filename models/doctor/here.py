"""What an examination finds in Odoo itself, without asking the store: a table of small looks."""

from datetime import timedelta

from odoo import fields

from ...sync.findings import Hit
from ..alert.kinds import find_cron_off
from ..alert.reading import read_facts
from ..start.steps import STEPS, WARNING

# A scheduled job that is later than this was called by nobody.
LATE = timedelta(hours=1)


def look_here(backend):
    """Return what is wrong in Odoo.

    :param backend: `medusa.backend`, as superuser
    :rtype: list[Hit]
    """
    facts = read_facts(backend, fields.Datetime.now())
    return [hit for look in LOOKS.values() for hit in look(backend, facts)]


def find_hanging_runs(backend, facts):
    """Yield the runs that go on no more."""
    for run in facts.open:
        if not facts.is_under_way(run):
            yield Hit("run_hangs", str(run.id), facts={"run_id": run.id})


def find_crons_off(backend, facts):
    """Yield which of the scheduled jobs that the store needs are off."""
    if found := find_cron_off(facts):
        yield Hit("cron_off", "cron", facts=found.values)


def find_missing_workers(backend, facts):
    """Yield whether Odoo calls no scheduled job at all, whosever it is."""
    # sudo: nobody need be allowed to read the scheduled jobs.
    crons = backend.env["ir.cron"].sudo()
    limit = fields.Datetime.subtract(facts.now, seconds=LATE.total_seconds())
    late = [("active", "=", True), ("nextcall", "<", limit)]
    mine = crons.union(*(crons._get_medusa_cron_sudo(name) for name, is_on in facts.crons if is_on))
    is_working = any(run.state == "running" and facts.is_under_way(run) for run in facts.open)
    if is_working or not crons.search_count([*late, ("id", "in", mine.ids)], limit=1):
        return
    if not crons.search_count([("lastcall", ">=", limit)], limit=1):
        yield Hit("no_cron_worker", "cron")


def find_wrong_settings(backend, facts):
    """Yield the steps of the checklist that warn."""
    for name, look in STEPS.items():
        if backend.store_name and look(backend).state == WARNING:
            yield Hit("setting", name, facts={"step": name})


def find_other_databases(backend, facts):
    """Yield the databases that marked products, and of which nobody has said whose they are."""
    for row in backend.undecided_database_ids:
        yield Hit("foreign_mark", row.uuid, facts={"products": row.product_count})


def find_leftover_files(backend, facts):
    """Yield whether files are in the store that no product shows."""
    pictures = backend.env["medusa.picture"]
    unused = pictures.search_count(
        [
            *backend.env["medusa.picture.ties"]._get_unused_domain(backend),
            # What a run under way has just uploaded is nobody's yet.
            ("write_date", "<", fields.Datetime.subtract(facts.now, days=1)),
        ]
    )
    lost = pictures.search_count(
        [("backend_id", "=", backend.id), ("url", "=", False), ("tries", ">", 0)]
    )
    if unused or lost:
        yield Hit("leftover_file", "files", facts={"unused": unused, "lost": lost})


# {kind: what looks for it}
LOOKS = {
    "run_hangs": find_hanging_runs,
    "cron_off": find_crons_off,
    "no_cron_worker": find_missing_workers,
    "setting": find_wrong_settings,
    "foreign_mark": find_other_databases,
    "leftover_file": find_leftover_files,
}
