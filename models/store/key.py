"""A key belongs to the address that it was given for, and whoever replaces it is named."""

from odoo.tools import SQL


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
        SQL("UPDATE medusa_backend SET api_key = NULL WHERE id IN %s RETURNING id", tuple(held))
    )
    forgotten = backends.browse(held)
    forgotten.invalidate_recordset(["api_key_set"], flush=False)
    for backend in forgotten:
        backend._message_log(
            body=env._(
                "The address became another server's: the secret API key was forgotten. Paste the "
                "key of the new server."
            )
        )


def note_replaced_keys(backends):
    """Write into the stores' chatter that somebody entered a key; which one, nobody learns."""
    for backend in backends:
        backend._message_log(
            body=backend.env._("A secret API key was entered: it replaces the former one.")
        )
