"""Why what is queued for a store doesn't go on, and what mends it."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..core.sentence import say_of
from ..core.trial import get_trial
from .jobs import goes_by_jobs
from .run import OPEN_STATES

# The scheduled job that goes on with what persons ask for.
ASKED_JOBS = ("queue",)
# {what a run began by: the jobs that go on with it}, where those are more
_JOBS = {"cron": ("queue", "sync", "stock"), "soon": ("queue", "soon")}


def get_obstacle(backend, jobs=ASKED_JOBS):
    """Return why nothing is gone on with, and what mends it, in the reader's language.

    What is gone on with, and refused then, says so itself: see `guard`.

    :param backend: `medusa.backend`
    :param jobs: names of the scheduled jobs one of which must be on, see `_get_medusa_cron_sudo`
    :return: "" where it goes on
    """
    env = backend.env
    if not backend.active:
        return env._(
            "The store %s is archived: nothing of it goes on until it is unarchived.", backend.name
        )
    crons = env["ir.cron"]
    if any(crons._get_medusa_cron_sudo(name).active for name in jobs) or goes_by_jobs(backend):
        return ""
    if not backend.sudo()._is_own_database():
        return env._(
            "This database is a copy, whose scheduled jobs are off: nothing is pushed from here. "
            "If it shall push, confirm that on the store, and let an administrator switch the "
            "scheduled jobs on that begin with “Medusa”."
        )
    return env._(
        "The scheduled job that works through what is queued is off. Let an administrator switch "
        "the scheduled jobs on that begin with “Medusa”."
    )


def leave_idle(backends):
    """Sort out the stores of which nothing is gone on with; nothing is raised.

    :param backends: `medusa.backend`
    :return: (the others, sentences on why nothing goes on of these, and what mends it)
    """
    idle = {}
    for backend in backends:
        obstacle = get_obstacle(backend)
        if obstacle:
            idle[obstacle] = idle.get(obstacle, backends.browse()) | backend
    going = backends - backends.browse().union(*idle.values())
    return going, [
        # What holds for all of them needs no names, and an archived one is named by it.
        say_of(backends.env, ", ".join(mine.mapped("name")), text)
        if going and all(mine.mapped("active"))
        else text
        for text, mine in idle.items()
    ]


def check_goes_on(backend, is_at_once=False, jobs=ASKED_JOBS):
    """Refuse what would wait without a word.

    :param backend: `medusa.backend`
    :param bool is_at_once: no scheduled job is needed for it
    :raise UserError: it would
    """
    # A plan goes through it in tables of its own, whatever becomes of the store meanwhile.
    if get_trial(backend.env) or (backend.active and is_at_once):
        return
    obstacle = get_obstacle(backend, jobs)
    if obstacle:
        raise UserError(obstacle)


class MedusaCourseMixin(models.AbstractModel):
    """Says of what is queued why it doesn't go on."""

    _inherit = "medusa.course.mixin"

    waits_text = fields.Char("Waits", compute="_compute_waits_text")

    @api.depends("state", "backend_id.active")
    @api.depends_context("lang")
    def _compute_waits_text(self):
        for record in self:
            is_open = record.state in (*OPEN_STATES, "waiting")
            record.waits_text = is_open and get_obstacle(record.backend_id, record._get_jobs())

    def _get_jobs(self):
        """Return the names of the scheduled jobs one of which goes on with it."""
        trigger = self["trigger"] if "trigger" in self._fields else None
        return _JOBS.get(trigger, ASKED_JOBS)

    def _check_goes_on(self):
        """Refuse to let it go on where nobody does."""
        for record in self:
            check_goes_on(record.backend_id, jobs=record._get_jobs())


class MedusaIdleMixin(models.AbstractModel):
    """Says of an archived store what waits for it; that goes on at once when it is unarchived."""

    _name = "medusa.idle.mixin"
    _description = "What Waits for a Medusa Store"

    idle_text = fields.Char(compute="_compute_idle_text")

    @api.depends("active", "run_ids.state")
    @api.depends_context("lang")
    def _compute_idle_text(self):
        for backend in self:
            mine = [("backend_id", "=", backend.id), ("state", "in", (*OPEN_STATES, "waiting"))]
            runs = self.env["medusa.sync.run"]
            count = 0 if backend.active else runs.search_count(mine)
            backend.idle_text = bool(count) and self.env._(
                "%(obstacle)s Runs that wait for that: %(count)s. Cancel those that shall not go "
                "on.",
                obstacle=get_obstacle(backend),
                count=count,
            )

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._trigger_queue_sudo()
        return result


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.idle.mixin"]
