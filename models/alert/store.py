from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...webhook.address import clean_pattern
from ..store.lists import open_list
from ..webhook.secret import (
    forget_secrets,
    read_secrets_sudo,
    secret_field,
    secret_set_field,
)
from .health import get_health_address, make_token
from .persons import find_managers, find_told, may_see
from .reading import HELD

_SECRET_COLUMN = "alert_webhook_secret"


class MedusaAlertMixin(models.AbstractModel):
    """Who is told when a store falls silent, and how."""

    _name = "medusa.alert.mixin"
    _description = "Alerts of a Medusa Store"
    _inherit = ["medusa.chatter.mixin"]

    responsible_ids = fields.Many2many(
        "res.users",
        "medusa_backend_responsible",
        "backend_id",
        "user_id",
        "Responsible Persons",
        compute="_compute_responsible_ids",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        tracking=True,
        domain="[('share', '=', False), ('company_ids', 'in', company_id)]",
        help="They are told when nothing reaches the store, and what to do. Nobody: the Medusa "
        "managers of the company.",
    )
    alert_by_mail = fields.Boolean(
        "By Mail, Too",
        tracking=True,
        help="Beside the activity, each of them gets one mail about an alarm.",
    )
    alert_refused_percent = fields.Float(
        "Refused, More Than (%)",
        default=5.0,
        digits=(5, 1),
        help="When more than this share of a run over everything is refused, it is told.",
    )
    alert_webhook_url = fields.Char(
        "Address for Alarms",
        copy=False,
        tracking=True,
        # Whoever knows the address of some services may write there.
        groups="medusa_connector.group_medusa_manager",
        help="A signed message goes there when an alarm begins, and when it is over.",
    )
    alert_webhook_secret = secret_field(
        _SECRET_COLUMN,
        string="Secret for Alarms",
        help="With it the messages are signed. It can be replaced, but never read again.",
    )
    alert_webhook_secret_set = secret_set_field(_SECRET_COLUMN, string="Secret Is Set")
    digest_weekly = fields.Boolean(
        "Weekly Digest",
        tracking=True,
        help="Once a week, the responsible persons get a mail on what was pushed and what failed.",
    )
    health_token = fields.Char(
        readonly=True, copy=False, groups="medusa_connector.group_medusa_manager"
    )
    health_url = fields.Char(
        "Address for a Monitor",
        compute="_compute_health_url",
        groups="medusa_connector.group_medusa_manager",
    )
    alarm_ids = fields.One2many("medusa.alarm", "backend_id", "All Alarms", readonly=True)
    open_alarm_ids = fields.One2many(
        "medusa.alarm", "backend_id", "Open Alarms", domain=[("closed_at", "=", False)],
        readonly=True,
    )  # fmt: skip

    open_alarm_count = fields.Integer("Alarms", compute="_compute_open_alarm_count")

    # === COMPUTE METHODS === #

    @api.depends("company_id")
    def _compute_responsible_ids(self):
        for backend in self:
            backend.responsible_ids = find_managers(backend.company_id)

    @api.depends("health_token")
    def _compute_health_url(self):
        for backend in self:
            backend.health_url = get_health_address(backend)

    @api.depends("alarm_ids.closed_at")
    def _compute_open_alarm_count(self):
        groups = self.env["medusa.alarm"]._read_group(
            [("backend_id", "in", self.ids), ("closed_at", "=", False)], ["backend_id"], ["__count"]
        )
        counts = {backend.id: count for backend, count in groups}
        for backend in self:
            backend.open_alarm_count = counts.get(backend.id, 0)

    # === CONSTRAINT METHODS === #

    @api.constrains("responsible_ids", "company_id")
    def _check_responsibles(self):
        for backend in self:
            blind = backend.responsible_ids.filtered(
                lambda user, backend=backend: not may_see(user, backend)
            )
            if blind:
                raise ValidationError(
                    self.env._(
                        "%(names)s may not see the store %(store)s. Whoever is told of it needs "
                        "the group “Medusa / User”, and the store's company.",
                        names=", ".join(blind.mapped("name")),
                        store=backend.name,
                    )
                )

    @api.constrains("alert_webhook_url")
    def _check_alert_webhook_url(self):
        for backend in self.filtered("alert_webhook_url"):
            try:
                clean_pattern(backend.alert_webhook_url)
            except ValueError as error:
                raise ValidationError(
                    self.env._(
                        "“%s” is no address for alarms. Write it like "
                        "https://alerts.mycompany.com/medusa.",
                        backend.alert_webhook_url,
                    )
                ) from error

    # === CRUD METHODS === #

    def write(self, vals):
        if "alert_webhook_url" in vals:
            # A secret belongs to the receiver that it was given for.
            moved = self.filtered(
                lambda row: row.alert_webhook_url != (vals["alert_webhook_url"] or False)
            )
            forget_secrets(moved.filtered("alert_webhook_url"), _SECRET_COLUMN)
        result = super().write(vals)
        if vals.get("active") or "stage" in vals:
            for backend in self:
                # What wasn't expected until now isn't missing.
                self.env["medusa.alarm.pulse"].sudo()._beat(backend, HELD)
        return result

    def _mail_track(self, tracked_fields, initial_values):
        """Override of `mail`: a first test, or one after a new key, is no news of the store."""
        states = {initial_values.get("connection_state"), self.connection_state}
        if "unchecked" in states:
            initial_values = {
                name: value for name, value in initial_values.items() if name != "connection_state"
            }
        return super()._mail_track(tracked_fields, initial_values)

    # === ACTION METHODS === #

    def action_view_alarms(self):
        return open_list(self, "medusa_alarm_action", search_default_open=1)

    def action_renew_health(self):
        """Make an address for an outside monitor; the former one is nobody's any more."""
        self.check_access("write")
        for backend in self:
            # sudo: nobody but this button writes it.
            backend.sudo().health_token = make_token(backend)

    # === BUSINESS METHODS === #

    def _get_chatter_lang(self):
        """Return what most of the persons read who are told of the store."""
        langs = find_told(self).mapped("lang")
        company = super()._get_chatter_lang()
        # Of two that are as frequent, the company's.
        return max(langs, key=lambda lang: (langs.count(lang), lang == company), default=company)

    def _read_alert_secret_sudo(self):
        self.ensure_one()
        return read_secrets_sudo(self, _SECRET_COLUMN).get(self.id)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    # Before the store, which has the mixin of its chatter already.
    _inherit = ["medusa.alert.mixin", "medusa.backend", "mail.activity.mixin"]

    _refused_percent_bounded = models.Constraint(
        "CHECK (alert_refused_percent BETWEEN 0 AND 100)",
        "The share of refused products is between 0 and 100 percent.",
    )
