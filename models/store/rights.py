"""Who may push."""

from odoo.exceptions import AccessError


def check_may_push(env):
    """:raise AccessError: unless the user is a Medusa user (or the system)."""
    if not (env.su or env.user.has_group("medusa_connector.group_medusa_user")):
        raise AccessError(
            env._(
                "You may not push products to Medusa. Ask an administrator for the group "
                "“Medusa / User”."
            )
        )


def check_selection_rights(backends):
    """Let who saves a selection search by it: what the person may not read is refused.

    The runs search as superuser: the number of products would tell whether a guess about a field
    is right. Odoo runs constraints as superuser as well, so this is called by who saves.

    :raise AccessError: if the user may not read one of the fields
    """
    if backends.env.su:
        return
    for backend in backends:
        backend.env["product.template"].search(backend._get_selection_domain(), limit=1)
