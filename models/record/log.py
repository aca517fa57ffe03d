from odoo import api, fields, models

from ...sync.failures import OURS, TYPES


class MedusaSyncLog(models.Model):
    """Leads from a line to the request that it tells of."""

    _inherit = "medusa.sync.log"

    request_id = fields.Many2one(
        "medusa.request",
        "Request and Answer",
        compute="_compute_request_id",
        groups="medusa_connector.group_medusa_manager",
    )

    @api.depends("run_id", "binding_id", "medusa_id")
    def _compute_request_id(self):
        requests = self.env["medusa.request"]
        for log in self:
            keys = log._get_request_keys()
            is_failure = log.result == "failure"
            found = keys and requests._find_about(log.run_id, keys, log.create_date, is_failure)
            if not found and log._is_answer():
                found = requests._find_failed(
                    log.run_id, log.name, log.http_status, log.create_date
                )
            log.request_id = found

    def _is_answer(self):
        """Tell whether it is of no product, and what a request came to: a failed answer, or none.

        A product's request is found by what it is about; another's would mislead.
        """
        is_failure = self.result == "failure" and not self.binding_id
        return is_failure and self.failure_type and TYPES[self.failure_type].words != OURS

    def _get_request_keys(self):
        """Return by what a request is known to be about the record of this line."""
        binding = self.binding_id
        keys = [self.medusa_id, binding.medusa_id]
        if binding.external_id:
            keys.append(f"x:{binding.external_id}")
        if self.operation == "stock":
            for variant in binding.variant_binding_ids:
                keys += [variant.medusa_id, variant.inventory_item_id]
        return [key for key in keys if key]
