"""Times in sentences, as the reader writes them."""

from odoo import fields
from odoo.tools import format_date, format_time


def tell_moment(env, moment):
    """Return a time in the reader's time zone and format; "" where there is none.

    :param moment: in UTC
    """
    if not moment:
        return ""
    local = fields.Datetime.context_timestamp(env["base"].with_env(env), moment)
    time = format_time(env, local.time(), time_format="short")
    return f"{format_date(env, local.date())} {time}"
