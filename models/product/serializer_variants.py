from odoo import models

from .mapped_fields import add_mapped_fields
from .serializer import DEFAULT_OPTION


def get_value_labels(options):
    """Return {value key: (option key, value title)}."""
    return {
        value["key"]: (option["key"], value["title"])
        for option in options
        for value in option["values"]
    }


def get_value_keys(variant, labels):
    """Return the keys of a variant's values, those of `Default` where it has none."""
    keys = [str(value.id) for value in variant.product_template_attribute_value_ids]
    return [key for key in keys if key in labels] or [DEFAULT_OPTION]


class MedusaProductSerializer(models.AbstractModel):
    """Builds what the variants of a product are in Medusa."""

    _inherit = "medusa.product.serializer"

    def _prepare_variant_titles(self, product, options):
        """Return {external id of a variant: title}, made of its values: "S / Red"."""
        labels = get_value_labels(options)
        return {
            str(variant.id): self._prepare_variant_title(variant, labels)
            for variant in product.product_variant_ids
        }

    def _prepare_variant_title(self, variant, labels):
        keys = get_value_keys(variant, labels)
        return " / ".join(labels[key][1] for key in keys if key in labels) or DEFAULT_OPTION

    def _prepare_variants(self, product, options, shared):
        """Return the active variants in Odoo's order."""
        labels = get_value_labels(options)
        return [
            self._prepare_variant(variant, labels, rank, shared)
            for rank, variant in enumerate(shared.get_variants(product))
        ]

    def _prepare_variant(self, variant, labels, rank, shared):
        """Return one variant.

        :param labels: {value key: (option key, value title)}
        :param int rank: its place among the product's variants
        """
        keys = get_value_keys(variant, labels)
        options = {labels[key][0]: key for key in keys if key in labels}
        fields = self._prepare_variant_fields(variant, shared)
        return {
            "external_id": str(variant.id),
            "fields": {
                "title": self._prepare_variant_title(variant, labels),
                "variant_rank": rank,
                **add_mapped_fields(fields, variant, shared.variant_maps, shared.backend),
            },
            "options": options,
            "prices": self._prepare_prices(variant, shared),
        }

    def _prepare_variant_fields(self, variant, shared):
        """Return Medusa's own fields of a variant; None empties one.

        Override it to push further fields.
        """
        return {
            # "" would be stored and collide with the next one: null is no SKU
            # (docs/medusa-api.md#null-is-no-sku).
            "sku": (variant.default_code or "").strip() or None,
            "barcode": (variant.barcode or "").strip() or None,
            "weight": self._prepare_weight(variant.weight, shared),
            "manage_inventory": False,
            "metadata": {"external_id": str(variant.id)},
        }

    def _prepare_prices(self, variant, shared):
        """Return the base prices of a variant, see `medusa.price.computer`.

        :return: `[{"currency_code": "eur", "amount": 19.99[, "min_quantity": 10]}]`, in the
            currency's major unit
        """
        return []
