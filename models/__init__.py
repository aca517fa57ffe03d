"""The rooms, one per subject; each knows only those before it."""

from . import (
    core,
    store,
    webhook,
    run,
    product,
    placement,
    picture,
    option,
    term,
    translation,
    price,
    tax,
    stock,
    readiness,
    soon,
    takeover,
    explain,
    odoo,
)
