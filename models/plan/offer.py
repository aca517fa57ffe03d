"""When a plan is offered: before the first run, and after a change that touches many products."""

from odoo import api, fields, models

from ..run.run import OPEN_STATES

# Settings by which many products are others in the store, and how the names of such begin.
_TOUCHING = {
    *("lang", "product_domain", "product_domain_lang", "option_scope", "push_tags"),
    *("category_source", "type_source", "collection_source", "translation_lang_ids"),
    *("type_level", "type_attribute_id", "collection_level", "collection_attribute_id"),
    *("status_policy", "picture_limit", "stock_quantity_type", "stock_fractions"),
    *("stock_safety_quantity", "stock_safety_ids", "stock_backorder", "stock_line_ids"),
    *("price_line_ids", "price_list_ids", "price_tax", "push_strike_prices", "tax_map_ids"),
    *("field_map_ids", "placement_rule_ids", "sales_channel_ids", "shipping_profile_id"),
    *("push_pictures", "picture_size", "owns_pictures", "description_format", "push_stock"),
}
_BEGINNINGS = ("owner_", "readiness_")


class MedusaPlanOfferMixin(models.AbstractModel):
    """Says that a plan would be of use now. It hinders nothing."""

    _name = "medusa.plan.offer.mixin"
    _description = "Offer of a Medusa Plan"

    touched_at = fields.Datetime("Settings Changed", readonly=True, copy=False)
    plan_offer = fields.Text(compute="_compute_plan_offer")

    @api.depends("touched_at", "connection_state", "plan_ids.state", "run_ids.state")
    @api.depends_context("lang")
    def _compute_plan_offer(self):
        for backend in self:
            backend.plan_offer = backend.id and backend._get_plan_offer()

    def _get_plan_offer(self):
        """Return a sentence, or False where no plan is of use that isn't there already."""
        _ = self.env._
        if self.connection_state != "ok":
            return False
        newest = [("backend_id", "=", self.id)]
        # One that failed, or was cancelled, said nothing.
        whole = [*newest, ("chosen", "=", False), ("state", "in", (*OPEN_STATES, "done"))]
        plan = self.env["medusa.plan"].search(whole, limit=1)
        full = [*newest, ("scope", "=", "full"), ("start_date", "!=", False)]
        run = self.env["medusa.sync.run"].search(full, limit=1)
        if not run and not plan:
            return _(
                "No run over all products yet. “Plan” says what the first one would do, before "
                "anything is sent."
            )
        moments = [run.start_date, plan.create_date]
        if self.touched_at and all(not at or at < self.touched_at for at in moments):
            return _(
                "A setting changed that may touch many products. “Plan” says what the next run "
                "would change, before anything is sent."
            )
        return False

    def write(self, vals):
        """Keep when a setting changed that touches many products."""
        names = [name for name in vals if name in _TOUCHING or name.startswith(_BEGINNINGS)]
        # Whoever saves a form may send what was there before.
        former = {backend: [backend[name] for name in names] for backend in self}
        result = super().write(vals)
        for backend in self if names else ():
            lines = any(self._fields[name].type == "one2many" for name in names)
            if lines or [backend[name] for name in names] != former[backend]:
                # sudo: nobody writes it by hand.
                backend.sudo().touched_at = fields.Datetime.now()
        return result


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.plan.offer.mixin", "medusa.backend"]
