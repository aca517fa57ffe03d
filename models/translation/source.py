from odoo import models

from ..option.option import SHARED

# {kind of a term: the field that Medusa translates}
_TERM_FIELDS = {"category": "name", "tag": "value", "type": "value", "collection": "title"}
# {model of what the shop shares: (model in Odoo, kind in Medusa, field that Medusa translates)}
_OPTION_KINDS = {
    "medusa.option": ("product.attribute", "product_option", "title"),
    "medusa.option.value": ("product.attribute.value", "product_option_value", "value"),
}


class MedusaTranslationSource(models.AbstractModel):
    """Says what products and terms are called in the further languages of a store."""

    _name = "medusa.translation.source"
    _description = "Medusa Translation Source"

    def _prepare_texts(self, backend, products):
        """Return {product id: {Medusa's code of a language: texts}}.

        Texts are `{"product": {field: text}, "variants": {external id: title},
        "options": {option key: title}, "values": {(option key, value key): label}}`, those alone
        that differ from the main language's. Shared options have theirs by themselves.

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

    def _get_own_texts(self, backend, texts):
        """Return those of a product's texts whose change is a reason to push them.

        Titles of variants are made of values. Where the shop shares these, one that is renamed is
        one request; the variants' titles follow with their product's next push.

        :param dict texts: see `_prepare_texts`
        """
        if backend.option_scope != SHARED:
            return texts
        return {
            locale: {part: values for part, values in row.items() if part != "variants"}
            for locale, row in texts.items()
        }

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
            "options": {row["key"]: row["title"] for row in options if "id" not in row},
            "values": {
                (row["key"], value["key"]): value["title"]
                for row in options
                if "id" not in row
                for value in row["values"]
            },
        }

    def _get_main_options(self, backend, products):
        """Return {product id: options in the main language}: the store knows them by it."""
        serializer = self.env["medusa.product.serializer"]
        products = serializer._localize(backend, products, backend.lang)
        shared = serializer._prepare_shared(backend, products)
        return {product.id: serializer._prepare_options(product, shared) for product in products}

    def _prepare_option_texts(self, backend, records):
        """Return {record id: texts by language} of shared options or values, see `_OPTION_KINDS`.

        :param records: `medusa.option` or `medusa.option.value`, in the store
        """
        model, kind, field = _OPTION_KINDS[records._name]
        sources = self.env[model].sudo().browse(int(row.external_id) for row in records).exists()
        main = {row.id: row.name for row in sources.with_context(lang=backend.lang)}
        wanted = {record.id: {} for record in records}
        for code, locale in backend._get_translation_langs().items():
            names = {row.id: row.name for row in sources.with_context(lang=code)}
            for record in records:
                name = names.get(int(record.external_id))
                if name and name not in (record.name, main[int(record.external_id)]):
                    texts = (kind, {field: name})
                    wanted[record.id][locale, record.medusa_id] = texts
        return wanted

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
