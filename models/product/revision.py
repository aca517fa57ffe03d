from odoo import api, models


class ProductTemplate(models.Model):
    """A token that is another one whenever something changed that Medusa shows."""

    _name = "product.template"
    _inherit = ["product.template", "medusa.revision.mixin"]

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
                for name in ("name", "is_custom", "html_color")
            ),
            "attribute_line_ids.value_ids.sequence",
            # Who is switched off or on in a store is one to look at soon.
            "medusa_switch_ids.kind",
        ]
        # Fields of modules that need not be installed.
        optional = ["hs_code", "is_published", "description_ecommerce", "recurring_invoice"]
        paths += [name for name in optional if name in self._fields]
        return paths + self.env["medusa.field.map"]._get_revision_paths()
