import uuid

from odoo import api, fields, models
from odoo.fields import Domain

from ..core.moment import tell_moment
from ..core.retry_mixin import get_waiting_seconds
from ..core.vacuum import delete_some, get_date_before
from .texts import get_labels, get_texts

# After that a person is told; waiting longer and longer, it takes two days.
MOST_TRIES = 10
MOST_DAYS = 3
# So many wait for one receiver at the most; the oldest gives way.
MOST_WAITING = 1000
DAYS_KEPT = 14


class MedusaWebhookMessage(models.Model):
    """A message to a receiver outside, until it took it.

    It is written in the transaction of what it tells of, and sent by a cron of its own: nobody
    waits for the receiver, and what was committed is told. A process that is lost between may
    tell it twice.
    """

    _name = "medusa.webhook.message"
    _description = "Message to a Receiver"
    _order = "id desc"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, readonly=True, ondelete="cascade", index=True
    )
    target = fields.Selection(
        "_selection_target", "To", required=True, readonly=True, help="For whom it is."
    )
    key = fields.Char(required=True, readonly=True, default=lambda self: str(uuid.uuid4()))
    body = fields.Json(readonly=True)
    state = fields.Selection(
        [("waiting", "Waits"), ("sent", "Taken"), ("failed", "Given up")],
        required=True,
        readonly=True,
        default="waiting",
    )
    tries = fields.Integer("Failed Tries", readonly=True, aggregator=None)
    next_try = fields.Datetime(readonly=True, default=lambda self: fields.Datetime.now())
    sent_at = fields.Datetime("Taken On", readonly=True)
    failure = fields.Selection("_selection_failure", readonly=True)
    http_status = fields.Integer("HTTP Status", readonly=True, aggregator=None)
    message = fields.Text("What To Do", compute="_compute_message")
    create_date = fields.Datetime("Written On", readonly=True, index=True)

    _waiting_index = models.Index("(next_try) WHERE state = 'waiting'")
    _failed_index = models.Index("(backend_id, target) WHERE state = 'failed'")

    @api.model
    def _selection_target(self):
        return list(self.env["medusa.backend"]._get_webhook_labels().items())

    @api.model
    def _selection_failure(self):
        return list(get_labels(self.env).items())

    @api.depends("target", "create_date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        labels = self.env["medusa.backend"]._get_webhook_labels()
        for message in self:
            date = tell_moment(self.env, message.create_date)
            message.display_name = f"{labels.get(message.target, '')} {date}".strip()

    @api.depends("failure", "http_status")
    @api.depends_context("lang")
    def _compute_message(self):
        texts = get_texts(self.env)
        for message in self:
            text = texts.get(message.failure, "")
            message.message = text and text.format(status=message.http_status)

    # === ACTION METHODS === #

    def action_try_again(self):
        """Send what was given up once more, from the beginning."""
        self.backend_id.check_access("write")
        # sudo: nobody but the connector writes messages.
        messages = self.sudo().filtered(lambda row: row.state != "sent")
        messages.write({"state": "waiting", "tries": 0, "next_try": fields.Datetime.now()})
        self._trigger_sudo()

    # === BUSINESS METHODS === #

    @api.model
    def _put(self, backend, target, body):
        """Keep a message to send; the oldest beyond what may wait is given up.

        :param backend: `medusa.backend`
        :return: the message
        """
        # sudo: whoever does what is told of need not write messages.
        messages = self.sudo()
        message = messages.create({"backend_id": backend.id, "target": target, "body": body})
        waiting = [
            ("backend_id", "=", backend.id),
            ("target", "=", target),
            ("state", "=", "waiting"),
        ]
        surplus = messages.search(waiting, offset=MOST_WAITING, order="id desc")
        surplus._give_up("too_many")
        self._trigger_sudo()
        return message

    @api.model
    def _trigger_sudo(self, at=None):
        """Call for the cron: as soon as this transaction is committed, or later (UTC)."""
        cron = self.env["ir.cron"]._get_medusa_cron_sudo("webhook")
        if cron:
            cron._trigger(at)

    @api.model
    def _get_due(self, limit, rest):
        """Return what is to be sent now, least tried first: no message holds up the others.

        :param Domain rest: of messages that weren't tried yet
        """
        due = Domain("state", "=", "waiting") & Domain("next_try", "<=", fields.Datetime.now())
        due &= Domain("backend_id.active", "=", True) & rest
        return self.search(due, order="tries, id", limit=limit)

    # === WHAT CAME OF IT === #

    def _note(self, outcome):
        """Keep what came of a try.

        :param outcome: see `webhook.sending`
        """
        now = fields.Datetime.now()
        if not outcome.failure:
            self.write(
                {"state": "sent", "sent_at": now, "next_try": False, "failure": False,
                 "http_status": outcome.status}
            )  # fmt: skip
            return
        tries = self.tries + 1
        seconds = get_waiting_seconds(tries, outcome.retry_after)
        next_try = fields.Datetime.add(now, seconds=seconds)
        self.write(
            {"tries": tries, "next_try": next_try, "failure": outcome.failure,
             "http_status": outcome.status}
        )  # fmt: skip
        if tries >= MOST_TRIES or self.create_date < fields.Datetime.subtract(now, days=MOST_DAYS):
            self._give_up(outcome.failure)
        else:
            self._trigger_sudo(next_try)

    def _give_up(self, failure):
        if self:
            self.write({"state": "failed", "next_try": False, "failure": failure})

    @api.autovacuum
    def _gc_messages(self):
        """Delete what was taken or given up long ago.

        :return: (how many were deleted, whether there are more)
        """
        date = get_date_before(DAYS_KEPT)
        return delete_some(self, [("state", "!=", "waiting"), ("create_date", "<", date)], 10000)
