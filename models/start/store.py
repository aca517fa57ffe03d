from odoo import fields, models


class MedusaStartMixin(models.AbstractModel):
    """Whether a store is tried with few products yet, or gets all that are selected for it."""

    _name = "medusa.start.mixin"
    _description = "Safe Start of a Medusa Store"

    stage = fields.Selection(
        [("test", "Test"), ("live", "Live")],
        required=True,
        # What code makes, or was there before, goes on as ever; what a person makes in a form
        # begins as a test, see `onchange`.
        default="live",
        tracking=True,
        copy=False,
        help="In a test, few products are pushed, as drafts, and only when somebody asks for it. "
        "The schedule begins when the store goes live.",
    )

    test_product_ids = fields.Many2many(
        "product.template",
        "medusa_test_product",
        "backend_id",
        "product_tmpl_id",
        "Test Products",
        domain=[("sale_ok", "=", True)],
        copy=False,
        help="With these the store is tested, as far as they are among its products. Empty: with "
        "its first ten.",
    )

    def onchange(self, values, field_names, fields_spec):
        """Override of `web` to let a store that is made in a form begin as a test."""
        if not self and not field_names and "default_stage" not in self.env.context:
            self = self.with_context(default_stage="test")
        return super().onchange(values, field_names, fields_spec)

    def copy_data(self, default=None):
        """Let a copy begin as a test: its address is another one's."""
        return [
            {"stage": "test", **vals} if "stage" not in vals else vals
            for vals in super().copy_data(default)
        ]


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    # Before the test of the connection, to which it adds.
    _inherit = ["medusa.start.mixin", "medusa.backend"]
