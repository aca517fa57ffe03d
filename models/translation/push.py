from odoo import models

from ...medusa.exceptions import MedusaConflictError
from ...medusa.packing import BATCH_BODY_LIMIT, encode, pack
from ...medusa.products import ProductApi
from ...medusa.translations import TranslationApi
from ...sync.matching import get_variant_ids
from ...sync.translations import compare_translations
from ...tools import commit

# Translations per call; the store takes a thousand in 0.2 s (medusa-admin-api 3l).
_PER_CALL = 1000
_FIELDS = (
    "id,options.id,options.title,options.values.id,options.values.value,"
    "variants.id,variants.metadata"
)


class MedusaTranslationPush(models.AbstractModel):
    """Pushes the texts in further languages, those that differ from what was pushed.

    What was pushed is kept on the bindings and terms themselves: which translation belongs to
    which record of the store, and the hash of its texts.
    """

    _name = "medusa.translation.push"
    _description = "Medusa Translation Push"

    def _push_products(self, backend, client, bindings):
        """Push the translations of products that are in the store.

        :param backend: `medusa.backend`
        :param MedusaClient client: of this store
        :param bindings: `medusa.product.binding` records, synced
        :return: how many products had something to push
        :raise MedusaError: of the client
        """
        source = self.env["medusa.translation.source"]
        texts = source._prepare_texts(backend, bindings.product_tmpl_id)
        serializer = self.env["medusa.product.serializer"]
        changed = {}
        for binding in bindings:
            # The texts' keys are tuples in part, which JSON can't hold.
            digest = serializer._hash([repr(texts[binding.product_tmpl_id.id]), binding.medusa_id])
            if digest != binding.translations_hash:
                changed[binding] = digest
        if not changed:
            return 0
        remote = self._read_remote(client, changed)
        wanted = {
            binding: self._locate(
                remote[binding.medusa_id], texts[binding.product_tmpl_id.id], binding
            )
            for binding in changed
            if binding.medusa_id in remote
        }
        self._push(client, wanted)
        for binding in wanted:
            binding.translations_hash = changed[binding]
        commit(self.env)
        return len(changed)

    def _read_remote(self, client, changed):
        ids = [binding.medusa_id for binding in changed]
        return {row["id"]: row for row in ProductApi(client).list_by("id", ids, _FIELDS)}

    def _locate(self, row, texts, binding):
        """Return the wanted texts by the records of the store they belong to.

        :param dict row: the product in the store
        :param dict texts: {language: texts}, see `medusa.translation.source`
        :rtype: medusa_connector.sync.translations.Wanted
        """
        variant_ids = get_variant_ids(row)
        options = {option["title"]: option for option in row.get("options") or []}
        main = self._get_main_options(binding)
        wanted = {}
        for locale, parts in texts.items():
            if parts["product"]:
                wanted[locale, row["id"]] = ("product", parts["product"])
            for key, title in parts["variants"].items():
                if key in variant_ids:
                    wanted[locale, variant_ids[key]] = ("product_variant", {"title": title})
            for option in main:
                present = options.get(option["title"])
                if present:
                    wanted |= self._locate_option(locale, parts, option, present)
        return wanted

    def _locate_option(self, locale, parts, option, present):
        """Return the wanted texts of one option and its values."""
        wanted = {}
        title = parts["options"].get(option["key"])
        if title:
            wanted[locale, present["id"]] = ("product_option", {"title": title})
        ids = {value["value"]: value["id"] for value in present.get("values") or []}
        for value in option["values"]:
            label = parts["values"].get((option["key"], value["key"]))
            if label and value["title"] in ids:
                wanted[locale, ids[value["title"]]] = ("product_option_value", {"value": label})
        return wanted

    def _get_main_options(self, binding):
        """Return the product's options in the main language: the store knows them by it."""
        backend = binding.backend_id
        product = binding.product_tmpl_id.with_company(backend.company_id)
        product = product.with_context(lang=backend.lang, active_test=True)
        return self.env["medusa.product.serializer"]._prepare_options(product, None)

    def _push_terms(self, backend, client):
        """Push the names of categories, tags, types and collections."""
        fields = {"category": "name", "tag": "value", "type": "value", "collection": "title"}
        langs = backend._get_translation_langs()
        wanted = {}
        for term in backend.term_ids.filtered("medusa_id"):
            wanted[term] = {}
            record = self.env[term.res_model].browse(int(term.external_id)).exists()
            for code, locale in langs.items():
                name = record.with_context(lang=code).name if record else False
                if name and name != term.name:
                    texts = {fields[term.kind]: name}
                    wanted[term][locale, term.medusa_id] = (f"product_{term.kind}", texts)
        self._push(client, wanted)
        commit(self.env)

    def _push(self, client, wanted):
        """Bring the translations of bindings or terms to what is wanted, in three calls at most.

        :param dict wanted: {record: wanted texts}, see `compare_translations`
        """
        changes = {
            record: compare_translations(texts, record.translations or {})
            for record, texts in wanted.items()
        }
        api = TranslationApi(client)
        self._send(api, "delete", [key for row in changes.values() for key in row.delete])
        self._send(api, "update", [item for row in changes.values() for item in row.update])
        created = self._create(api, [item for row in changes.values() for item in row.create])
        ids = {f"{row['locale_code']}:{row['reference_id']}": row["id"] for row in created}
        for record, row in changes.items():
            known = {
                key: [entry[0] or ids.get(key), *entry[1:]] for key, entry in row.known.items()
            }
            if known != (record.translations or {}):
                record.translations = known

    def _create(self, api, items):
        """Create translations; adopt those that an answer that was lost had made already."""
        try:
            return self._send(api, "create", items)
        except MedusaConflictError:
            rows = api.list_of([item["reference_id"] for item in items])
        present = {(row["reference_id"], row["locale_code"]): row for row in rows}
        found, updates, missing = [], [], []
        for item in items:
            row = present.get((item["reference_id"], item["locale_code"]))
            if row:
                updates.append({"id": row["id"], "translations": item["translations"]})
                found.append(row)
            else:
                missing.append(item)
        self._send(api, "update", updates)
        return found + self._send(api, "create", missing)

    def _send(self, api, operation, items):
        rows = []
        encoded = [(index, encode(item)) for index, item in enumerate(items)]
        for part in pack(encoded, max_count=_PER_CALL, max_bytes=BATCH_BODY_LIMIT):
            rows += api.batch(operation, [body for _index, body in part])
        return rows
