from odoo import api, fields, models
from odoo.fields import Domain

from ..core.toast import make_toast
from ..core.vacuum import delete_some, get_date_before
from .crons import switch_on
from .kinds import KINDS
from .telling import tell_closed, tell_newcomers, tell_opened
from .texts import get_alarm_words

# An alarm that comes again within so many minutes is the same one.
SAME_MINUTES = 60
# What the store's form says above its alarms already: {kind: in which states of its connection}
TOLD_ABOVE = {
    "copied": ("copied",),
    "key_refused": ("failed", "paused"),
    "rights_missing": ("failed", "paused"),
    "paused": ("failed", "paused"),
}
DAYS_KEPT = 365


class MedusaAlarm(models.Model):
    """A trouble of a store that somebody is told of, once, until it is over.

    What a person reads is made when it is read, in the reader's language.
    """

    _name = "medusa.alarm"
    _description = "Medusa Alarm"
    _order = "closed_at DESC NULLS FIRST, since DESC, id DESC"
    _rec_name = "name"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="backend_id.company_id", store=True, index=True)
    kind = fields.Selection(
        [(name, kind.label) for name, kind in KINDS.items()], required=True, readonly=True
    )
    since = fields.Datetime(required=True, readonly=True)
    opened_at = fields.Datetime("Told On", required=True, readonly=True)
    closed_at = fields.Datetime("Over Since", readonly=True, index="btree_not_null")
    is_open = fields.Boolean("Open", compute="_compute_is_open", search="_search_is_open")
    facts = fields.Json(readonly=True)
    activity_ids = fields.Many2many(
        "mail.activity", "medusa_alarm_activity", "alarm_id", "activity_id", "Activities",
        readonly=True, copy=False, context={"active_test": False},
    )  # fmt: skip

    told_ids = fields.Many2many(
        "res.users", "medusa_alarm_told", "alarm_id", "user_id", readonly=True, copy=False
    )

    name = fields.Char("What Happens", compute="_compute_words")
    detail = fields.Text("Cause", compute="_compute_words")
    shopper = fields.Text("What a Shopper Sees", compute="_compute_words")
    mend = fields.Text("What To Do", compute="_compute_words")
    # Their names in the table, for the views.
    buttons = fields.Char(compute="_compute_words")

    is_told_above = fields.Boolean(
        compute="_compute_is_told_above", help="The banner of the store says it, and what to do."
    )

    _open_unique = models.UniqueIndex("(backend_id, kind) WHERE closed_at IS NULL")

    # === COMPUTE METHODS === #

    @api.depends("closed_at")
    def _compute_is_open(self):
        for alarm in self:
            alarm.is_open = not alarm.closed_at

    @api.model
    def _search_is_open(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("closed_at", "=" if True in value else "!=", False)

    @api.depends("kind", "facts", "backend_id")
    @api.depends_context("lang", "tz", "uid")
    def _compute_words(self):
        for alarm in self:
            alarm.update(get_alarm_words(alarm))
            alarm.buttons = "" if alarm.closed_at else ",".join(KINDS[alarm.kind].buttons)

    @api.depends("kind", "backend_id.connection_state")
    def _compute_is_told_above(self):
        for alarm in self:
            state = alarm.backend_id.connection_state
            alarm.is_told_above = state in TOLD_ABOVE.get(alarm.kind, ())

    @api.depends("name")
    @api.depends_context("lang", "tz", "uid")
    def _compute_display_name(self):
        # Odoo's own would give each reader what the first one read, such as in two mails.
        for alarm in self:
            alarm.display_name = alarm.name

    # === WHAT THE WATCH WRITES === #

    @api.model
    def _get_open_alarms(self, backends=None):
        """Return the open alarms, of some stores or of all, the oldest first.

        :param backends: `medusa.backend`
        """
        domain = [("closed_at", "=", False)]
        domain += [] if backends is None else [("backend_id", "in", backends.ids)]
        return self.search(domain, order="since, id")

    @api.model
    def _update(self, backend, found, hidden):
        """Open what is found, close what is over, and tell it; what is known is only kept.

        :param backend: `medusa.backend`
        :param found, hidden: see `kinds.find_alarms`
        """
        known = {alarm.kind: alarm for alarm in self._get_open_alarms(backend)}
        for kind, alarm in known.items():
            if kind not in found:
                alarm._close(hidden.get(kind))
        for kind, hit in found.items():
            if kind not in known:
                self._open(backend, kind, hit)
                continue
            if known[kind].facts != hit.values:
                known[kind].facts = hit.values
            tell_newcomers(known[kind])

    def _open(self, backend, kind, hit):
        now = fields.Datetime.now()
        recent = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "=", kind),
                ("closed_at", ">=", fields.Datetime.subtract(now, minutes=SAME_MINUTES)),
            ],
            limit=1,
        )
        if recent:
            recent.write({"closed_at": False, "facts": hit.values})
            tell_opened(recent, is_again=True)
        else:
            vals = {"backend_id": backend.id, "kind": kind, "since": hit.since, "opened_at": now}
            tell_opened(self.create({**vals, "facts": hit.values}))

    def _close(self, follower=None):
        """Say that it is over.

        :param str follower: the kind that says it from now on
        """
        self.closed_at = fields.Datetime.now()
        tell_closed(self, follower)

    @api.autovacuum
    def _gc_alarms(self):
        """Delete what was over long ago.

        :return: (how many were deleted, whether there are more)
        """
        return delete_some(self, [("closed_at", "<", get_date_before(DAYS_KEPT))], 1000)

    # === ACTION METHODS === #

    def action_open(self):
        """Open the alarm itself, from where only a line of it stands."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    def action_store(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "medusa.backend",
            "res_id": self.backend_id.id,
            "views": [(False, "form")],
        }

    def action_open_run(self):
        """Open the run that it is about; where none is, the store's runs."""
        self.ensure_one()
        run = self.env["medusa.sync.run"].browse((self.facts or {}).get("run_id")).exists()
        return run.get_formview_action() if run else self.backend_id.action_view_runs()

    def action_view_leaving(self):
        """Open the products that would leave, with the reason of each."""
        self.ensure_one()
        run = self.env["medusa.sync.run"].browse((self.facts or {}).get("run_id")).exists()
        return run and run.action_view_leaving()

    def action_runs(self):
        self.ensure_one()
        return self.backend_id.action_view_runs()

    def action_products(self):
        self.ensure_one()
        return self.backend_id.action_view_failed_products()

    def action_test(self):
        """Test the connection; what it finds ends the alarm, or says what is still missing."""
        self.ensure_one()
        action = self.backend_id.action_test_connection()
        self.env["medusa.watch"]._trigger_sudo()
        return action

    def action_sync(self):
        self.ensure_one()
        return self.backend_id.action_sync_now()

    def action_schedule(self):
        """Switch on what the store needs of the scheduled jobs."""
        self.ensure_one()
        switch_on(self.backend_id, (self.facts or {}).get("crons", ()))
        self.env["medusa.watch"]._trigger_sudo()
        return make_toast(self.env._("The schedule is on again."), "success")
