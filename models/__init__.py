"""The rooms, one per subject; each knows only those before it."""

from . import (
    core,
    store,
    run,
    product,
    picture,
    option,
    term,
    translation,
    price,
    stock,
    soon,
    odoo,
)
