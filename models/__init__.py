"""The rooms, one per subject; each knows only those before it."""

from . import (
    core,
    store,
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
    alert,
    overview,
    shop,
    todo,
    odoo,
)
