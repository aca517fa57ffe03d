"""What every room builds on; it names no subject."""

from . import (
    ir_cron,
    failure_mixin,
    schedule_mixin,
)
