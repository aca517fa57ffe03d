from odoo import models
from odoo.fields import Domain

from ...sync.sections import PICTURES, PRICES
from ..product.phase_withdraw import WITHDRAW_FREE_COUNT
from . import clock

# In the context of a push: new pictures of what is in the store wait for a push of their own.
LATER = "medusa_pictures_later"


def get_kinds(job):
    """Return what a push changes of a product, in the words of `medusa.freshness`."""
    named = {PICTURES: "picture", PRICES: "price"}
    return {named.get(section, "product") for section in job.sections}


class MedusaPhaseProducts(models.AbstractModel):
    _inherit = "medusa.phase.products"

    def _prepare_claimed(self, run, lanes, template_ids):
        """Let texts and prices not wait for files that are to be uploaded."""
        self = self.with_context(**{LATER: run.trigger == "soon"})
        return super()._prepare_claimed(run, lanes, template_ids)


class MedusaProductPush(models.AbstractModel):
    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        """Record no revision where pictures are left: the product stays one to push."""
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        if self.env.context.get(LATER) and not force:
            for job in self._get_waiting_for_pictures(backend, jobs):
                job.sections -= {PICTURES}
                # No fingerprint of them: the next push finds that they differ.
                job.hashes = {**job.hashes, PICTURES: ""}
                job.payload["pictures"] = None
                revisions[job.external_id] = False
        return jobs, outcomes, revisions

    def _get_waiting_for_pictures(self, backend, jobs):
        """Return the jobs that have more to say than the files they would wait for."""
        found = [
            job
            for job in jobs
            if job.medusa_id and PICTURES in job.sections and job.sections - {PICTURES}
        ]
        uploads = self.env["medusa.picture.upload"]
        keys = {job.external_id: {row["key"] for row in job.payload["pictures"] or []}
                for job in found}  # fmt: skip
        urls = uploads._get_urls(backend, set().union(*keys.values()))
        return [job for job in found if keys[job.external_id] - urls.keys()]


class MedusaProductRecorder(models.AbstractModel):
    """Measures how long changes of products took."""

    _inherit = "medusa.product.recorder"

    def _record_push(self, backend, outcomes, revisions, is_told):
        record = super()._record_push(backend, outcomes, revisions, is_told)
        ids = [int(outcome.job.external_id) for outcome in outcomes]
        changes = self.env["medusa.change"]._get_open(backend, "product", ids)
        products = self.env["product.template"].browse(changes).exists()
        newest = products._get_medusa_revisions() if products else {}
        measured = []
        for outcome in outcomes:
            key = outcome.job.external_id
            change = changes.get(int(key))
            if change and not outcome.error:
                measured += [(kind, change._get_age()) for kind in get_kinds(outcome.job)]
            if change:
                self._note_pushed(change, outcome, revisions.get(key), newest.get(int(key)))
        self.env["medusa.freshness"]._add(backend, measured)
        return record

    def _note_pushed(self, change, outcome, revision, newest):
        """Close a change whose product is in the store as it is now, or can't be pushed.

        :param revision: that was pushed; False where pictures are left to push
        :param newest: the product's revision now, None where it was deleted
        """
        if outcome.error or revision in (change.mark.split(" ")[0], newest):
            change._close()
        elif revision:
            change._note_pushed(is_newest=False)

    def _record_withdrawal(self, backend, outcomes):
        record = super()._record_withdrawal(backend, outcomes)
        ids = [int(outcome.job.external_id) for outcome in outcomes]
        changes = self.env["medusa.change"]._get_open(backend, "product", ids)
        measured = []
        for outcome in outcomes:
            change = changes.get(int(outcome.job.external_id))
            if change:
                measured += [] if outcome.error else [("product", change._get_age())]
                change._close()
        self.env["medusa.freshness"]._add(backend, measured)
        return record


class MedusaPhaseWithdraw(models.AbstractModel):
    _inherit = "medusa.phase.withdraw"

    def _was_named(self, run):
        """Let the few products go at once that were archived, or left the selection, just now."""
        return super()._was_named(run) or (run.trigger == "soon" and self._are_few(run))

    def _are_few(self, run):
        """Tell whether so few products leave the shop altogether that nobody is asked."""
        leaving = self.env["medusa.product.changes"]._get_leaving_domain(run.backend_id)
        leaving &= Domain("product_tmpl_id", "!=", False)
        bindings = self.env["medusa.product.binding"]
        return bindings.search_count(leaving) <= WITHDRAW_FREE_COUNT


class MedusaStockRecorder(models.AbstractModel):
    """Measures how long changes of the stock took."""

    _inherit = "medusa.stock.recorder"

    def _record(self, run, work):
        record = super()._record(run, work)
        sent = {level.key[0] for level in work.levels if level.state == "sent"}
        if sent:
            variants = self.env["medusa.variant.binding"].browse(sent).exists()
            products = variants.product_binding_id.product_tmpl_id
            changes = self.env["medusa.change"]._get_open(run.backend_id, "stock", products.ids)
            ages = [("stock", change._get_age()) for change in changes.values()]
            self.env["medusa.freshness"]._add(run.backend_id, ages)
            for change in changes.values():
                # What was noticed before the run began was counted by it.
                change._note_pushed(is_newest=change.seen_at <= run.start_date)
        return record


class MedusaPhaseTranslations(models.AbstractModel):
    """Measures how long texts in further languages took."""

    _inherit = "medusa.phase.translations"

    def _record(self, run, step):
        record = super()._record(run, step)
        if run.trigger == "soon" and step.work and step.work.model == "medusa.product.binding":
            done = [outcome.job.key for outcome in step.work.outcomes if not outcome.error]
            products = self.env[step.work.model].browse(done).exists().product_tmpl_id
            # Their products were recorded by this run already.
            changes = self.env["medusa.change"].search(
                [
                    ("backend_id", "=", run.backend_id.id),
                    ("kind", "=", "product"),
                    ("res_id", "in", products.ids),
                    ("first_at", "<=", clock.get_now()),
                ]
            )
            ages = [("translation", change._get_age()) for change in changes]
            self.env["medusa.freshness"]._add(run.backend_id, ages)
        return record
