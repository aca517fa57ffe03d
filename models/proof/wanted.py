from odoo import models

from ...sync.ownership import is_sent
from ...sync.wanted import WantedProduct, WantedVariant, get_wanted_prices


class MedusaProof(models.AbstractModel):
    """Says what a shopper should see of products, by what was pushed of them."""

    _name = "medusa.proof"
    _description = "What Shoppers of a Medusa Store Should See"

    def _prepare_wanted(self, backend, bindings, jobs, markets):
        """Return what a shopper should see; what is Medusa's own is left out.

        :param bindings: `medusa.product.binding`, of the jobs
        :param list[Job] jobs: see `sync.job`
        :param markets: those in which prices are asked for
        :rtype: list[WantedProduct]
        """
        levels = self._read_levels(bindings) if backend.push_stock else {}
        return [self._prepare_product(job, markets, levels) for job in jobs]

    def _prepare_product(self, job, markets, levels):
        payload, kept = job.payload, set(job.kept_fields)
        owners, product = payload["owners"], payload["product"]
        says_status = is_sent(owners, "status") and ("status", None) not in kept
        says_title = is_sent(owners, "title") and ("title", None) not in kept
        has_pictures = is_sent(owners, "pictures") and ("images", None) not in kept
        return WantedProduct(
            job.external_id,
            job.medusa_id,
            product.get("status") == "published" if says_status else None,
            product["title"] if says_title else None,
            {
                option["title"]: {value["title"] for value in option["values"]}
                for option in payload["options"]
            },
            bool(has_pictures and payload["pictures"]),
            tuple(
                self._prepare_variant(job, row, markets, levels.get(row["external_id"], {}))
                for row in payload["variants"]
                if row["external_id"] in job.variant_ids
            ),
        )

    def _prepare_variant(self, job, row, markets, levels):
        key, values = row["external_id"], row["fields"]
        is_counted = bool(values.get("manage_inventory"))
        return WantedVariant(
            key,
            job.variant_ids[key],
            values.get("title") or key,
            get_wanted_prices(job, row, markets),
            levels if is_counted else None,
            values.get("allow_backorder"),
        )

    def _read_levels(self, bindings):
        """Return {external id of a variant: {location's Medusa id: pushed quantity}}."""
        variants = bindings.variant_binding_ids
        levels = self.env["medusa.stock.level"].search(
            [("variant_binding_id", "in", variants.ids), ("is_known", "=", True)]
        )
        found = {variant.external_id: {} for variant in variants}
        for level in levels:
            key = level.variant_binding_id.external_id
            found[key][level.location_id.medusa_id] = level.quantity
        return found

    def _find_files(self, backend, jobs, most):
        """Return {external id: file in the store} of the first pictures of some products."""
        urls = {}
        for job in jobs:
            rows = job.payload["pictures"] or []
            url = rows and job.pictures.get(rows[0]["key"])
            if url and is_sent(job.payload["owners"], "pictures"):
                urls[job.external_id] = url
        pictures = self.env["medusa.picture"].search(
            [("backend_id", "=", backend.id), ("url", "in", list(urls.values()))]
        )
        files = {picture.url: picture.medusa_id for picture in pictures if picture.medusa_id}
        found = {key: files[url] for key, url in urls.items() if url in files}
        return dict(list(found.items())[:most])
