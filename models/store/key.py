"""A key belongs to the address that it was given for, and whoever replaces it is named."""

from odoo.tools import SQL

# The one in use, and one that waits for its test.
KEY_COLUMNS = ("api_key", "api_key_new")


def keeps_key(backend):
    """Tell whether a store's key works, so that a person's new one is tested before it is used.

    :param backend: `medusa.backend`
    """
    is_persons = not backend.env.su
    return is_persons and backend.connection_state == "ok" and backend.api_key_set


def keep_key(backend, key, is_waiting):
    """Write a key into its column.

    :param backend: `medusa.backend`
    :param str key: the secret
    :param bool is_waiting: it doesn't replace the present one yet
    """
    statement = (
        "UPDATE medusa_backend SET api_key_new = %s WHERE id = %s"
        if is_waiting
        else "UPDATE medusa_backend SET api_key = %s, api_key_new = NULL WHERE id = %s"
    )
    # Past Odoo's cursor, which writes every query with its values to the log at level DEBUG,
    # failing ones always, and into a profile where a profiler runs.
    backend.env.cr._obj.execute(statement, (key, backend.id))


def forget_keys(backends):
    """Forget the keys of stores whose address becomes another server's.

    Whoever may change the address would otherwise have the key sent to a server of their own.

    :param backends: `medusa.backend` records, before the new address is written
    """
    held = [backend_id for backend_id, key in backends._read_api_keys_sudo().items() if key]
    if not held:
        return
    env = backends.env
    env.execute_query(
        SQL(
            "UPDATE medusa_backend SET api_key = NULL, api_key_new = NULL "
            "WHERE id IN %s RETURNING id",
            tuple(held),
        )
    )
    forgotten = backends.browse(held)
    forgotten.invalidate_recordset(["api_key_set", "new_key_set"], flush=False)
    for backend in forgotten:
        backend._message_log(
            body=backend._as_told().env._(
                "The address became another server's: the secret API key was forgotten. Paste the "
                "key of the new server."
            )
        )


def note_replaced_keys(backends):
    """Write into the stores' chatter that somebody entered a key; which one, nobody learns."""
    for backend in backends:
        backend._message_log(
            body=backend._as_told().env._("A secret API key was entered: it is used from now on.")
        )
