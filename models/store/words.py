"""What is said of the state of a connection, in the reader's language."""

from ...medusa.exceptions import MedusaRedirectError
from ..core.moment import tell_moment
from ..core.sentence import keep
from .hints import get_address_hint
from .key_words import tell_rights


def tell_no_store(env):
    """Return what is said to who wants something of a store where there is none."""
    return env._("There is no Medusa store yet. A Medusa manager adds one in Settings.")


def get_connected_lines(backend):
    """Return what a store that answers says of itself, and what is missing."""
    _ = keep(backend.env)._
    lines = [
        _("Connected to “%s”.", backend.store_name or backend.name),
        _("Currencies: %s.", backend.store_currencies or _("none")),
        _("Default sales channel: %s.", backend.store_default_channel or _("none")),
    ]
    lines += tell_rights(backend)
    lines += tell_channels(backend)
    if hint := get_address_hint(backend.env, backend.url):
        lines.append(hint)
    lines += tell_twins(backend)
    return lines + backend.env["medusa.store.survey"]._get_lines(backend)


def tell_channels(backend):
    """Return sentences on sales channels that are missing.

    :rtype: list[str]
    """
    _ = keep(backend.env)._
    if not backend._get_channel_medusa_ids():
        return [_("Choose a sales channel: without one a product is in no shop.")]
    gone = backend.sales_channel_ids.filtered(lambda channel: not channel.active)
    if not gone:
        return []
    text = _(
        "Not in the store any more: %s. Products are in the other sales channels alone.",
        ", ".join(gone.mapped("name")),
    )
    return [text]


def get_twins(backend):
    """Return the other stores of this database that are the same Medusa store, of any company."""
    if not backend.medusa_store_id:
        return backend.browse()
    # sudo: those of other companies count as well.
    return backend.sudo().search(
        [("medusa_store_id", "=", backend.medusa_store_id), ("id", "!=", backend.id)]
    )


def tell_twins(backend):
    """Return a sentence on the other stores that are the same Medusa store, all in one.

    Of those that the reader may not see, another.

    :rtype: list[str]
    """
    _, twins = keep(backend.env)._, get_twins(backend)
    if not twins:
        return []
    known = twins.sudo(False)._filtered_access("read")
    lines = []
    if known:
        names = ", ".join(f"“{name}”" for name in known.mapped("name"))
        text = _(
            "Also connected to the same Medusa store: %s. Each overwrites what the others push of "
            "a product. Connect a Medusa store once, and archive the others.",
            names,
        )
        lines.append(text)
    if len(known) < len(twins):
        text = _(
            "A store of another company is connected to the same Medusa store: each overwrites "
            "what the other pushes of a product. Connect a Medusa store once."
        )
        lines.append(text)
    return lines


def get_answer(backend, error):
    """Return what may be told of an error: a server's words, once it is known to be a Medusa.

    A manager may enter any address, that of a server inside the company's network too; what such
    a server answers is not for them to read. Where it redirects to helps to correct the address.

    :param MedusaError error: of a request to the store
    """
    is_known = backend.known_url and backend.known_url == backend.url
    if is_known or not error.status_code or isinstance(error, MedusaRedirectError):
        return error.message
    return f"HTTP {error.status_code}"


def get_state_text(backend):
    """Return why nothing is pushed to a store."""
    _ = keep(backend.env)._
    time = tell_moment(backend.env, backend.paused_until)
    paused = _(
        "The store failed %(count)s times in a row. Pushing pauses until %(time)s.",
        count=backend.failures,
        time=time,
    )
    if backend.failures == 1:
        paused = _("The store failed. Pushing pauses until %(time)s.", time=time)
    untested = _("The connection hasn't been tested yet.")
    if not backend.api_key_set:
        untested = _(
            "The store has no secret API key. A key belongs to one address: when the address "
            "changes, paste the key of the new server."
        )
    texts = {
        "unchecked": untested,
        "failed": _("The connection failed."),
        "paused": paused,
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
