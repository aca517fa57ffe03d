from types import SimpleNamespace

from odoo import models


class MedusaTranslationSource(models.AbstractModel):
    """Says what products are called in the further languages of a store."""

    _name = "medusa.translation.source"
    _description = "Medusa Translation Source"

    def _prepare_texts(self, backend, products):
        """Return {product id: {Medusa's code of a language: texts}}.

        Texts are `{"product": {field: text}, "variants": {external id: title},
        "options": {option key: title}, "values": {(option key, value key): label}}`, those alone
        that differ from the main language's.

        :param backend: `medusa.backend`
        :param products: `product.template` records
        """
        main = self._read_texts(backend, products, backend.lang)
        texts = {product.id: {} for product in products}
        for code, locale in backend._get_translation_langs().items():
            for key, row in self._read_texts(backend, products, code).items():
                texts[key][locale] = {
                    part: {
                        name: text
                        for name, text in values.items()
                        if text and text != main[key][part].get(name)
                    }
                    for part, values in row.items()
                }
        return texts

    def _read_texts(self, backend, products, lang):
        """Return {product id: texts} in one language, see `_prepare_texts`."""
        serializer = self.env["medusa.product.serializer"]
        shared = SimpleNamespace(backend=backend, description_format=backend.description_format)
        products = products.with_company(backend.company_id).with_context(
            lang=lang, active_test=True, allowed_company_ids=backend.company_id.ids
        )
        result = {}
        for product in products:
            options = serializer._prepare_options(product, shared)
            titles = serializer._prepare_variant_titles(product, options)
            result[product.id] = {
                "product": {
                    "title": product.name,
                    "description": serializer._clean_description(
                        serializer._prepare_description(product), shared
                    ),
                },
                "variants": titles,
                "options": {row["key"]: row["title"] for row in options},
                "values": {
                    (row["key"], value["key"]): value["title"]
                    for row in options
                    for value in row["values"]
                },
            }
        return result
