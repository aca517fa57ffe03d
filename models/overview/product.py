from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .counts import COUNTS, get_company_domain, get_states


class ProductTemplate(models.Model):
    """Finds the products that the overview counts."""

    _inherit = "product.template"

    medusa_store_state = fields.Char(
        "State in One Medusa Store",
        compute="_compute_medusa_store_state",
        search="_search_medusa_store_state",
        groups="medusa_connector.group_medusa_user",
    )

    def _compute_medusa_store_state(self):
        self.medusa_store_state = False

    @api.model
    def _search_medusa_store_state(self, operator, value):
        """Find by an entry of `COUNTS` and the id of a store, as “pending 3”."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._find_at_store(text) for text in value)

    @api.model
    def _find_at_store(self, text):
        state, _space, number = str(text or "").partition(" ")
        is_number = number.isascii() and number.isdigit() and len(number) < 10
        if state not in COUNTS or not is_number:
            return Domain.FALSE
        stores = self.env["medusa.backend"].browse(int(number))
        backend = stores.exists()._filtered_access("read")
        if not backend:
            return Domain.FALSE
        try:
            states = get_states(backend)
        except UserError:
            return Domain.FALSE
        conditions = {
            "in_store": SQL("in_store"),
            "incomplete": SQL("incomplete"),
            "none": SQL("is_there"),
        }
        condition = conditions.get(state, SQL("state = %s", state))
        found = SQL("(SELECT id FROM %s WHERE %s AND id IS NOT NULL)", states, condition)
        if state == "none":
            return Domain("id", "not in", found) & get_company_domain(backend)
        return Domain("id", "in", found)
