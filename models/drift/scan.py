from odoo import models
from odoo.tools import SQL


class MedusaPhaseScan(models.AbstractModel):
    """Notices, in the index that is read anyway, which products somebody changed."""

    _inherit = "medusa.phase.scan"

    def _look_at_page(self, backend, page, started):
        """Override of `medusa.phase.scan`.

        Of a product of which nothing is remembered yet, what it shows is taken as it is.
        """
        super()._look_at_page(backend, page, started)
        if backend.drift_policy == "off" or not page.ids:
            return
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE medusa_product_binding binding
                   SET store_seen = COALESCE(binding.store_seen, page.seen),
                       is_suspect = binding.store_seen IS NOT NULL
                  FROM unnest(%s::text[], %s::text[]) AS page (medusa_id, seen)
                 WHERE binding.backend_id = %s AND binding.state = 'synced'
                   AND binding.medusa_id = page.medusa_id AND page.seen != ''
                   AND binding.store_seen IS DISTINCT FROM page.seen
                   AND binding.is_suspect IS NOT TRUE
                   AND (binding.last_push IS NULL OR binding.last_push <= %s)
             RETURNING binding.id
                """,
                page.ids, page.seen, backend.id, started,
            )
        )  # fmt: skip
        bindings = self.env["medusa.product.binding"].browse(row[0] for row in rows)
        bindings.invalidate_recordset(["store_seen", "is_suspect"])
