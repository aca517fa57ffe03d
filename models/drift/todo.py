from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..store.lists import open_list

# Numbers of their own among the sources of what waits.
_SOURCE, _LIST_SOURCE = 40, 41
CAUSE = "drift"


class MedusaTodoMixin(models.AbstractModel):
    _inherit = "medusa.todo.mixin"

    cause = fields.Selection(selection_add=[(CAUSE, "Changed in Medusa")])

    @api.model
    def _get_own_texts(self):
        _ = self.env._
        texts = {
            CAUSE: (
                _("Somebody changed it in Medusa: it isn't there as in Odoo."),
                _("Take Odoo's values or keep Medusa's."),
            )
        }
        return {**super()._get_own_texts(), **texts}


class MedusaTodo(models.Model):
    """A product that somebody changed in Medusa waits for a decision."""

    _inherit = "medusa.todo"
    _depends = {"medusa.drift": ["state", "binding_id", "price_list_id", "since", "backend_id"]}

    @api.model
    def _get_sources(self):
        query = """
            SELECT %s, binding.id, 'product', %s, binding.backend_id, binding.id,
                   binding.product_tmpl_id, binding.name, NULL, min(drift.since), NULL::timestamp
              FROM medusa_drift drift
              JOIN medusa_product_binding binding ON binding.id = drift.binding_id
             WHERE drift.state = 'open' AND binding.state != 'withdrawn'
          GROUP BY binding.id"""
        lists = """
            SELECT %s, list.id, 'price_list', %s, list.backend_id, NULL::int, NULL::int, list.name,
                   NULL, min(drift.since), NULL::timestamp
              FROM medusa_drift drift
              JOIN medusa_price_list list ON list.id = drift.price_list_id
             WHERE drift.state = 'open'
          GROUP BY list.id"""
        own = [SQL(query, _SOURCE, CAUSE), SQL(lists, _LIST_SOURCE, CAUSE)]
        return [*super()._get_sources(), *own]

    def action_open_drifts(self):
        """Open what differs of this product, or price list."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_drift_action"
        )
        lists = self.filtered(lambda row: row.subject == "price_list").mapped("res_id")
        of_lists = Domain("price_list_id", "in", lists)
        return dict(action, domain=list(Domain("binding_id", "in", self.binding_id.ids) | of_lists))


class MedusaTodoCause(models.Model):
    _inherit = "medusa.todo.cause"
    _depends = {"medusa.drift": ["state", "binding_id", "price_list_id"]}

    @api.depends("cause", "subject", "first_id")
    @api.depends_context("uid")
    def _compute_mend(self):
        result = super()._compute_mend()
        for cause in self.filtered(lambda row: row.cause == CAUSE):
            cause.mend = CAUSE
        return result

    def action_open_drifts(self):
        """Open what differs in the store."""
        self.ensure_one()
        return open_list(self.backend_id, "medusa_drift_action", search_default_open=1)
