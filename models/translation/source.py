from odoo import models

# {kind of a term: the field that Medusa translates}
_TERM_FIELDS = {"category": "name", "tag": "value", "type": "value", "collection": "title"}


class MedusaTranslationSource(models.AbstractModel):
    """Says what products and terms are called in the further languages of a store."""

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
        products = serializer._localize(backend, products, lang)
        shared = serializer._prepare_shared(backend, products)
        return {product.id: self._read_product(product, shared) for product in products}

    def _read_product(self, product, shared):
        serializer = self.env["medusa.product.serializer"]
        options = serializer._prepare_options(product, shared)
        description = serializer._prepare_description(product)
        return {
            "product": {
                "title": product.name,
                "description": serializer._clean_description(description, shared),
            },
            "variants": serializer._prepare_variant_titles(product, options),
            "options": {row["key"]: row["title"] for row in options},
            "values": {
                (row["key"], value["key"]): value["title"]
                for row in options
                for value in row["values"]
            },
        }

    def _get_main_options(self, backend, products):
        """Return {product id: options in the main language}: the store knows them by it."""
        serializer = self.env["medusa.product.serializer"]
        products = serializer._localize(backend, products, backend.lang)
        shared = serializer._prepare_shared(backend, products)
        return {product.id: serializer._prepare_options(product, shared) for product in products}

    def _prepare_term_texts(self, backend, term):
        """Return the texts of a term by language, see `sync.translations`.

        :param term: `medusa.term` that is in the store
        """
        wanted = {}
        record = self.env[term.res_model].browse(int(term.external_id)).exists()
        for code, locale in backend._get_translation_langs().items():
            name = record.with_context(lang=code).name if record else False
            if name and name != term.name:
                texts = {_TERM_FIELDS[term.kind]: name}
                wanted[locale, term.medusa_id] = (f"product_{term.kind}", texts)
        return wanted
