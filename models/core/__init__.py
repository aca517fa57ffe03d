"""What every room builds on; it names no subject."""

from . import (
    ir_cron,
    failure_mixin,
    failure_texts,
    retry_mixin,
    guarded_mixin,
    store_record_mixin,
    link_mixin,
    schedule_mixin,
)
