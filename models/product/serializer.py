import hashlib
import itertools
import json
from types import SimpleNamespace

from markupsafe import Markup

from odoo import models
from odoo.tools import html2plaintext, html_sanitize

from ...sync.ownership import ALWAYS, is_sent
from ...sync.terms import LISTS

DEFAULT_OPTION = "Default"


class MedusaProductSerializer(models.AbstractModel):
    """Builds what a product is in Medusa, and nothing else: no write, no request.

    Extend it by `_inherit`: each `_prepare_*` hook returns a part of the payload. A hook that
    reads a further field of Odoo adds that field to
    `product.template._get_medusa_revision_fields`, so that its changes are noticed.
    """

    _name = "medusa.product.serializer"
    _description = "Medusa Product Serializer"

    def _prepare_payloads(self, backend, products):
        """Return {product id: payload}.

        Language and company are the backend's, whoever asks. A payload is::

            {
                "external_id": "12",
                "handle": "office-chair-12",      # for the creation
                "product": {...},                 # Medusa's fields of the product
                "channels": ["sc_..."],
                "shipping_profile_id": "sp_..." or False,
                "options": [{"key", "title", "values": [{"key", "title"}]}],
                "variants": [{
                    "external_id": "33",
                    "fields": {...},              # Medusa's fields of the variant
                    "options": {option key: value key},
                    "prices": [{"currency_code", "amount"}],   # major unit, 19.99
                }],
            }

        :param backend: the store, `medusa.backend`
        :param products: `product.template` records
        :rtype: dict
        """
        products = products.with_company(backend.company_id).with_context(
            lang=backend.lang, active_test=True, allowed_company_ids=backend.company_id.ids
        )
        shared = self._prepare_shared(backend)
        source = self.env["medusa.term.source"]
        shared.term_ids = source._get_medusa_ids(backend)
        shared.pictures = self.env["medusa.picture.source"]._collect(backend, products)
        shared.prices = self.env["medusa.price.computer"]._compute_base_prices(
            backend, products.product_variant_ids
        )
        return {product.id: self._prepare_payload(product, shared) for product in products}

    def _prepare_shared(self, backend):
        """Return what is the same for all products of a call: read once, not per product."""
        templates = self.env["product.template"]
        weight_uom = templates._get_weight_uom_id_from_ir_config_parameter()
        gram = self.env.ref("uom.product_uom_gram")
        return SimpleNamespace(
            backend=backend,
            database=backend.database_uuid,
            channels=backend._get_channel_medusa_ids(),
            shipping_profile_id=backend._get_shipping_profile_medusa_id(),
            status_policy=backend.status_policy,
            owners=backend._get_owners(),
            description_format=backend.description_format,
            product_maps=backend.field_map_ids.filtered(
                lambda row: row.source_model == "product.template"
            ),
            variant_maps=backend.field_map_ids.filtered(
                lambda row: row.source_model == "product.product"
            ),
            grams=weight_uom._compute_quantity(1.0, gram, round=False),
        )

    def _prepare_payload(self, product, shared):
        """Return the payload of one product, see `_prepare_payloads`."""
        options = self._prepare_options(product, shared)
        variants = self._prepare_variants(product, options, shared)
        fields = self._add_mapped_fields(
            self._prepare_product_fields(product, shared), product, shared.product_maps
        )
        if not variants:
            # Nothing to buy yet (dynamic variants): published, it would be a dead end.
            fields["status"] = "draft"
        return {
            "external_id": str(product.id),
            "handle": self._prepare_handle(product),
            "slug": self._prepare_handle(product),
            "owners": shared.owners,
            "product": fields,
            "channels": shared.channels,
            "shipping_profile_id": shared.shipping_profile_id,
            "options": options,
            "variants": variants,
            **self._prepare_pictures(product, shared),
            "terms": self._prepare_terms(product, shared),
        }

    # === PRODUCT === #

    def _prepare_product_fields(self, product, shared):
        """Return Medusa's own fields of a product; None empties one.

        Override it to push further fields.
        """
        single = len(product.product_variant_ids) == 1
        return {
            "title": product.name,
            "description": self._clean_description(self._prepare_description(product), shared),
            "status": self._prepare_status(product, shared),
            "external_id": str(product.id),
            "weight": self._prepare_weight(product.weight, shared) if single else None,
            "hs_code": (product.hs_code or None) if "hs_code" in product._fields else None,
            "metadata": self._prepare_metadata(product, shared),
        }

    def _prepare_metadata(self, product, shared):
        """Return the addon's own keys; Medusa keeps those of others (contract, rule 6)."""
        return {"external_id": str(product.id), "odoo_database": shared.database}

    def _prepare_description(self, product):
        """Return the text for shoppers, rich (Markup) or plain, or None.

        Odoo's `description` holds internal notes and never leaves the house.
        """
        if "description_ecommerce" in product._fields:
            html = product.description_ecommerce
            if html and html2plaintext(html).strip():
                return html
        return product.description_sale or None

    def _clean_description(self, value, shared):
        """Return a description in the store's format: safe HTML or plain text.

        No scripts, styles or classes get into another site's pages.
        """
        if not isinstance(value, Markup):
            return value
        clean = html_sanitize(value, strip_style=True, strip_classes=True)
        if shared.description_format == "html":
            return str(clean)
        return html2plaintext(clean, include_references=False).strip() or None

    def _prepare_status(self, product, shared):
        """Return "published" or "draft", by the store's policy."""
        if shared.status_policy == "website":
            return "published" if product.is_published else "draft"
        return shared.status_policy

    def _prepare_handle(self, product):
        """Return the handle of a new product: slug(name)-id (contract)."""
        return self.env["ir.http"]._slug((product.id, product.name))

    def _prepare_weight(self, weight, shared):
        """Return a weight of Odoo's unit in grams, or None where there is none."""
        return round(weight * shared.grams, 2) if weight else None

    # === OPTIONS === #

    def _prepare_options(self, product, shared):
        """Return the options: one per attribute that makes variants, else `Default`.

        An attribute that makes no variants is a wish of the buyer at the order, which Medusa's
        options can't express: each of their values needs a variant.
        """
        lines = product.attribute_line_ids
        # Filtering forgets which records are read together: each product would ask by itself.
        lines = lines._without_no_variant_attributes().with_prefetch(lines._prefetch_ids)
        options = [
            {
                "key": str(line.id),
                "title": line.attribute_id.name,
                "values": self._number_duplicates(
                    {"key": str(value.id), "title": value.name}
                    for value in line.product_template_value_ids._only_active()
                ),
            }
            for line in lines
        ]
        return self._number_duplicates(options) or [self._prepare_default_option()]

    def _prepare_default_option(self):
        # As the pull side does, so that either finds what the other made.
        value = {"key": DEFAULT_OPTION, "title": DEFAULT_OPTION}
        return {"key": DEFAULT_OPTION, "title": DEFAULT_OPTION, "values": [value]}

    def _number_duplicates(self, rows):
        """Tell rows with the same title apart, as Medusa does by nothing else: "Size (2)"."""
        rows = list(rows)
        taken = {row["title"] for row in rows}
        result, seen = [], set()
        for row in rows:
            title = row["title"]
            if title in seen:
                numbered = (f"{title} ({number})" for number in itertools.count(2))
                row = dict(row, title=next(name for name in numbered if name not in taken))
                taken.add(row["title"])
            seen.add(title)
            result.append(row)
        return result

    # === VARIANTS === #

    def _get_labels(self, options):
        """Return {value key: (option key, value title)}."""
        return {
            value["key"]: (option["key"], value["title"])
            for option in options
            for value in option["values"]
        }

    def _get_value_keys(self, variant, labels):
        """Return the keys of a variant's values, those of `Default` where it has none."""
        keys = [str(value.id) for value in variant.product_template_attribute_value_ids]
        return [key for key in keys if key in labels] or [DEFAULT_OPTION]

    def _prepare_variant_titles(self, product, options):
        """Return {external id of a variant: title}, made of its values: "S / Red"."""
        labels = self._get_labels(options)
        return {
            str(variant.id): self._prepare_variant_title(variant, labels)
            for variant in product.product_variant_ids
        }

    def _prepare_variant_title(self, variant, labels):
        keys = self._get_value_keys(variant, labels)
        return " / ".join(labels[key][1] for key in keys if key in labels) or DEFAULT_OPTION

    def _prepare_variants(self, product, options, shared):
        """Return the active variants in Odoo's order."""
        labels = self._get_labels(options)
        return [
            self._prepare_variant(variant, labels, rank, shared)
            for rank, variant in enumerate(product.product_variant_ids)
        ]

    def _prepare_variant(self, variant, labels, rank, shared):
        """Return one variant.

        :param labels: {value key: (option key, value title)}
        :param int rank: its place among the product's variants
        """
        keys = self._get_value_keys(variant, labels)
        options = {labels[key][0]: key for key in keys if key in labels}
        return {
            "external_id": str(variant.id),
            "fields": {
                "title": self._prepare_variant_title(variant, labels),
                "variant_rank": rank,
                **self._add_mapped_fields(
                    self._prepare_variant_fields(variant, shared), variant, shared.variant_maps
                ),
            },
            "options": options,
            "prices": self._prepare_prices(variant, shared),
        }

    def _prepare_variant_fields(self, variant, shared):
        """Return Medusa's own fields of a variant; None empties one.

        Override it to push further fields.
        """
        return {
            # "" would be stored and collide with the next one: null is no SKU (3f).
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
        prices = shared.prices[variant.id]
        self.env["medusa.price.computer"]._check_prices(variant, prices)
        return prices

    # === EXTRA FIELDS === #

    def _add_mapped_fields(self, fields, record, maps):
        """Return the fields of a product or variant with those that the admin mapped.

        An empty metadata key is deleted in Medusa by "" (medusa-admin-api 3f).
        """
        if not maps:
            return fields
        fields = {**fields, "metadata": dict(fields["metadata"])}
        for row in maps:
            value = row._read_value(record)
            if row.target == "metadata":
                fields["metadata"][row.metadata_key] = "" if value is None else value
            else:
                fields[row.target] = value
        return fields

    # === PICTURES === #

    def _prepare_pictures(self, product, shared):
        """Return the pictures by their checksums; None where the store gets none.

        :return: `pictures` (`[{"key", "variants"}]`), `picture_sources` ({key: attachment id}) and
            `warnings` (sentences on what was left out)
        """
        pictures, sources, warnings = shared.pictures[product.id]
        return {
            "pictures": pictures if shared.backend.push_pictures else None,
            "picture_sources": sources,
            "warnings": warnings,
        }

    # === TERMS === #

    def _prepare_terms(self, product, shared):
        """Return what sorts the product.

        :return: {kind: ids in the store} for the kinds category, tag, type and collection, those
            that the store gets
        """
        source = self.env["medusa.term.source"]
        return source._prepare_terms(shared.backend, product, shared.term_ids)

    # === HASHES === #

    def _get_hashes(self, payload):
        """Return {section: hash}: what differs from the last push is pushed.

        The handle is in none of them: it is the creation's alone. What is Medusa's own makes no
        difference either.
        """
        owners = payload["owners"]

        def owned(name, value):
            return value if is_sent(owners, name) else None

        product = {key: owned(key, value) for key, value in payload["product"].items()}
        variants = [
            {key: value for key, value in row.items() if key != "prices"}
            for row in payload["variants"]
        ]
        prices = {row["external_id"]: row["prices"] for row in payload["variants"]}
        slug = owners.get("handle") == ALWAYS and payload["slug"]
        terms = {kind: owned(LISTS.get(kind, kind), ids) for kind, ids in payload["terms"].items()}
        return {
            "product": self._hash(
                [product, payload["channels"], payload["shipping_profile_id"], slug]
            ),
            "variants": self._hash([payload["options"], variants]),
            "prices": self._hash(owned("prices", prices)),
            "pictures": self._hash(owned("pictures", [payload["pictures"], payload["warnings"]])),
            "terms": self._hash(terms),
        }

    def _hash(self, value):
        text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
