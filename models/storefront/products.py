"""What changed in a store of its products, noted with what came of their pushes."""

from odoo import models


class MedusaProductRecorder(models.AbstractModel):
    _inherit = "medusa.product.recorder"

    def _record_push(self, backend, outcomes, revisions, is_told):
        # A product whose handle is another one now has lost its former page.
        names = self._get_changed_handles(backend, outcomes)
        record = super()._record_push(backend, outcomes, revisions, is_told)
        names += self._get_changed_handles(backend, outcomes)
        self.env["medusa.storefront.change"]._note(backend, "product", names)
        return record

    def _record_withdrawal(self, backend, outcomes):
        # Bindings of products that Odoo has no more go with it.
        names = self._get_changed_handles(backend, outcomes)
        self.env["medusa.storefront.change"]._note(backend, "product", names)
        return super()._record_withdrawal(backend, outcomes)

    def _get_changed_handles(self, backend, outcomes):
        """Return the handles of what was written; a push that failed may have written a part."""
        if not backend._tells_storefront():
            return []
        changed = [row for row in outcomes if row.operation != "unchanged" or row.error]
        bindings = self._get_bindings(backend, changed).values()
        names = [binding.store_handle or binding.handle for binding in bindings]
        return names + [outcome.handle for outcome in changed]


class MedusaStockRecorder(models.AbstractModel):
    _inherit = "medusa.stock.recorder"

    def _record(self, run, work):
        if run.backend_id._tells_storefront():
            changed = {level.key[0] for level in work.levels if level.state in ("sent", "gone")}
            variants = self.env["medusa.variant.binding"].browse(changed).exists()
            self.env["medusa.storefront.change"]._note_products(variants.product_binding_id)
        return super()._record(run, work)


class MedusaPhaseTranslations(models.AbstractModel):
    _inherit = "medusa.phase.translations"

    def _record(self, run, step):
        record = super()._record(run, step)
        if step.work and step.work.outcomes and run.backend_id._tells_storefront():
            keys = [outcome.job.key for outcome in step.work.outcomes]
            records = self.env[step.work.model].browse(keys).exists()
            changes = self.env["medusa.storefront.change"]
            if step.work.model == "medusa.product.binding":
                changes._note_products(records)
            elif step.work.model == "medusa.term":
                records._note_for_storefront()
            else:
                changes._note(run.backend_id, "shared", records.mapped("medusa_id"))
        return record


class MedusaPhaseTakeOverUndo(models.AbstractModel):
    _inherit = "medusa.phase.take_over_undo"

    def _record_done(self, match):
        note_match(match)
        return super()._record_done(match)


class MedusaPhaseTakeOverDraft(models.AbstractModel):
    _inherit = "medusa.phase.take_over_draft"

    def _record_done(self, match):
        note_match(match)
        return super()._record_done(match)


def note_match(match):
    """Write down that the page of a match's product changed."""
    changes = match.env["medusa.storefront.change"]
    changes._note(match.backend_id, "product", [match.store_handle])
