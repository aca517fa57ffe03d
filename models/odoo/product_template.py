from odoo import api, fields, models
from odoo.fields import Domain


class ProductTemplate(models.Model):
    _inherit = "product.template"

    medusa_binding_ids = fields.One2many(
        "medusa.product.binding",
        "product_tmpl_id",
        "Medusa Stores",
        groups="medusa_connector.group_medusa_user",
    )
    medusa_state = fields.Selection(
        [
            ("none", "Not selected"),
            ("pending", "Pending"),
            ("incomplete", "Incomplete"),
            ("synced", "Synced"),
            ("error", "Failed"),
        ],
        "Medusa",
        compute="_compute_medusa_state",
        search="_search_medusa_state",
        groups="medusa_connector.group_medusa_user",
    )
    medusa_waiting_stores = fields.Char(
        "Waits for",
        compute="_compute_medusa_state",
        groups="medusa_connector.group_medusa_user",
        help="Stores that select this product and don't have it yet.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        *("medusa_binding_ids.state", "medusa_binding_ids.is_outdated"),
        *("medusa_binding_ids.readiness", "medusa_switch_ids.kind"),
    )
    # Each person's own stores count.
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_medusa_state(self):
        backends = self.env["medusa.backend"].search([])._filter_usable()
        selected = {
            backend: set(backend._search_selection([("id", "in", self.ids)]))
            for backend in backends
        }
        for product in self:
            bindings = {binding.backend_id: binding for binding in product.medusa_binding_ids}
            states, waiting = set(), []
            for backend in backends:
                binding = bindings.get(backend)
                is_selected = product.id in selected[backend]
                states.add(product._get_medusa_binding_state(binding, is_selected))
                if is_selected and (not binding or binding.state == "withdrawn"):
                    waiting.append(backend.name)
            order = ("error", "pending", "incomplete", "synced", "none")
            # Where there is no store, nothing is said of it.
            product.medusa_state = next((state for state in order if state in states), False)
            product.medusa_waiting_stores = ", ".join(waiting) or False

    def _get_medusa_binding_state(self, binding, is_selected):
        """Return a product's state in one store, see `medusa_state`."""
        if not binding or binding.state == "withdrawn":
            return "pending" if is_selected else "none"
        if binding.state in ("error", "conflict"):
            return "error"
        # One that left the selection waits for being withdrawn.
        if binding.state == "pending" or binding.is_outdated or not is_selected:
            return "pending"
        return "incomplete" if binding.readiness else "synced"

    @api.model
    def _search_medusa_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        by_state = self._get_medusa_state_domains()
        return Domain.OR([by_state[state] for state in value if state in by_state])

    @api.model
    def _get_medusa_state_domains(self):
        """Return {state: domain}, over all stores that the user sees."""
        error = pending = bound = incomplete = Domain.FALSE
        failed = Domain("state", "in", ("error", "conflict"))
        waiting = Domain("state", "=", "pending") | Domain("is_outdated", "=", True)
        backends = self.env["medusa.backend"].search([])._filter_usable()
        for backend in backends:
            mine = Domain("backend_id", "=", backend.id)
            live = mine & Domain("state", "!=", "withdrawn")
            is_bound = Domain("medusa_binding_ids", "any", live)
            is_selected = Domain("id", "in", backend._search_selection())
            error |= Domain("medusa_binding_ids", "any", mine & failed)
            pending |= Domain("medusa_binding_ids", "any", live & waiting)
            # One comes, the other leaves.
            pending |= (is_selected & ~is_bound) | (is_bound & ~is_selected)
            lacks = live & Domain("readiness", "!=", False)
            incomplete |= Domain("medusa_binding_ids", "any", lacks)
            bound |= is_bound
        pending &= ~error
        done = bound & ~error & ~pending
        return {
            "error": error,
            "pending": pending,
            "incomplete": done & incomplete,
            "synced": done & ~incomplete,
            "none": ~(error | pending | done) if backends else Domain.FALSE,
        }

    # === ACTION METHODS === #

    def action_medusa_sync(self):
        """Push these products now, whether or not anything changed, and say what happened.

        A large selection is queued for the cron instead.

        :return: a client action: a toast, and a reload of the view
        :raise AccessError: if the user is no Medusa user.
        """
        return self.env["medusa.resync"]._resync(self)

    def action_medusa_view_bindings(self):
        """Open what the stores have of this product: one of them at once, several as a list."""
        self.ensure_one()
        if len(self.medusa_binding_ids) == 1:
            return self.medusa_binding_ids.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_product_binding_action"
        )
        return dict(action, domain=[("product_tmpl_id", "=", self.id)], context={})
