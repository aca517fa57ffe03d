import uuid

from odoo import api, fields, models

from .revision_shared import split_paths


class ProductTemplate(models.Model):
    """A token that is another one whenever something changed that Medusa shows."""

    _name = "product.template"
    _inherit = ["product.template", "medusa.revision.mixin"]

    medusa_revision = fields.Char(
        compute="_compute_medusa_revision",
        store=True,
        # It reads nothing: an environment of its own would only take time.
        compute_sudo=False,
        copy=False,
        exportable=False,
        # Read by the connector alone, and never by those who open or save a product.
        prefetch=False,
        help="A new token whenever something changed that Medusa shows.",
    )

    @api.model
    def _get_medusa_revision_fields(self):
        """Return the paths of all fields that the payload depends on, of whichever model.

        This is the one list; each room adds what its part of the payload reads. Odoo's dependency
        graph notices a change of any of them, and a test compares it with what the serializer
        reads. An addon that extends the serializer extends this method as well.

        :rtype: list[str]
        """
        paths = [
            "name",
            "description_sale",
            "weight",
            "type",
            "service_tracking",
            "uom_id",
            "uom_ids",
            "product_variant_ids.active",
            "product_variant_ids.default_code",
            "product_variant_ids.barcode",
            "product_variant_ids.weight",
            "product_variant_ids.product_template_attribute_value_ids",
            "attribute_line_ids.active",
            "attribute_line_ids.sequence",
            "attribute_line_ids.attribute_id.name",
            "attribute_line_ids.attribute_id.sequence",
            "attribute_line_ids.attribute_id.create_variant",
            "attribute_line_ids.attribute_id.display_type",
            "attribute_line_ids.product_template_value_ids.ptav_active",
            "attribute_line_ids.product_template_value_ids.price_extra",
            *(
                f"attribute_line_ids.product_template_value_ids.product_attribute_value_id.{name}"
                for name in ("name", "is_custom")
            ),
            "attribute_line_ids.value_ids.sequence",
            # Who is switched off or on in a store is one to look at soon.
            "medusa_switch_ids.kind",
        ]
        # Fields of modules that need not be installed.
        optional = ["hs_code", "is_published", "description_ecommerce", "recurring_invoice"]
        paths += [name for name in optional if name in self._fields]
        return paths + self.env["medusa.field.map"]._get_revision_paths()

    @api.depends(lambda self: split_paths(self._get_medusa_revision_fields())[0])
    def _compute_medusa_revision(self):
        # A token and no time: two changes in one second are two revisions.
        for product in self:
            product.medusa_revision = uuid.uuid4().hex
