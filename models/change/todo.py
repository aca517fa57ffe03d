from odoo import api, fields, models
from odoo.tools import SQL

from ..todo.sources import FIRST_FREE_SOURCE

CAUSE = "held"
# Among the sources of `medusa.todo`.
_SOURCE = FIRST_FREE_SOURCE + 16


class MedusaTodoMixin(models.AbstractModel):
    _inherit = "medusa.todo.mixin"

    cause = fields.Selection(selection_add=[(CAUSE, "Held back since an undo")])

    @api.model
    def _get_own_texts(self):
        _ = self.env._
        return {
            **super()._get_own_texts(),
            CAUSE: (
                _("A run was undone: nothing is pushed of it, and Odoo differs from the store."),
                _("Correct it in Odoo, then release it: the next run pushes it."),
            ),
        }


class MedusaTodo(models.Model):
    """Products that are held back wait for who releases them."""

    _inherit = "medusa.todo"
    _depends = {"medusa.product.binding": ["held_since"]}

    @api.model
    def _get_sources(self):
        held = SQL(
            """
            SELECT %s, id, 'product', %s, backend_id, id, product_tmpl_id, name, NULL, held_since,
                   NULL::timestamp
              FROM medusa_product_binding WHERE held_since IS NOT NULL
            """,
            _SOURCE, CAUSE,
        )  # fmt: skip
        return [*super()._get_sources(), held]


class MedusaTodoCause(models.Model):
    _inherit = "medusa.todo.cause"

    def _compute_mend(self):
        result = super()._compute_mend()
        for cause in self.filtered(lambda cause: cause.cause == CAUSE):
            cause.mend = "release"
        return result

    def action_release_all(self):
        """Let all of these be pushed again; what is on hold is left out.

        :return: a client action: a toast
        """
        self.ensure_one()
        self.backend_id.check_access("write")
        return self._get_todos().binding_id.action_release()
