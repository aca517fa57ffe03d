"""Buttons of a store that open lists of its records."""


def open_list(backend, xmlid, **context):
    """Return an action on the records of a store.

    :param backend: one `medusa.backend`
    :param str xmlid: of the action on those of all stores
    :param context: what more the list is to know
    """
    backend.ensure_one()
    action = backend.env["ir.actions.act_window"]._for_xml_id(f"medusa_connector.{xmlid}")
    return dict(
        action,
        domain=[("backend_id", "=", backend.id)],
        context={"default_backend_id": backend.id, "hide_backend": True, **context},
    )
