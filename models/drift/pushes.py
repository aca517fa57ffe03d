from odoo import fields, models
from odoo.tools import SQL

from ...sync.seen import SUSPECT


class MedusaProductPush(models.AbstractModel):
    """Lets a push know what the store showed last, and what a person left to Medusa."""

    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        """Override of `medusa.product.push`.

        Where a person wants Odoo's value of one field, what else differs stays as well.
        """
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        kept = self._read_kept(backend, [job.external_id for job in jobs], force)
        for job in jobs:
            job.kept_fields = kept.get(job.external_id, {})
        return jobs, outcomes, revisions

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        job.seen = binding.store_seen if binding.store_seen is not False else None
        if binding.is_suspect:
            job.seen = SUSPECT
        return job

    def _read_kept(self, backend, keys, force):
        """Return {external id: {(field, variant): fingerprint of Odoo's value}} of what isn't sent.

        :param bool force: whether a person wants all of it, but for what was left to Medusa
        """
        if not keys:
            return {}
        self.env["medusa.drift"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT binding.external_id, drift.field, drift.variant,
                       COALESCE(drift.kept_mark, drift.odoo_mark)
                  FROM medusa_drift drift
                  JOIN medusa_product_binding binding ON binding.id = drift.binding_id
                 WHERE drift.backend_id = %(backend)s AND binding.external_id = ANY(%(keys)s)
                   AND (drift.kept_mark IS NOT NULL
                        OR NOT %(force)s AND drift.state = 'open'
                           AND EXISTS (SELECT 1 FROM medusa_drift taken
                                        WHERE taken.binding_id = binding.id
                                          AND taken.state = 'taking'))
                """,
                backend=backend.id,
                keys=keys,
                force=force,
            )
        )
        kept = {}
        for key, field, variant, mark in rows:
            kept.setdefault(key, {})[(field, variant)] = mark
        return kept


class MedusaProductRecorder(models.AbstractModel):
    """Remembers what a push left in the store."""

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        if outcome.seen is not None:
            vals["store_seen"] = outcome.seen or binding.store_seen
            vals["is_suspect"] = outcome.seen == SUSPECT
        return vals

    def _record_push(self, backend, outcomes, revisions, is_told):
        """Override of `medusa.product.recorder` to say what was put right by it."""
        record = super()._record_push(backend, outcomes, revisions, is_told)
        pushed = [outcome for outcome in outcomes if not outcome.error]
        self._note_put_right(
            backend,
            [outcome.job.external_id for outcome in pushed],
            [outcome.job.external_id for outcome in pushed if outcome.job.force],
        )
        return record

    def _note_put_right(self, backend, pushed, forced):
        """Note that Odoo's values are in the store of products that were just pushed.

        :param list pushed: external ids
        :param list forced: those of them that were sent whole
        """
        if not pushed:
            return
        self.env["medusa.drift"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                UPDATE medusa_drift drift SET state = 'done', done_at = %s
                  FROM medusa_product_binding binding
                 WHERE binding.id = drift.binding_id AND drift.backend_id = %s
                   AND binding.external_id = ANY(%s)
                   AND (drift.state = 'taking'
                        OR drift.state = 'open' AND drift.kept_mark IS NULL
                           AND binding.external_id = ANY(%s))
             RETURNING drift.id
                """,
                fields.Datetime.now(), backend.id, pushed, forced,
            )
        )  # fmt: skip
        self.env["medusa.drift"].browse(row[0] for row in rows).invalidate_recordset()
        self._suspect_rest(backend, pushed)

    def _suspect_rest(self, backend, pushed):
        """Have products compared again that differed otherwise before: the push may have been it.

        :param list pushed: external ids
        """
        bindings = self.env["medusa.product.binding"].search(
            [
                ("backend_id", "=", backend.id),
                ("external_id", "in", pushed),
                ("drift_ids.state", "in", ("open", "kept")),
            ]
        )
        bindings.is_suspect = True
