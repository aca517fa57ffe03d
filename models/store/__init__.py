"""A Medusa store: where it is, what is selected for it, whether it answers."""

from . import (
    recording,
    sales_channel,
    shipping_profile,
    backend,
    chatter,
    key_rights,
    connection,
    new_key,
    other_database,
    switch,
    switched_product,
    survey,
    selection,
    schedule,
)
