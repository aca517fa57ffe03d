import os

from odoo import fields


class Token(fields.Char):
    """A computed text that is another one whenever something changed that it depends on.

    By the way that computes any field it would take ten times as long: whoever saves would feel
    it.
    """

    def get_depends(self, model):
        """Override of `Field` to take the record's own columns out of Odoo's dependency graph.

        The graph would tell of them as well, but what it does whenever somebody saves takes
        several times as long as asking for their names, see `MedusaRevisionMixin.modified`.
        """
        paths, context = super().get_depends(model)
        columns = {path for path in paths if _is_written(model._fields.get(path))}
        # In the registry's class, for each database has its own modules and mapped fields.
        type(model)._medusa_columns = frozenset(columns)
        return [path for path in paths if path not in columns], context

    def recompute(self, records):
        """Override of `Field` to read nothing and call nothing of the model's.

        :param records: some of which wait to be computed
        """
        pending = records.env.transaction.tocompute.get(self)
        if pending:
            self.renew(records.browse(key for key in records._ids if key in pending))

    def renew(self, records):
        """Give existing records a new token, which is written with whatever else is."""
        records.env.remove_to_compute(self, records)
        self._update_cache(records, make_token(), dirty=True)
        records._tell_of_new_token()


def _is_written(field):
    """Return whether a field is a column that is only ever written, and never worked out."""
    return bool(field and field.store and field.column_type and not field.compute)


def make_token():
    """Return a text that no record had before."""
    # No time: two changes in one second are two. No random numbers that processes have inherited.
    return os.urandom(16).hex()
