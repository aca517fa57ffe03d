"""Which Odoo database this is: a copy of it must not touch the shop."""


def get_database_uuid(env):
    """Return the identifier of this database."""
    # sudo: it tells nobody anything but which database this is.
    return env["ir.config_parameter"].sudo().get_param("database.uuid")
