"""Names of what a plan would make."""

from odoo.tools import SQL

from ...medusa.shelf import PLANNED


def find_made(plans):
    """Return {id: name} of the records that these plans would make, or delete.

    :param plans: `medusa.plan`
    """
    if not plans:
        return {}
    plans.env["medusa.plan.line"].flush_model()
    rows = plans.env.execute_query(
        SQL(
            """
            SELECT medusa_id, name FROM medusa_plan_line
             WHERE plan_id = ANY(%s) AND product_tmpl_id IS NULL AND kind <> 'product'
               AND (medusa_id LIKE %s OR operation = 'delete') AND name IS NOT NULL
            """,
            plans.ids,
            f"{PLANNED}%",
        )
    )
    return dict(rows)
