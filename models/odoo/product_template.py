import uuid

from odoo import api, fields, models
from odoo.fields import Domain

from ...const import DIRECT_PUSH_LIMIT


class ProductTemplate(models.Model):
    _inherit = "product.template"

    medusa_revision = fields.Char(
        compute="_compute_medusa_revision",
        store=True,
        copy=False,
        exportable=False,
        help="A new token whenever something changed that Medusa shows.",
    )
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

    @api.model
    def _get_medusa_revision_fields(self):
        """Return the paths of all fields that the payload depends on, of whichever model.

        This is the one list. Odoo's dependency graph notices a change of any of them; a test
        compares it with what the serializer reads. An addon that extends the serializer extends
        this method as well.

        :rtype: list[str]
        """
        paths = [
            "name",
            "description_sale",
            "weight",
            "currency_id",
            "product_variant_ids.active",
            "product_variant_ids.default_code",
            "product_variant_ids.barcode",
            "product_variant_ids.weight",
            "product_variant_ids.lst_price",
            "product_variant_ids.currency_id",
            "product_variant_ids.product_template_attribute_value_ids",
            "image_1920",
            "categ_id",
            "product_tag_ids.sequence",
            "product_tag_ids.visible_to_customers",
            "attribute_line_ids.value_ids",
            "product_variant_ids.image_variant_1920",
            "attribute_line_ids.active",
            "attribute_line_ids.sequence",
            "attribute_line_ids.attribute_id.name",
            "attribute_line_ids.attribute_id.sequence",
            "attribute_line_ids.attribute_id.create_variant",
            "attribute_line_ids.product_template_value_ids.name",
            "attribute_line_ids.product_template_value_ids.ptav_active",
            "attribute_line_ids.value_ids.sequence",
        ]
        # Fields of modules that need not be installed.
        optional = ["hs_code", "is_published", "description_ecommerce", "public_categ_ids"]
        if "product_template_image_ids" in self._fields:
            paths += [
                f"{gallery}.{name}"
                for gallery in (
                    "product_template_image_ids",
                    "product_variant_ids.product_variant_image_ids",
                )
                for name in ("image_1920", "sequence", "video_url")
            ]
        paths += [name for name in optional if name in self._fields]
        return paths + self.env["medusa.field.map"]._get_revision_paths()

    @api.depends(lambda self: self._get_medusa_revision_fields())
    def _compute_medusa_revision(self):
        # A token and no time: two changes in one second are two revisions.
        for product in self:
            product.medusa_revision = uuid.uuid4().hex

    @api.depends("medusa_revision", "medusa_binding_ids.state", "medusa_binding_ids.revision")
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
            order = ("error", "pending", "synced")
            product.medusa_state = next((state for state in order if state in states), "none")
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
        return "synced"

    @api.model
    def _search_medusa_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        by_state = self._get_medusa_state_domains()
        return Domain.OR([by_state[state] for state in value if state in by_state])

    @api.model
    def _get_medusa_state_domains(self):
        """Return {state: domain}, over all stores that the user sees."""
        error = pending = bound = Domain.FALSE
        failed = Domain("state", "in", ("error", "conflict"))
        waiting = Domain("state", "=", "pending") | Domain("is_outdated", "=", True)
        for backend in self.env["medusa.backend"].search([])._filter_usable():
            mine = Domain("backend_id", "=", backend.id)
            live = mine & Domain("state", "!=", "withdrawn")
            is_bound = Domain("medusa_binding_ids", "any", live)
            is_selected = Domain("id", "in", backend._search_selection())
            error |= Domain("medusa_binding_ids", "any", mine & failed)
            pending |= Domain("medusa_binding_ids", "any", live & waiting)
            # One comes, the other leaves.
            pending |= (is_selected & ~is_bound) | (is_bound & ~is_selected)
            bound |= is_bound
        pending &= ~error
        synced = bound & ~error & ~pending
        return {
            "error": error,
            "pending": pending,
            "synced": synced,
            "none": ~(error | pending | synced),
        }

    # === ACTION METHODS === #

    def action_medusa_sync(self):
        """Push these products now, whether or not anything changed, and say what happened.

        A large selection is queued for the cron instead.

        :return: a client action: a toast, and a reload of the view
        :raise AccessError: if the user is no Medusa user.
        """
        return self._medusa_resync()

    def action_medusa_view_bindings(self):
        """Open what the stores have of this product: one of them at once, several as a list."""
        self.ensure_one()
        if len(self.medusa_binding_ids) == 1:
            return self.medusa_binding_ids.get_formview_action()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "medusa_connector.medusa_product_binding_action"
        )
        return dict(action, domain=[("product_tmpl_id", "=", self.id)], context={})

    def _medusa_resync(self, backends=None):
        """Push to the given stores, or to all that the user sees."""
        backend_model = self.env["medusa.backend"]
        backend_model._check_may_push()
        # Pushed as superuser, and the toast names them.
        self.check_access("read")
        backends = backends or backend_model.search([])
        if not backends:
            return backend_model._notify(
                self.env._("There is no Medusa store yet. A Medusa manager adds one in Settings."),
                "warning",
            )
        if len(self) > DIRECT_PUSH_LIMIT:
            return backends._queue_products(self)
        return backends._push_now(self)
