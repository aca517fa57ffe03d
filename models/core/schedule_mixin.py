import datetime

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# {preset: (interval number, interval type, hour of the day or None, weekday or None)}
SCHEDULES = {
    "midnight": (1, "days", 0, None),
    "noon": (1, "days", 12, None),
    "six_hours": (6, "hours", None, None),
    "half_hour": (30, "minutes", None, None),
    "sunday": (1, "weeks", 0, 6),
}


# Further away, a time is a slip of the hand, or a date that no clock can reckon with.
LONGEST_INTERVAL = 1000
YEARS_AHEAD = 5


def check_interval(env, number):
    """:raise ValidationError: if something can't be done every so many hours, days …"""
    if not 1 <= number <= LONGEST_INTERVAL:
        raise ValidationError(env._("The interval is a number from 1 to %s.", LONGEST_INTERVAL))


class MedusaScheduleMixin(models.AbstractModel):
    """When the products are pushed: the cron of all stores, without developer mode.

    Settings show it, and the form of a store to managers who may not open Settings.
    """

    _name = "medusa.schedule.mixin"
    _description = "Schedule of the Medusa Stores"

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
        "Push the Products",
        compute="_compute_medusa_schedule",
        inverse="_inverse_medusa_schedule",
        readonly=False,
    )
    medusa_interval_number = fields.Integer(
        "Every",
        compute="_compute_medusa_schedule",
        inverse="_inverse_medusa_schedule",
        readonly=False,
    )
    medusa_interval_type = fields.Selection(
        [
            ("minutes", "Minutes"),
            ("hours", "Hours"),
            ("days", "Days"),
            ("weeks", "Weeks"),
            ("months", "Months"),
        ],
        "Unit",
        compute="_compute_medusa_schedule",
        inverse="_inverse_medusa_schedule",
        readonly=False,
    )
    medusa_next_run = fields.Datetime(
        "Next Run",
        compute="_compute_medusa_schedule",
        inverse="_inverse_medusa_schedule",
        readonly=False,
    )

    # === COMPUTE METHODS === #

    def _compute_medusa_schedule(self):
        cron = self.env["ir.cron"]._get_medusa_cron_sudo()
        for record in self:
            record.medusa_interval_number = cron.interval_number
            record.medusa_interval_type = cron.interval_type
            record.medusa_next_run = cron.nextcall
            record.medusa_schedule = record._get_medusa_preset() if cron.active else "off"

    def _inverse_medusa_schedule(self):
        cron = self.env["ir.cron"]._get_medusa_cron_sudo()
        for record in self:
            record._check_medusa_times(cron)
            vals = record._prepare_medusa_cron_vals()
            if any(cron and cron[name] != value for name, value in vals.items()):
                record._check_medusa_schedule()
            if cron._medusa_write_changed(vals):
                self.env["ir.cron"]._set_medusa_time_zone_sudo(self.env.user.tz or "UTC")

    # === ONCHANGE METHODS === #

    @api.onchange("medusa_schedule")
    def _onchange_medusa_schedule(self):
        """Show what the chosen schedule means."""
        if self.medusa_schedule in SCHEDULES and self.medusa_schedule != self._get_medusa_preset():
            number, unit, _hour, _weekday = SCHEDULES[self.medusa_schedule]
            self.medusa_interval_number = number
            self.medusa_interval_type = unit
            self.medusa_next_run = self._get_medusa_next_run(self.medusa_schedule)

    @api.onchange("medusa_next_run")
    def _onchange_medusa_next_run(self):
        """Another hour than that of the chosen schedule is another schedule."""
        if self.medusa_schedule in SCHEDULES:
            self.medusa_schedule = self._get_medusa_preset()

    # === BUSINESS METHODS === #

    def _check_medusa_schedule(self):
        """Refuse the schedule to who may not change it; each room may have its reason."""

    def _check_medusa_times(self, cron):
        """:raise ValidationError: if a newly chosen time or interval makes no sense"""
        now, chosen = fields.Datetime.now(), self.medusa_next_run
        earliest = now - datetime.timedelta(days=1)
        latest = now.replace(day=1) + datetime.timedelta(days=366 * YEARS_AHEAD)
        if chosen and chosen != cron.nextcall and not earliest <= chosen <= latest:
            raise ValidationError(
                self.env._(
                    "The next run can't be at %s: choose a time from now on, in the next years.",
                    fields.Datetime.to_string(chosen),
                )
            )
        self._check_medusa_interval(self.medusa_interval_number)

    @api.model
    def _check_medusa_interval(self, number):
        """:raise ValidationError: if an interval's number makes no sense; 0 counts as 1"""
        check_interval(self.env, number or 1)

    def _prepare_medusa_cron_vals(self):
        """Return the values of the cron that does what was chosen."""
        if self.medusa_schedule == "off":
            return {"active": False}
        vals = {
            "active": True,
            "interval_number": max(self.medusa_interval_number, 1),
            "interval_type": self.medusa_interval_type or "days",
        }
        if self.medusa_next_run:
            vals["nextcall"] = self.medusa_next_run
        if self.medusa_schedule in SCHEDULES and self.medusa_schedule != self._get_medusa_preset():
            number, unit, _hour, _weekday = SCHEDULES[self.medusa_schedule]
            vals["interval_number"] = number
            vals["interval_type"] = unit
            vals["nextcall"] = self._get_medusa_next_run(self.medusa_schedule)
        return vals

    def _get_medusa_preset(self):
        """Return the schedule that interval and next run are, in the reader's time zone."""
        if not self.medusa_next_run:
            return "custom"
        local = fields.Datetime.context_timestamp(self, self.medusa_next_run)
        for name, (number, unit, hour, weekday) in SCHEDULES.items():
            if (
                (self.medusa_interval_number, self.medusa_interval_type) == (number, unit)
                and (hour is None or (local.hour, local.minute) == (hour, 0))
                and weekday in (None, local.weekday())
            ):
                return name
        return "custom"

    def _get_medusa_next_run(self, schedule):
        """Return the first time (UTC) of a schedule after now, in the reader's time zone."""
        number, unit, hour, weekday = SCHEDULES[schedule]
        if hour is None:
            return fields.Datetime.now() + datetime.timedelta(**{unit: number})
        time_zone = self.env.context.get("tz") or self.env.user.tz
        return self.env["ir.cron"]._get_next_time(hour, weekday, time_zone)
