import datetime

import pytz

from odoo import api, fields, models

# {preset: (interval number, interval type, hour of the day or None, weekday or None)}
SCHEDULES = {
    "midnight": (1, "days", 0, None),
    "noon": (1, "days", 12, None),
    "six_hours": (6, "hours", None, None),
    "half_hour": (30, "minutes", None, None),
    "sunday": (1, "weeks", 0, 6),
}


class ResConfigSettings(models.TransientModel):
    """When the nightly push runs: the cron of all stores, without developer mode."""

    _inherit = "res.config.settings"

    medusa_schedule = fields.Selection(
        [
            ("midnight", "Every day at midnight"),
            ("noon", "Every day at noon"),
            ("six_hours", "Every 6 hours"),
            ("half_hour", "Every 30 minutes"),
            ("sunday", "Every Sunday at midnight"),
            ("custom", "Other"),
            ("off", "Never"),
        ],
        "Schedule",
        compute="_compute_medusa_schedule",
        inverse="_inverse_medusa_schedule",
        readonly=False,
    )
    medusa_interval_number = fields.Integer(
        "Every", compute="_compute_medusa_schedule", inverse="_inverse_medusa_schedule",
        readonly=False,
    )  # fmt: skip
    medusa_interval_type = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days"), ("weeks", "Weeks"),
         ("months", "Months")],
        "Unit", compute="_compute_medusa_schedule", inverse="_inverse_medusa_schedule",
        readonly=False,
    )  # fmt: skip
    medusa_next_run = fields.Datetime(
        "Next Run", compute="_compute_medusa_schedule", inverse="_inverse_medusa_schedule",
        readonly=False,
    )  # fmt: skip

    @api.depends("company_id")
    def _compute_medusa_schedule(self):
        cron = self._get_medusa_cron_sudo()
        for settings in self:
            settings.medusa_schedule = self._get_medusa_schedule(cron)
            settings.medusa_interval_number = cron.interval_number
            settings.medusa_interval_type = cron.interval_type
            settings.medusa_next_run = cron.nextcall

    def _inverse_medusa_schedule(self):
        cron = self._get_medusa_cron_sudo()
        for settings in self:
            vals = settings._prepare_medusa_cron_vals()
            # Every save of any settings comes here; a cron that is running can't be written.
            changed = {key: value for key, value in vals.items() if cron[key] != value}
            if changed:
                # sudo: a manager of the stores need not be allowed to write crons.
                cron.write(changed)

    @api.onchange("medusa_schedule")
    def _onchange_medusa_schedule(self):
        """Show what the chosen schedule means."""
        if self.medusa_schedule in SCHEDULES and self.medusa_schedule != self._get_medusa_schedule(
            self._get_medusa_cron_sudo()
        ):
            number, unit, _hour, _weekday = SCHEDULES[self.medusa_schedule]
            self.medusa_interval_number = number
            self.medusa_interval_type = unit
            self.medusa_next_run = self._get_medusa_next_run(self.medusa_schedule)

    def _prepare_medusa_cron_vals(self):
        if self.medusa_schedule == "off":
            return {"active": False}
        vals = {"active": True}
        if self.medusa_schedule in SCHEDULES:
            number, unit, _hour, _weekday = SCHEDULES[self.medusa_schedule]
            vals |= {"interval_number": number, "interval_type": unit}
        else:
            vals |= {
                "interval_number": max(self.medusa_interval_number, 1),
                "interval_type": self.medusa_interval_type,
            }
        if self.medusa_next_run:
            vals["nextcall"] = self.medusa_next_run
        return vals

    def _get_medusa_schedule(self, cron):
        """Return the preset that the cron follows, in the time zone of the reader."""
        if not cron.active:
            return "off"
        local = fields.Datetime.context_timestamp(self, cron.nextcall)
        for name, (number, unit, hour, weekday) in SCHEDULES.items():
            if (
                (cron.interval_number, cron.interval_type) == (number, unit)
                and hour in (None, local.hour)
                and weekday in (None, local.weekday())
            ):
                return name
        return "custom"

    def _get_medusa_next_run(self, schedule):
        """Return the first time of a preset after now (UTC), in the time zone of the reader."""
        number, unit, hour, weekday = SCHEDULES[schedule]
        now = fields.Datetime.now()
        if hour is None:
            return now + datetime.timedelta(**{unit: number})
        zone = pytz.timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        local = pytz.utc.localize(now).astimezone(zone).replace(tzinfo=None)
        time = local.replace(hour=hour, minute=0, second=0, microsecond=0)
        while time <= local or (weekday is not None and time.weekday() != weekday):
            time += datetime.timedelta(days=1)
        return zone.localize(time).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _get_medusa_cron_sudo(self):
        return self.env.ref("medusa_connector.ir_cron_medusa_sync").sudo()
