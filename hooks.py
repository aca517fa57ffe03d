from odoo import tools

from .models.plan.shadow import drop_schema, find_schemas


def pre_init_hook(env):
    """Give every existing product a revision in one statement.

    The revision is a stored computed field: without its column, the installation would compute
    it product by product, which takes minutes on a large catalogue.
    """
    cr = env.cr
    if not tools.sql.column_exists(cr, "product_template", "medusa_revision"):
        tools.sql.create_column(cr, "product_template", "medusa_revision", "varchar")
        cr.execute("UPDATE product_template SET medusa_revision = gen_random_uuid()::varchar")
    add_shared_revisions(cr)


def add_shared_revisions(cr):
    """Make the columns of what products share; nothing of it has changed yet."""
    for table in ("product_attribute", "product_attribute_value"):
        if not tools.sql.column_exists(cr, table, "medusa_revision"):
            tools.sql.create_column(cr, table, "medusa_revision", "varchar")


def uninstall_hook(env):
    """Drop the tables of plans that are under way: they would stay in the database for ever."""
    for schema in find_schemas(env).values():
        drop_schema(env, schema)
