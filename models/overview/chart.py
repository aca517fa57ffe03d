"""What was pushed to stores in the last days."""

import datetime
import json

from odoo import fields

DAYS = 30
# What counts as pushed.
_PUSHED = ("created_count", "updated_count", "withdrawn_count")


def draw_charts(backends):
    """Return {store: JSON of the widget of the chart}, False where nothing was pushed.

    :param backends: `medusa.backend`
    """
    env = backends.env
    # A person's days, in their time zone.
    now = fields.Datetime.now()
    today = fields.Datetime.context_timestamp(backends, now).date()
    groups = env["medusa.sync.run"]._read_group(
        [
            ("backend_id", "in", backends.ids),
            ("start_date", ">=", now - datetime.timedelta(days=DAYS)),
        ],
        ["backend_id", "start_date:day"],
        [f"{name}:sum" for name in (*_PUSHED, "failed_count")],
    )
    found = {}
    for backend, day, *counts, failed in groups:
        pushed = sum(counts)
        if pushed or failed:
            found.setdefault(backend, {})[day.date()] = (pushed, failed)
    return {backend: _draw(env, found[backend], today) for backend in found}


def _draw(env, by_day, today):
    days = [today - datetime.timedelta(days=ago) for ago in reversed(range(DAYS))]
    values = [
        {
            "day": fields.Date.to_string(day),
            "pushed": by_day.get(day, (0, 0))[0],
            "failed": by_day.get(day, (0, 0))[1],
        }
        for day in days
    ]
    return json.dumps([{"key": env._("Pushed"), "failed_key": env._("Failed"), "values": values}])
