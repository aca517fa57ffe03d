from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..core.schedule_mixin import check_interval
from .cron import update_soon_cron

# {kind: the scope of its runs}
KIND_SCOPES = {
    "products": "catalogue",
    "prices": "all_prices",
    "stock": "stock",
    "pictures": "pictures",
    "translations": "translations",
}


class MedusaSchedule(models.Model):
    """A schedule of its own for one kind of a store's data, beside the one for everything."""

    _name = "medusa.schedule"
    _description = "Medusa Schedule"
    _inherit = ["medusa.guarded.mixin"]
    _order = "backend_id, id"
    _rec_name = "kind"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [
            ("products", "Products"),
            ("prices", "Prices"),
            ("stock", "Stock"),
            ("pictures", "Pictures"),
            ("translations", "Further languages"),
        ],
        "What",
        required=True,
        default="products",
    )
    interval_number = fields.Integer("Every", required=True, default=1)
    interval_type = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days")],
        "Unit",
        required=True,
        default="hours",
    )
    next_time = fields.Datetime("Next", required=True, default=lambda self: fields.Datetime.now())

    _kind_unique = models.Constraint(
        "UNIQUE (backend_id, kind)", "A kind of data has one schedule of its own per store."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("interval_number")
    def _check_interval(self):
        for schedule in self:
            check_interval(self.env, schedule.interval_number)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        schedules = super().create(vals_list)
        update_soon_cron(self.env)
        return schedules

    def unlink(self):
        result = super().unlink()
        update_soon_cron(self.env)
        return result

    # === BUSINESS METHODS === #

    def _queue_due(self):
        """Queue a run for each schedule whose time has come."""
        now = fields.Datetime.now()
        for schedule in self._find_due(now):
            schedule._turn_to_next(now)
            backend = schedule.backend_id
            # Without a stock map there is nothing to count.
            if schedule.kind != "stock" or backend._get_stock_lines():
                backend._queue_run("cron", scope=KIND_SCOPES[schedule.kind])
                backend._trigger_queue_sudo()

    def _find_due(self, now):
        """Return the schedules whose time has come, of stores that may be pushed to by now."""
        return self.search([("next_time", "<=", now), ("backend_id.active", "=", True)])

    def _turn_to_next(self, now):
        """Move on to the first time after now: what was missed is done once."""
        step = relativedelta(**{self.interval_type: self.interval_number})
        following = self.next_time + step
        self.next_time = following if following > now else now + step
