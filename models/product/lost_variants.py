from odoo import fields, models


class MedusaVariantBinding(models.Model):
    _inherit = "medusa.variant.binding"

    is_lost = fields.Boolean(
        "Not in the Store", readonly=True,
        help="The store didn't have it any more when its index was read last. Until its product is "
        "pushed, nothing of it is.",
    )  # fmt: skip


class MedusaPhaseScan(models.AbstractModel):
    """Notes which variants somebody deleted in Medusa: of those nothing can be sent.

    Their product makes them anew, unless it is refused, or waits for its next try.
    """

    _inherit = "medusa.phase.scan"

    def _note_lost_variants(self, bound, changed, page, started):
        """Note which variants aren't on a page of the index any more.

        :param list bound: see `_read_bound`
        :param list changed: see `_find_changed_by_others`
        :param IndexPage page: see `sync.scan`
        :param started: what was pushed later is newer than the index
        """
        there = set(page.ids)
        ids = {*changed, *(key for medusa_id, key, _id in bound if medusa_id not in there)}
        if not ids:
            return
        present = {medusa_id for medusa_id, _item_id in page.variants}
        domain = [("product_binding_id", "in", list(ids)), ("is_lost", "=", False)]
        # What was never pushed to the end has no date.
        domain += ["|", ("product_binding_id.last_push", "=", False),
                   ("product_binding_id.last_push", "<=", started)]  # fmt: skip
        variants = self.env["medusa.variant.binding"].search(domain)
        variants.filtered(lambda row: row.medusa_id not in present).is_lost = True


class MedusaProductRecorder(models.AbstractModel):
    _inherit = "medusa.product.recorder"

    def _record_variants(self, pushed):
        result = super()._record_variants(pushed)
        variants = self.env["medusa.product.binding"].union(*pushed).variant_binding_ids
        variants.filtered("is_lost").is_lost = False
        return result
