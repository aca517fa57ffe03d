from odoo import models
from odoo.tools import SQL

from .strike import pushes_strikes


class MedusaPhaseStrikes(models.AbstractModel):
    """Makes the prices to compare with base prices, once today's prices are in their list."""

    _name = "medusa.phase.strikes"
    _description = "Striking Prices through in Medusa"
    _inherit = ["medusa.phase.products"]

    def _get_refusal(self, run):
        # The products' own phase has said it.
        return None

    def _is_wanted(self, run):
        return pushes_strikes(run.backend_id) and bool(self._find_waiting(run))

    def _begin(self, run):
        return {"after": None, "backlog": self._find_waiting(run)}

    def _divide(self, run, workers):
        return []

    def _find_waiting(self, run):
        """Return the products whose price of today is in the list, and is the base price too."""
        self.env["medusa.price.list.price"].flush_model()
        self.env["medusa.product.binding"].flush_model()
        chosen = run.chosen or [] if run.scope == "products" else None
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT binding.product_tmpl_id
                  FROM medusa_price_list_price price
                  JOIN medusa_price_list list ON list.id = price.price_list_id
                  JOIN medusa_variant_binding variant ON variant.id = price.variant_binding_id
                  JOIN medusa_product_binding binding ON binding.id = variant.product_binding_id
                 WHERE list.is_strike AND list.backend_id = %(backend)s
                   AND price.min_quantity = 0 AND binding.state = 'synced'
                   AND binding.product_tmpl_id IS NOT NULL
                   AND NOT COALESCE(binding.struck, '[]') ? rtrim(concat_ws(' ',
                           variant.external_id, price.currency_code, NULLIF(price.region, '')))
                   %(among)s
              ORDER BY binding.product_tmpl_id
                """,
                backend=run.backend_id.id,
                among=SQL()
                if chosen is None
                else SQL("AND binding.product_tmpl_id = ANY(%s)", chosen),
            )
        )
        return [row[0] for row in rows]
