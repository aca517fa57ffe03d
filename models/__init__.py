"""The rooms, one per subject; each knows only those before it."""

from . import (
    core,
    store,
    run,
    product,
    picture,
    term,
    translation,
    price,
    tax,
    stock,
    soon,
    odoo,
)
