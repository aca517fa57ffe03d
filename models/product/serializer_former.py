from odoo import models


class MedusaProductSerializer(models.AbstractModel):
    """Empties what extra fields filled that aren't mapped any more."""

    _inherit = "medusa.product.serializer"

    def _prepare_product_fields(self, product, shared):
        fields = super()._prepare_product_fields(product, shared)
        return self._empty_former_targets(fields, product, shared)

    def _prepare_variant_fields(self, variant, shared):
        fields = super()._prepare_variant_fields(variant, shared)
        return self._empty_former_targets(fields, variant, shared)

    def _empty_former_targets(self, fields, record, shared):
        """Return the fields with those added that are to be emptied.

        What is mapped still, or filled by the addon itself, is filled all the same. Keys of
        metadata are removed by "" (docs/medusa-api.md#metadata-is-merged-or-replaced).
        """
        former = [
            (target, key)
            for model, target, key in shared.backend.former_targets or []
            if model == record._name
        ]
        keys = {key: "" for target, key in former if target == "metadata"}
        emptied = {target: None for target, _key in former if target != "metadata"}
        return {**emptied, **fields, "metadata": {**keys, **fields["metadata"]}}
