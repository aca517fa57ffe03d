from odoo import models


class MedusaSyncLog(models.Model):
    _inherit = "medusa.sync.log"

    def _compute_failure_texts(self):
        result = super()._compute_failure_texts()
        for log in self:
            if log.operation == "undo" and log.failure_type == "left_out":
                log.failure_cause = self.env._("Not all of it was brought back.")
                log.failure_mend = self.env._("Look at the rest in Medusa, or leave it so.")
        return result

    def _get_promise(self, failure_type):
        """Override of `medusa.failure.mixin`: of single products, no undo is repeated by itself."""
        promise = super()._get_promise(failure_type)
        if promise and self[:1].operation == "undo":
            return self.env._("Undo the same run again: what went through is recognised.")
        return promise

    def action_view_changes(self):
        """Open what this line's run changed of its product, field by field."""
        self.ensure_one()
        action = self.run_id.action_view_changes()
        if not self.product_tmpl_id:
            return action
        mine = [*action["domain"], ("product_tmpl_id", "=", self.product_tmpl_id.id)]
        return dict(action, domain=mine)


class MedusaProductBinding(models.Model):
    _inherit = "medusa.product.binding"

    def action_view_changes(self):
        """Open what runs changed of this product in its store, the last ones first."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_sync_change_line_action"
        )
        mine = [
            ("backend_id", "=", self.backend_id.id),
            ("product_tmpl_id", "=", self.product_tmpl_id.id),
        ]
        return dict(action, domain=mine, context={"search_default_group_by_run": 1})
