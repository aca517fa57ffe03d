from odoo import models
from odoo.fields import Domain

from ...sync.identity import make_mark
from ..product.text_files import find_hidden_files
from ..product.texts import HIDDEN, clean_text, find_lost, get_lost_texts


class MedusaTermSource(models.AbstractModel):
    """Says which of Odoo's records sort a product, and what they are in Medusa.

    A term is told by its kind, model and id: a product category and an e-commerce category may
    share their number.
    """

    _name = "medusa.term.source"
    _description = "Medusa Term Source"

    def _get_records(self, backend, product):
        """Return {kind: records} that sort a product; kinds that the store gets at all.

        :param backend: `medusa.backend`
        :param product: one `product.template`
        """
        records = {}
        if backend.category_source == "product":
            records["category"] = product.categ_id
        elif backend.category_source == "public":
            records["category"] = product.public_categ_ids
        if backend.push_tags:
            records["tag"] = product.product_tag_ids.filtered("visible_to_customers")
        for kind in ("type", "collection"):
            source = backend[f"{kind}_source"]
            if source == "level":
                records[kind] = self._get_level(product.categ_id, backend[f"{kind}_level"])
            elif source == "attribute":
                attribute = backend[f"{kind}_attribute_id"]
                lines = product.attribute_line_ids.filtered_domain(
                    [("attribute_id", "=", attribute.id)]
                )
                records[kind] = lines.value_ids[:1]
        return records

    def _has_terms(self, backend):
        """Tell whether anything sorts the products of a store, or did."""
        sources = {backend.category_source, backend.type_source, backend.collection_source}
        if sources != {"none"} or backend.term_ids:
            return True
        return backend.push_tags and bool(self.env["product.tag"].search_count([], limit=1))

    def _get_level(self, category, level):
        """Return the ancestor (or self) of a category at a level, 1 being the top."""
        ids = [int(key) for key in (category.parent_path or "").split("/") if key]
        return category.browse(ids[level - 1 : level])

    def _get_all_records(self, backend, domain=Domain.TRUE):
        """Return {kind: records} that sort any of the selected products, parents first.

        :param backend: `medusa.backend`
        :param domain: a further restriction on the products
        """
        # sudo: as the selection, whoever starts the run.
        products = self.env["product.template"].sudo()
        selected = [("id", "in", backend._search_selection(domain))]

        def used(field):
            groups = products._read_group(selected, [field])
            return products[field].concat(*(record for [record] in groups if record))

        records = {}
        if backend.category_source != "none":
            field = "categ_id" if backend.category_source == "product" else "public_categ_ids"
            records["category"] = self._with_ancestors(used(field))
        if backend.push_tags:
            records["tag"] = used("product_tag_ids").filtered("visible_to_customers")
        for kind in ("type", "collection"):
            source = backend[f"{kind}_source"]
            if source == "level":
                level = backend[f"{kind}_level"]
                categories = used("categ_id")
                records[kind] = categories.browse().union(
                    *(self._get_level(category, level) for category in categories)
                )
            elif source == "attribute":
                lines = self.env["product.template.attribute.line"].search(
                    [
                        ("attribute_id", "=", backend[f"{kind}_attribute_id"].id),
                        ("product_tmpl_id", "in", backend._search_selection(domain)),
                    ]
                )
                records[kind] = lines.value_ids
        return records

    def _get_records_of(self, backend, products):
        """Return {kind: records} that sort some products, parents first."""
        wanted = {}
        for product in products:
            for kind, records in self._get_records(backend, product).items():
                wanted[kind] = wanted.get(kind, records.browse()) | records
        if "category" in wanted:
            wanted["category"] = self._with_ancestors(wanted["category"])
        return wanted

    def _get_medusa_ids(self, backend):
        """Return {(kind, model, external id): Medusa id} of the terms that are in the store."""
        terms = self.env["medusa.term"].search_fetch(
            [("backend_id", "=", backend.id), ("medusa_id", "!=", False)],
            ["kind", "res_model", "external_id", "medusa_id"],
        )
        return {(term.kind, term.res_model, term.external_id): term.medusa_id for term in terms}

    def _prepare_terms(self, backend, product, medusa_ids):
        """Return {kind: Medusa ids} of a product, as far as they are in the store.

        :param dict medusa_ids: see `_get_medusa_ids`
        """
        found = {
            kind: [medusa_ids.get((kind, record._name, str(record.id))) for record in records]
            for kind, records in self._get_records(backend, product).items()
        }
        # Records of one name are one term.
        return {kind: [key for key in dict.fromkeys(ids) if key] for kind, ids in found.items()}

    def _with_ancestors(self, categories):
        """Return categories with all that stand above them, parents first."""
        ids = {int(key) for row in categories for key in (row.parent_path or "").split("/") if key}
        rows = categories.browse(ids).exists()
        return rows.sorted(lambda row: (row.parent_path or "").count("/"))

    # === PAYLOADS === #

    def _prepare_term(self, backend, kind, record, parent_medusa_id=None):
        """Return a term as Medusa takes it.

        :param record: the record of Odoo, in the store's language
        :param parent_medusa_id: of a category; the push fills in what it is in the store
        """
        mark = {
            "external_id": str(record.id),
            "metadata": make_mark(str(record.id), backend.database_uuid, record._name),
        }
        if kind in ("tag", "type"):
            return {"value": record.name, **mark}
        handle = self.env["ir.http"]._slug((record.id, record.name))
        if kind == "collection":
            return {"title": record.name, "handle": handle, **mark}
        values = {
            "name": record.name,
            "handle": handle,
            "is_active": True,
            "parent_category_id": parent_medusa_id,
            **mark,
        }
        is_rich = backend.description_format == "html"
        text = clean_text(self._get_description(record), backend.get_base_url(), is_rich)
        return {**values, "description": text or ""}

    def _get_description(self, record):
        """Return the text of a category, False where its kind has none."""
        return "website_description" in record._fields and record.website_description

    def _get_lost(self, backend, kind, record):
        """Return sentences on what of a category's text the store can't show.

        :rtype: list[str]
        """
        if kind != "category" or backend.description_format != "html":
            return []
        text, texts = self._get_description(record), get_lost_texts(self.env)
        lost = find_lost(text)
        if find_hidden_files(self.env, [text]):
            lost.add(HIDDEN)
        return [texts[kind] for kind in sorted(lost)]

    # === ORDER === #

    def _get_families(self, terms):
        """Return the order of the categories that are in the store, as Odoo shows them.

        :param terms: `medusa.term` records of a store
        :return: {parent in the store, None at the top: its children's ids in order}
        """
        families = {}
        categories = terms.filtered(lambda term: term.kind == "category" and term.medusa_id)
        for model, rows in categories.grouped("res_model").items():
            ids = {int(term.external_id): term.medusa_id for term in rows}
            # Searched, they come in their model's own order.
            for record in self.env[model].search([("id", "in", list(ids))]):
                parent = record.parent_id
                if not parent or parent.id in ids:
                    families.setdefault(ids.get(parent.id), []).append(ids[record.id])
        return families
