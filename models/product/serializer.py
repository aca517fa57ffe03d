import functools

from odoo import models
from odoo.tools import html2plaintext

from ...sync.identity import make_mark
from ...sync.option_names import number
from ..core.memo import once
from .context import Shared
from .incomplete import get_incomplete_notes, split_complete
from .mapped_fields import add_mapped_fields
from .text_files import find_hidden_files, get_file_ids
from .texts import HIDDEN, clean_text, find_lost, get_lost_texts

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
                "slug": "office-chair-12",        # of the present name, where Odoo owns the handle
                "owners": {"title": "always"},    # see `sync.ownership`
                "product": {...},                 # Medusa's fields of the product
                "channels": ["sc_..."],
                "shipping_profile_id": "sp_...", None (it has none) or False (left as it is),
                "options": [{"key", "title", "values": [{"key", "title"}]}],   # of shared ones
                                                  # also the "id" of option and values, or None
                "variants": [{
                    "external_id": "33",
                    "fields": {...},              # Medusa's fields of the variant
                    "options": {option key: value key},
                    "prices": [{"currency_code", "amount"}],   # major unit, 19.99
                    "first_prices": [...],        # at its creation, where they are others
                }],
                "pictures": [{"key": checksum, "variants": ["33"]}] or None,
                "picture_sources": {checksum: id of an ir.attachment},
                "warnings": ["sentences on pictures that were left out"],
                "notes": ["sentences on what else the store can't have"],
                "terms": {"category": ["pcat_..."], "tag": [], "type": [], "collection": []},
                "missing": [{"level", "text", "variants", "note"}],   # see `models/readiness`
                "ready_status": "published",      # once nothing of it keeps it a draft
            }

        :param backend: the store, `medusa.backend`
        :param products: `product.template` records
        :rtype: dict
        """
        # What is told of a product is part of it, and mustn't differ by who asks.
        self = self.with_context(lang=backend.lang)
        products = self._localize(backend, products, backend.lang)
        shared = self._prepare_shared(backend, products)
        return {product.id: self._prepare_payload(product, shared) for product in products}

    def _localize(self, backend, products, lang):
        """Return products as the store sees them: in its company and one of its languages."""
        return products.with_company(backend.company_id).with_context(
            lang=lang, active_test=True, allowed_company_ids=backend.company_id.ids
        )

    def _prepare_shared(self, backend, products):
        """Return what is the same for all products of a call.

        A room that adds something to read adds its loader here, see `context`.

        :param products: `product.template` records, as `_localize` returns them
        :rtype: Shared
        """
        channels, profile, grams = once(
            backend, "shared", backend.write_date, lambda: self._prepare_constants(backend)
        )
        maps = backend.field_map_ids
        return Shared(
            backend=backend,
            products=products,
            lang=products.env.lang,
            database=backend.database_uuid,
            channels=channels,
            shipping_profile_id=profile,
            status_policy=backend.status_policy,
            owners=backend._get_owners(),
            description_format=backend.description_format,
            product_maps=maps.filtered(lambda row: row.source_model == "product.template"),
            variant_maps=maps.filtered(lambda row: row.source_model == "product.product"),
            grams=grams,
            load_variants=functools.cache(lambda: products.product_variant_ids),
            loaders={
                "base_url": backend.get_base_url,
                "hidden_files": lambda: find_hidden_files(
                    self.env, (self._prepare_description(product) for product in products)
                ),
            },
        )

    def _prepare_constants(self, backend):
        """Return (channels, shipping profile, grams of Odoo's unit of weight), see `context`."""
        products = self.env["product.template"]
        weight_uom = products._get_weight_uom_id_from_ir_config_parameter()
        return (
            backend._get_channel_medusa_ids(),
            backend._get_shipping_profile_medusa_id(),
            weight_uom._compute_quantity(1.0, self.env.ref("uom.product_uom_gram"), round=False),
        )

    def _prepare_payload(self, product, shared):
        """Return the payload of one product, see `_prepare_payloads`."""
        options = self._prepare_options(product, shared)
        variants, incomplete = split_complete(
            self._prepare_variants(product, options, shared), options
        )
        fields = self._prepare_product_fields(product, shared)
        slug = self._prepare_handle(product)
        fields = add_mapped_fields(fields, product, shared.product_maps, shared.backend)
        return {
            "external_id": str(product.id),
            "handle": slug,
            "slug": slug,
            "owners": shared.owners,
            "product": fields,
            "channels": shared.channels,
            "shipping_profile_id": shared.shipping_profile_id,
            "options": options,
            "variants": variants,
            # What the rooms of pictures and terms fill.
            "pictures": None,
            "picture_sources": {},
            "warnings": [],
            "notes": [
                *self._get_text_notes(product, shared),
                *get_incomplete_notes(self.env, incomplete, options),
            ],
            "terms": {},
        }

    # === PRODUCT === #

    def _prepare_product_fields(self, product, shared):
        """Return Medusa's own fields of a product; None empties one.

        Override it to push further fields.
        """
        single = len(shared.get_variants(product)) == 1
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
        """Return the addon's own keys; Medusa keeps those of others.

        See docs/contract.md#only-our-own-keys.
        """
        return make_mark(str(product.id), shared.database)

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
        """Return a description in the store's format: safe HTML or plain text, see `texts`."""
        return clean_text(value, shared.base_url, shared.description_format == "html")

    def _get_text_notes(self, product, shared):
        """Return sentences on what of the description another site can't show."""
        if shared.description_format != "html":
            return []
        text = self._prepare_description(product)
        lost = find_lost(text)
        if get_file_ids(text) & shared.hidden_files:
            lost.add(HIDDEN)
        if not lost:
            return []
        texts = get_lost_texts(self.env)
        return [texts[kind] for kind in sorted(lost)]

    def _prepare_status(self, product, shared):
        """Return "published" or "draft", by the store's policy."""
        if shared.status_policy == "website":
            return "published" if product.is_published else "draft"
        return shared.status_policy

    def _prepare_handle(self, product):
        """Return the handle of a new product: slug(name)-id.

        See docs/contract.md#handle-at-creation.
        """
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
        lines = shared.get_lines(product)
        if not lines:
            return [_prepare_default_option()]
        # Filtering forgets which records are read together: each product would ask by itself.
        lines = lines._without_no_variant_attributes().with_prefetch(lines._prefetch_ids)
        options = [
            {
                "key": str(line.id),
                "title": line.attribute_id.name,
                "values": _number_duplicates(
                    # Read off the value itself: here its name would be computed.
                    {"key": str(value.id), "title": value.product_attribute_value_id.name}
                    for value in shared.get_values(line)
                ),
            }
            for line in lines
        ]
        return _number_duplicates(options) or [_prepare_default_option()]


def _prepare_default_option():
    # As the pull side does, so that either finds what the other made.
    value = {"key": DEFAULT_OPTION, "title": DEFAULT_OPTION}
    return {"key": DEFAULT_OPTION, "title": DEFAULT_OPTION, "values": [value]}


def _number_duplicates(rows):
    """Tell rows with the same title apart, as Medusa does by nothing else: "Size (2)"."""
    rows = list(rows)
    taken = {row["title"] for row in rows}
    if len(taken) == len(rows):
        return rows
    result, seen = [], set()
    for row in rows:
        title = row["title"]
        if title in seen:
            row = dict(row, title=number(title, taken))
            taken.add(row["title"])
        seen.add(title)
        result.append(row)
    return result
