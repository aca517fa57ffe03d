from odoo import api, fields, models
from odoo.fields import Command


class ProductTemplate(models.Model):
    _inherit = "product.template"

    @api.model
    def _get_medusa_revision_fields(self):
        paths = ["image_1920", "product_variant_ids.image_variant_1920"]
        if "product_template_image_ids" in self._fields:
            paths += [
                f"{gallery}.{name}"
                for gallery in (
                    "product_template_image_ids",
                    "product_variant_ids.product_variant_image_ids",
                )
                for name in ("image_1920", "sequence", "video_url")
            ]
        return super()._get_medusa_revision_fields() + paths


class MedusaProductBinding(models.Model):
    _inherit = "medusa.product.binding"

    picture_ids = fields.Many2many(
        "medusa.picture", "medusa_binding_picture_rel", "binding_id", "picture_id", readonly=True
    )


class MedusaProductPush(models.AbstractModel):
    """Adds the pictures to the push of a product."""

    _inherit = "medusa.product.push"

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        job.former_picture_urls = binding.picture_ids.mapped("url")
        job.owns_pictures = binding.backend_id.owns_pictures
        return job

    def _provide(self, backend, lanes, jobs, is_late):
        ready, failed, late = super()._provide(backend, lanes, jobs, is_late)
        uploads = self.env["medusa.picture.upload"]
        more_failed, more_late = uploads._provide(backend, lanes, ready, is_late)
        left = {id(outcome.job) for outcome in more_failed} | {id(job) for job in more_late}
        ready = [job for job in ready if id(job) not in left]
        return ready, failed + more_failed, late + more_late


class MedusaProductChanges(models.AbstractModel):
    """Finds the products that lost a picture in the store."""

    _inherit = "medusa.product.changes"

    def _find_incomplete(self, backend, payloads):
        found = super()._find_incomplete(backend, payloads)
        return found | self.env["medusa.picture.upload"]._find_incomplete(backend, payloads)


class MedusaProductRecorder(models.AbstractModel):
    """Remembers which pictures a product shows: the others may be deleted in the store."""

    _inherit = "medusa.product.recorder"

    def _record_push(self, backend, outcomes, revisions, is_told):
        record = super()._record_push(backend, outcomes, revisions, is_told)
        shown = [
            outcome for outcome in outcomes if not outcome.error and outcome.job.wants_pictures
        ]
        self._record_pictures(backend, shown)
        return record

    def _record_pictures(self, backend, outcomes):
        keys = {row["key"] for outcome in outcomes for row in outcome.job.payload["pictures"] or []}
        found = self.env["medusa.picture.upload"]._get_pictures(backend, keys) if keys else []
        pictures = {picture.checksum: picture for picture in found}
        bindings = self._get_bindings(backend, outcomes) if outcomes else {}
        for outcome in outcomes:
            binding = bindings.get(outcome.job.external_id)
            if not binding:
                continue
            rows = outcome.job.payload["pictures"] or []
            shown = self.env["medusa.picture"].union(
                *(pictures[row["key"]] for row in rows if row["key"] in pictures)
            )
            if shown != binding.picture_ids:
                binding.picture_ids = shown

    def _prepare_withdrawn_vals(self, binding, outcome):
        """Let go of pictures that a push has tied and never brought to the product."""
        vals = super()._prepare_withdrawn_vals(binding, outcome)
        shown = set(outcome.image_urls)
        unseen = binding.picture_ids.filtered(lambda picture: picture.url not in shown)
        return {"picture_ids": [Command.unlink(picture.id) for picture in unseen], **vals}

    def _is_forgotten(self, binding):
        """Remember a draft that shows pictures, or their files would be deleted under it."""
        is_shown = binding.medusa_id and binding.picture_ids
        return super()._is_forgotten(binding) and not is_shown

    def _get_links_of_deleted(self):
        return {**super()._get_links_of_deleted(), "picture_ids": [Command.clear()]}
