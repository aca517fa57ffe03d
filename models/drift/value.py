"""A value of the store, as it is kept."""

from odoo import fields


class Value(fields.Json):
    """Keeps what a `Json` takes for nothing: a price of 0 is no price that is gone."""

    def convert_to_cache(self, value, record, validate=True):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return value if is_number else super().convert_to_cache(value, record, validate)
