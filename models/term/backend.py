from odoo import api, fields, models
from odoo.exceptions import ValidationError


class MedusaBackend(models.Model):
    """What sorts the products of a store."""

    _inherit = "medusa.backend"

    category_source = fields.Selection(
        "_selection_category_source",
        "Categories",
        required=True,
        default="none",
        help="What becomes the store's product categories. Those made in Medusa stay.",
    )
    push_tags = fields.Boolean(default=True)
    type_source = fields.Selection(
        "_selection_term_source", "Product Type From", required=True, default="none"
    )
    type_level = fields.Integer("Level of the Type", default=1)
    type_attribute_id = fields.Many2one("product.attribute", "Attribute of the Type")
    collection_source = fields.Selection(
        "_selection_term_source", "Collection From", required=True, default="none"
    )
    collection_level = fields.Integer("Level of the Collection", default=1)
    collection_attribute_id = fields.Many2one("product.attribute", "Attribute of the Collection")
    term_ids = fields.One2many("medusa.term", "backend_id", "Categories and Tags")

    @api.model
    def _selection_category_source(self):
        """Return what may become categories; e-commerce ones exist with website_sale."""
        sources = [
            ("none", self.env._("None")),
            ("product", self.env._("Product categories")),
        ]
        if "product.public.category" in self.env:
            sources.append(("public", self.env._("E-commerce categories")))
        return sources

    @api.model
    def _selection_term_source(self):
        return [
            ("none", self.env._("Nothing")),
            ("level", self.env._("A level of the product category")),
            ("attribute", self.env._("An attribute")),
        ]

    @api.constrains("type_source", "type_level", "type_attribute_id", "collection_source",
                    "collection_level", "collection_attribute_id")  # fmt: skip
    def _check_term_sources(self):
        for backend in self:
            for kind in ("type", "collection"):
                source = backend[f"{kind}_source"]
                if source == "level" and backend[f"{kind}_level"] < 1:
                    raise ValidationError(
                        self.env._("The level of a category is 1 (the top) or more.")
                    )
                if source == "attribute" and not backend[f"{kind}_attribute_id"]:
                    raise ValidationError(
                        self.env._("Choose the attribute that gives the type or collection.")
                    )


class MedusaStoreSurvey(models.AbstractModel):
    _inherit = "medusa.store.survey"

    def _forget(self, backends):
        """Forget what records were in the former store: products would name it here."""
        result = super()._forget(backends)
        # sudo: nobody but the connector writes terms.
        backends.sudo().term_ids.unlink()
        return result


class MedusaOtherDatabase(models.Model):
    _inherit = "medusa.other.database"

    def _forget_pushed(self, backend):
        result = super()._forget_pushed(backend)
        # sudo: nobody but the connector writes terms.
        backend.sudo().term_ids.payload_hash = False
        return result
