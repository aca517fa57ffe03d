from odoo import api, fields, models


class MedusaProductSwitch(models.Model):
    """A product that a person took out of a store, or into it, whatever the store's filter says."""

    _name = "medusa.product.switch"
    _description = "Product Switched by Hand"
    _inherit = ["medusa.guarded.mixin"]
    _order = "write_date desc, id desc"
    _rec_name = "product_tmpl_id"

    backend_id = fields.Many2one(
        "medusa.backend", "Store", required=True, ondelete="cascade", index=True
    )
    product_tmpl_id = fields.Many2one(
        "product.template", "Product", required=True, ondelete="cascade", index=True
    )
    kind = fields.Selection(
        [("excluded", "Not in this store"), ("included", "Also in this store")],
        "Switched",
        required=True,
    )

    _product_unique = models.Constraint(
        "UNIQUE (backend_id, product_tmpl_id)",
        "A product is either taken out of a store or into it, and once.",
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        switches = super().create(vals_list)
        switches._check_may_switch()
        return switches

    def write(self, vals):
        # The product that it leaves counts as well.
        self._check_may_switch()
        result = super().write(vals)
        self._check_may_switch()
        # The selection reads the table by SQL.
        self.flush_recordset()
        return result

    def unlink(self):
        self._check_may_switch()
        return super().unlink()

    # === BUSINESS METHODS === #

    def _check_may_switch(self):
        """Let product managers and Medusa managers decide.

        :raise AccessError: if the user may neither write the products nor manage the stores
        """
        is_manager = self.env.user.has_group("medusa_connector.group_medusa_manager")
        products = self.product_tmpl_id
        products.check_access("read" if is_manager else "write")

    @api.model
    def _switch(self, products, backends, kind):
        """Take products out of stores or into them, or leave them to the stores' filters again.

        :param products: `product.template` records
        :param backends: `medusa.backend` records
        :param kind: excluded, included, or None: as the filter says
        """
        if not (products and backends):
            return
        present = self.search(
            [("backend_id", "in", backends.ids), ("product_tmpl_id", "in", products.ids)]
        )
        if not kind:
            present.unlink()
            return
        present.filtered(lambda switch: switch.kind != kind).write({"kind": kind})
        known = {(switch.backend_id.id, switch.product_tmpl_id.id) for switch in present}
        self.create(
            [
                {"backend_id": backend.id, "product_tmpl_id": product.id, "kind": kind}
                for backend in backends
                for product in products
                if (backend.id, product.id) not in known
            ]
        )
