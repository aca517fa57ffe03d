"""How far a run is, and how long it takes yet, by what this store took before."""

from odoo import api, fields, models
from odoo.tools import SQL

from .phase import SCOPES

# What a phase weighs of which nothing is known yet: the main one, and each other.
MAIN_WEIGHT = 8.0
OTHER_WEIGHT = 1.0
# So many records of a run of today say as much as all former runs.
KNOWN_RECORDS = 100
# Of a phase whose number of records is a guess, so much is done at the most until it is over.
MOST_GUESSED = 0.95
# A phase that took longer was broken off, and gone on with later: nothing is learned of it.
LONGEST_SECONDS = 6 * 3600


class MedusaRunRate(models.Model):
    """How long a phase takes in a store: each run counts half, all before it the other half."""

    _name = "medusa.run.rate"
    _description = "Duration of a Phase in a Medusa Store"
    _rec_name = "phase"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    scope = fields.Char(required=True, readonly=True)
    phase = fields.Char(required=True, readonly=True)
    seconds = fields.Float(readonly=True, aggregator=None)
    records = fields.Float(readonly=True, aggregator=None)

    _phase_unique = models.UniqueIndex("(backend_id, scope, phase)")

    @api.model
    def _get_of(self, run):
        """Return {phase: rate} of what a run goes through in its store."""
        mine = [("backend_id", "=", run.backend_id.id), ("scope", "=", run.scope)]
        return {rate.phase: rate for rate in self.search(mine)}

    @api.model
    def _learn(self, run):
        """Keep how long the run's phase took that is over now."""
        seconds = _get_elapsed(run)
        if seconds is None or seconds > LONGEST_SECONDS:
            return
        done, _total = _get_place(run)
        self.flush_model()
        # Two runs may learn the same at once: neither may break off for it.
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO medusa_run_rate AS rate (backend_id, scope, phase, seconds, records)
                     VALUES (%s, %s, %s, %s, %s)
                ON CONFLICT (backend_id, scope, phase) DO UPDATE
                        SET seconds = (rate.seconds + EXCLUDED.seconds) / 2,
                            records = (rate.records + EXCLUDED.records) / 2
                """,
                run.backend_id.id, run.scope, run.phase, seconds, done,
            )
        )  # fmt: skip
        self.invalidate_model(["seconds", "records"])

    def _get_seconds_left(self, total, done, elapsed):
        """Return how long the rest of a phase takes, None where nothing tells it.

        :param self: of the phase, empty where it was never gone through
        :param total: how many records it has, 0 where that isn't known
        :param elapsed: seconds since it began
        """
        per_record = self.seconds / self.records if self.records else 0.0
        known = KNOWN_RECORDS if self.records else 0
        if total and known + done:
            pace = (per_record * known + elapsed) / (known + done)
            return pace * max(total - done, 0)
        return max(self.seconds - elapsed, 0.0) if self else None


class MedusaProgressMixin(models.AbstractModel):
    """How far a run is."""

    _name = "medusa.progress.mixin"
    _description = "Progress of a Medusa Run"

    # [[phase, what it weighs]]: made once, so that the percentage never goes back
    plan = fields.Json(readonly=True)
    phase_start = fields.Datetime(readonly=True)
    phase_done = fields.Integer("Looked At in This Phase", readonly=True)
    phase_total = fields.Integer("Records of This Phase", readonly=True)
    progress = fields.Float("Progress (%)", compute="_compute_progress")
    seconds_left = fields.Float("Time Left (s)", compute="_compute_seconds_left")

    @api.depends("done_count", "total", "state", "phase", "phase_done", "phase_total", "plan")
    def _compute_progress(self):
        for run in self:
            if run.state in ("done", "errors"):
                run.progress = 100.0
            else:
                run.progress = min(100.0 * _get_share(run), 99.0)

    @api.depends("done_count", "total", "state", "phase", "phase_done", "phase_total", "plan")
    def _compute_seconds_left(self):
        for run in self:
            run.seconds_left = _estimate(run) or 0.0


def make_plan(run, phases, total):
    """Return [[phase, what it weighs]] of a run that begins.

    :param phases: names
    :param int total: how many records the main phase has
    """
    rates = run.env["medusa.run.rate"]._get_of(run)
    plan = []
    for name in phases:
        is_main = name == SCOPES[run.scope].main
        weight = MAIN_WEIGHT if is_main else OTHER_WEIGHT
        if rate := rates.get(name):
            left = rate._get_seconds_left(total if is_main else 0, 0, 0)
            # Something of the bar for each: it moves where all of them take no time, too.
            weight = left + 0.1
        plan.append([name, weight])
    return plan


def prepare_phase_vals(run, name, phase):
    """Return the values of a run that turns to a phase."""
    rate = run.env["medusa.run.rate"]._get_of(run).get(name)
    counted = run.total if name == SCOPES[run.scope].main else phase._count(run)
    return {
        "phase": name,
        "phase_start": fields.Datetime.now(),
        "phase_done": 0,
        "phase_total": counted or (rate and round(rate.records)) or 0,
    }


def _is_main(run):
    return run.phase == SCOPES[run.scope].main


def _get_elapsed(run):
    """Return for how many seconds a run has been in its phase, None where that isn't known."""
    if not run.phase_start:
        return None
    return (fields.Datetime.now() - run.phase_start).total_seconds()


def _get_place(run):
    """Return (how many records of the phase are done, how many it has)."""
    return run.done_count if _is_main(run) else run.phase_done, run.phase_total


def _get_share(run):
    """Return how much of a run is done, from 0 to 1."""
    plan = run.plan or []
    names = [name for name, _weight in plan]
    done, total = _get_place(run)
    part = min(done / total, 1.0 if _is_main(run) else MOST_GUESSED) if total else 0.0
    if run.phase not in names:
        # It hasn't begun, or did so before there were plans.
        return part if run.phase and not plan else 0.0
    at = names.index(run.phase)
    before = sum(weight for _name, weight in plan[:at])
    return (before + plan[at][1] * part) / sum(weight for _name, weight in plan)


def _estimate(run):
    """Return how many seconds a run takes yet, None where nothing tells it."""
    elapsed = _get_elapsed(run)
    if run.state != "running" or elapsed is None:
        return None
    rates = run.env["medusa.run.rate"].sudo()._get_of(run)
    names = [name for name, _weight in run.plan or []]
    rate = rates.get(run.phase) or run.env["medusa.run.rate"]
    done, total = _get_place(run)
    left = rate._get_seconds_left(total, done, elapsed)
    if left is None:
        return None
    following = names[names.index(run.phase) + 1 :] if run.phase in names else []
    return left + sum(rates[name].seconds for name in following if name in rates)
