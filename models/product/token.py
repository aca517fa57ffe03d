import os

from odoo import fields


class Token(fields.Char):
    """A computed text that is another one whenever something changed that it depends on.

    By the way that computes any field it would take ten times as long: whoever saves would feel
    it.
    """

    def recompute(self, records):
        """Override of `Field` to read nothing and call nothing of the model's.

        :param records: some of which wait to be computed
        """
        pending = records.env.transaction.tocompute.get(self)
        if pending:
            self.renew(records.browse(key for key in records._ids if key in pending))

    def renew(self, records):
        """Give existing records a new token, which is written with whatever else is.

        :param records: all of which wait to be computed
        """
        records.env.remove_to_compute(self, records)
        self._update_cache(records, make_token(), dirty=True)
        records._tell_of_new_token()


def make_token():
    """Return a text that no record had before."""
    # No time: two changes in one second are two. No random numbers that processes have inherited.
    return os.urandom(16).hex()
