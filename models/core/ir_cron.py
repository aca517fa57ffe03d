import datetime

import pytz
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

# The time zone in which the schedule was chosen. The user of the cron, OdooBot, may have none.
TIME_ZONE_PARAMETER = "medusa_connector.schedule_tz"


class IrCron(models.Model):
    """The schedule of the stores: at midnight is at midnight in summer and in winter."""

    _inherit = "ir.cron"

    @api.model
    def _get_medusa_cron_sudo(self, name="sync"):
        """Return one of the connector's crons; empty if somebody deleted it.

        :param str name: sync (it pushes all stores), queue or stock
        """
        cron = self.env.ref(f"medusa_connector.ir_cron_medusa_{name}", raise_if_not_found=False)
        # sudo: a manager of the stores need not be allowed to read or write crons.
        return cron.sudo() if cron else self.sudo().browse()

    def _medusa_write_changed(self, vals):
        """Write what differs; return whether anything did.

        Every save of any settings comes here, and a cron that is running can't be written.
        """
        changed = {key: value for key, value in vals.items() if self and self[key] != value}
        if changed:
            self.write(changed)
        return bool(changed)

    @api.model
    def _get_medusa_time_zone_sudo(self):
        # sudo: parameters are the system's; this one is shown to managers.
        return self.env["ir.config_parameter"].sudo().get_param(TIME_ZONE_PARAMETER)

    def _set_medusa_time_zone_sudo(self, time_zone):
        # sudo: the callers have checked who changes the schedule.
        self.env["ir.config_parameter"].sudo().set_param(TIME_ZONE_PARAMETER, time_zone)

    @api.model
    def _get_next_time(self, hour, weekday=None, time_zone=None):
        """Return the next time (UTC) at which it is a full hour, on a given day of the week.

        :param int hour: of the day
        :param int weekday: 0 for Monday; None for any day
        :param str time_zone: in which it is that hour
        """
        zone = pytz.timezone(time_zone or "UTC")
        now = pytz.utc.localize(fields.Datetime.now()).astimezone(zone).replace(tzinfo=None)
        time = now.replace(hour=hour, minute=0, second=0, microsecond=0)
        while time <= now or weekday not in (None, time.weekday()):
            time += datetime.timedelta(days=1)
        return zone.localize(time).astimezone(pytz.utc).replace(tzinfo=None)

    @api.model
    def _adopt_medusa_time_zone(self, time_zone):
        """Move the schedule as it was installed, midnight in UTC, to midnight of the first user.

        Nothing happens once a zone is known.
        """
        cron = self._get_medusa_cron_sudo()
        if not time_zone or not cron or self._get_medusa_time_zone_sudo():
            return
        self._set_medusa_time_zone_sudo(time_zone)
        # A cron that runs right now can't be written; it keeps its hour then.
        if cron.interval_type == "days" and cron.try_lock_for_update():
            cron.nextcall = self._get_next_time(0, time_zone=time_zone)

    @api.model
    def _reschedule_later(self, job):
        """Override of `base` to keep the hour in which the schedule was chosen."""
        if job["id"] == self._get_medusa_cron_sudo().id:
            job = dict(job, nextcall=self._get_medusa_nextcall(job))
        return super()._reschedule_later(job)

    @api.model
    def _get_medusa_nextcall(self, job):
        """Return the first time (UTC) of the schedule after now.

        Days are added on the clock of the time zone: `base` adds them to a time that keeps its
        offset to UTC, so that it moves by an hour with daylight saving.
        """
        if job["interval_type"] in ("minutes", "hours"):
            return job["nextcall"]
        zone = pytz.timezone(self._get_medusa_time_zone_sudo() or "UTC")
        step = relativedelta(**{job["interval_type"]: job["interval_number"]})
        nextcall = job["nextcall"]
        local = pytz.utc.localize(nextcall).astimezone(zone).replace(tzinfo=None)
        while nextcall <= self.env.cr.now():
            local += step
            nextcall = zone.localize(local).astimezone(pytz.utc).replace(tzinfo=None)
        return nextcall
