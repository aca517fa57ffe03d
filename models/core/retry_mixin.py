from odoo import api, fields, models

from ...sync.failures import classify

# Waiting time after a failure: doubled with each further one, up to a day.
RETRY_FIRST_MINUTES = 5
RETRY_LONGEST_MINUTES = 24 * 60


def get_waiting_seconds(tries, retry_after=None):
    """Return how long to wait after so many failures in a row.

    :param int tries: failed tries so far, at least 1
    :param float retry_after: seconds the store asked to wait
    """
    # Far beyond the longest wait, doubling is of no use.
    minutes = min(RETRY_FIRST_MINUTES * 2 ** min(tries - 1, 20), RETRY_LONGEST_MINUTES)
    return max(minutes * 60, retry_after or 0)


class MedusaRetryMixin(models.AbstractModel):
    """What failed and is tried again: ever later, by itself, where time may mend it."""

    _name = "medusa.retry.mixin"
    _description = "Medusa Retry"
    _inherit = ["medusa.failure.mixin"]

    tries = fields.Integer("Failed Tries", readonly=True, copy=False, aggregator=None)
    next_try = fields.Datetime(readonly=True, copy=False)

    @api.model
    def _get_retry_time(self, tries, retry_after=None):
        """Return when something that failed `tries` times is tried again (UTC).

        :param float retry_after: seconds the store asked to wait
        """
        seconds = get_waiting_seconds(tries, retry_after)
        return fields.Datetime.add(fields.Datetime.now(), seconds=seconds)

    def _prepare_retry_vals(self, error):
        """Return the fields that keep a failure, and when it is tried again.

        :param Exception error: see `sync.failures`
        :return: values to write; `next_try` is False where only a person can mend it
        """
        failure, tries = classify(error), self.tries + 1
        next_try = failure.heals and self._get_retry_time(tries, failure.retry_after)
        return {**self._prepare_failure_vals(error), "tries": tries, "next_try": next_try}

    @api.model
    def _clear_retry_vals(self):
        """Return the fields of what went through."""
        return {**self._clear_failure_vals(), "tries": 0, "next_try": False}
