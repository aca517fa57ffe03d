from odoo import models

from ..core.sentence import keep, say_of

# What browsers show and Medusa's admin accepts; {MIME type: ending of the file}.
PICTURE_TYPES = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/webp": "webp",
    "image/gif": "gif",
}


class MedusaPictureSource(models.AbstractModel):
    """Finds the pictures of products, without reading one."""

    _name = "medusa.picture.source"
    _description = "Medusa Picture Source"

    def _collect(self, backend, products):
        """Return {template id: (pictures, attachments, warnings)}.

        In Odoo's order: the main picture, the gallery, the variants' own. Pictures are
        `[{"key": checksum, "variants": [external ids]}]`, without variants it is for all of them;
        attachments `{checksum: ir.attachment id}`; warnings are sentences.

        :param backend: `medusa.backend`
        :param products: `product.template` records
        """
        if not backend.push_pictures:
            return {product.id: ([], {}, []) for product in products}
        places = {product.id: list(self._get_places(product)) for product in products}
        attachments = self._read_attachments(backend, places)
        return {key: self._collect_product(backend, places[key], attachments) for key in places}

    def _collect_product(self, backend, places, attachments):
        pictures, sources, warnings = {}, {}, []
        for record, field, variants in places:
            row = attachments.get((record._name, field, record.id))
            if not row:
                continue
            problem = self._get_problem(backend, row)
            if problem:
                warnings.append(say_of(self.env, record.display_name, problem))
                continue
            present = pictures.get(row["checksum"])
            if present is None:
                pictures[row["checksum"]] = set(variants)
                sources[row["checksum"]] = row["id"]
            elif present:
                # For all variants once it is for all in one place.
                pictures[row["checksum"]] = present | set(variants) if variants else set()
        rows = [{"key": key, "variants": sorted(ids)} for key, ids in pictures.items()]
        return rows, sources, warnings

    def _get_places(self, product):
        """Yield (record, image field's base name, external ids of the variants it is for)."""
        yield product, "image", []
        if "product_template_image_ids" in product._fields:
            for picture in product.product_template_image_ids:
                if not picture.video_url:
                    yield picture, "image", []
        for variant in product.product_variant_ids:
            yield variant, "image_variant", [str(variant.id)]
            if "product_variant_image_ids" in variant._fields:
                for picture in variant.product_variant_image_ids:
                    if not picture.video_url:
                        yield picture, "image", [str(variant.id)]

    def _read_attachments(self, backend, places):
        """Return {(model, base name, record id): attachment's values} in a query per model.

        :param dict places: {product id: see `_get_places`}
        """
        found, result = {}, {}
        for rows in places.values():
            for record, field, _variants in rows:
                found.setdefault((record._name, field), []).append(record.id)
        # sudo: attachments of fields are nobody's to read but the system's.
        attachments = self.env["ir.attachment"].sudo()
        for (model, field), ids in found.items():
            rows = attachments.search_fetch(
                [
                    ("res_model", "=", model),
                    ("res_field", "=", f"{field}_{backend.picture_size}"),
                    ("res_id", "in", ids),
                ],
                ["res_id", "checksum", "mimetype", "file_size"],
            )
            for row in rows:
                result[model, field, row.res_id] = {
                    "id": row.id,
                    "checksum": row.checksum,
                    "mimetype": row.mimetype,
                    "size": row.file_size,
                }
        return result

    def _get_problem(self, backend, row):
        """Return why a picture can't be pushed, or None."""
        _ = keep(self.env)._
        if row["mimetype"] not in PICTURE_TYPES:
            return _(
                "pictures of the type %s can't be pushed, only JPEG, PNG, WebP and GIF",
                row["mimetype"] or _("unknown"),
            )
        if not row["size"] or not row["checksum"]:
            return _("the picture is empty")
        if row["size"] > backend.picture_limit * 1024 * 1024:
            return _(
                "the picture has %(size).1f MB, the store takes %(limit).1f MB",
                size=row["size"] / 1024 / 1024,
                limit=backend.picture_limit,
            )
        return None
