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
