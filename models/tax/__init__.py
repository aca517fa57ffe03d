"""Tax classes: which of the store's tax rates products have, by Odoo's sales taxes."""

from . import (
    rate,
    tax_map,
    store,
    log,
    product,
    phase_taxes,
)
