from odoo import models

from ..explain.point import Point


class MedusaExplainer(models.AbstractModel):
    _inherit = "medusa.explainer"

    def _tell_holds(self, backend, product):
        binding = self._get_binding(backend, product)
        if binding.held_since:
            return [Point("waiting", "warn", binding._get_hold_text(), "binding")]
        return super()._tell_holds(backend, product)
