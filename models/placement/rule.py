from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..product.roles import KINDS


class MedusaPlacementRule(models.Model):
    """Into which sales channels products of a kind go, and how they are shipped.

    Of the rules that are for a product, the first one with sales channels says its channels, and
    the first one that speaks of shipping its profile; where none does, the store's settings.
    """

    _name = "medusa.placement.rule"
    _description = "Medusa Sales Channels and Shipping"
    _inherit = ["medusa.guarded.mixin"]
    _order = "sequence, id"

    backend_id = fields.Many2one(
        "medusa.backend", string="Store", required=True, ondelete="cascade", index=True
    )
    sequence = fields.Integer(default=10)

    # Which products: all that is filled must hold
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        ondelete="cascade",
        help="With the categories below it. Empty: any.",
    )
    product_tag_id = fields.Many2one("product.tag", "Tag", ondelete="cascade", help="Empty: any.")
    kind = fields.Selection(KINDS, "Type of Product", help="Empty: any.")

    # What becomes of them
    sales_channel_ids = fields.Many2many(
        "medusa.sales.channel",
        string="Sales Channels",
        domain="[('backend_id', '=', backend_id), ('active', '=', True)]",
        context={"active_test": False},
        help="Empty: this rule doesn't say.",
    )
    shipping = fields.Selection(
        [("profile", "Shipping profile"), ("none", "Needs no shipping")],
        help="Empty: this rule doesn't say.",
    )
    shipping_profile_id = fields.Many2one(
        "medusa.shipping.profile", domain="[('backend_id', '=', backend_id)]", ondelete="cascade"
    )
    problem = fields.Char("What Is Wrong", compute="_compute_problem")

    _profile_given = models.Constraint(
        "CHECK (shipping IS DISTINCT FROM 'profile' OR shipping_profile_id IS NOT NULL)",
        "A rule on the shipping profile names one.",
    )

    @api.depends("categ_id", "product_tag_id", "kind", "backend_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for rule in self:
            parts = (rule.categ_id.display_name, rule.product_tag_id.name, kinds.get(rule.kind))
            name = ", ".join(part for part in parts if part)
            rule.display_name = name or self.env._("All products")

    @api.depends("sales_channel_ids.active", "shipping", "shipping_profile_id.active")
    @api.depends_context("lang")
    def _compute_problem(self):
        _ = self.env._
        for rule in self:
            channels = rule.sales_channel_ids
            rule.problem = False
            if not channels and not rule.shipping:
                rule.problem = _("It says nothing: choose sales channels, or how to ship.")
            elif channels and not any(channel.active for channel in channels):
                rule.problem = _(
                    "None of its sales channels is in the store any more: its products are in no "
                    "shop. Choose others."
                )
            elif gone := channels.filtered(lambda channel: not channel.active):
                names = ", ".join(gone.mapped("name"))
                rule.problem = _(
                    "Not in the store any more: %s. Its products are in the other sales channels "
                    "alone.",
                    names,
                )
            elif rule.shipping == "profile" and not rule.shipping_profile_id.active:
                rule.problem = _(
                    "Its shipping profile isn't in the store any more: the next rule counts, or "
                    "the store's one. Choose another."
                )

    @api.constrains("backend_id", "sales_channel_ids", "shipping_profile_id")
    def _check_store_records(self):
        for rule in self:
            chosen = (rule.sales_channel_ids, rule.shipping_profile_id)
            if any(records.backend_id - rule.backend_id for records in chosen):
                raise ValidationError(
                    self.env._(
                        "A sales channel or shipping profile of another store was chosen for %s.",
                        rule.display_name,
                    )
                )
