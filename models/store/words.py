"""What is said of the state of a connection, in the reader's language."""

from odoo import fields


def get_connected_lines(backend):
    """Return what a store that answers says of itself, and what is missing."""
    _ = backend.env._
    lines = [
        _("Connected to “%s”.", backend.store_name),
        _("Currencies: %s.", backend.store_currencies or _("none")),
        _("Default sales channel: %s.", backend.store_default_channel or _("none")),
    ]
    if backend.missing_rights:
        lines.append(_("The key may not read: %s.", backend.missing_rights))
    else:
        lines.append(
            _("The key may read and write products, options, sales channels and shipping profiles.")
        )
    if not backend.store_default_channel and not backend.sales_channel_ids:
        lines.append(_("Choose a sales channel: without one a product is in no shop."))
    return lines


def get_state_text(backend):
    """Return why nothing is pushed to a store."""
    _ = backend.env._
    paused_until = backend.paused_until and fields.Datetime.context_timestamp(
        backend, backend.paused_until
    )
    untested = _("The connection hasn't been tested yet.")
    if not backend.api_key_set:
        untested = _(
            "The store has no secret API key. A key belongs to one address: when the address "
            "changes, paste the key of the new server."
        )
    texts = {
        "unchecked": untested,
        "failed": _("The connection failed."),
        "paused": _(
            "The store failed %(count)s times in a row. Pushing pauses until %(time)s.",
            count=backend.failures,
            time=paused_until and paused_until.strftime("%Y-%m-%d %H:%M"),
        ),
        "copied": _(
            "This database is a copy, or its identifier changed. Nothing is pushed until a "
            "manager confirms that this database is the one that pushes to the store."
        ),
        "other_store": _(
            "Another Medusa store answers at this URL than the one the products were pushed "
            "to. Correct the URL, or confirm that this is a new store: all products are then "
            "looked up, or created, there."
        ),
        "neutralized": _(
            "This is a neutralized copy of a database: the key was removed. Nothing is pushed."
        ),
    }
    return texts[backend.connection_state]
