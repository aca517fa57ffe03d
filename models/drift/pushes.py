from odoo import fields, models
from odoo.tools import SQL

from ...sync.sections import SECTIONS
from ...sync.seen import SUSPECT


class MedusaProductPush(models.AbstractModel):
    """Lets a push know what the store showed last, and what a person left to Medusa."""

    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        """Override of `medusa.product.push`.

        Where a person wants Odoo's value of one field, what else differs stays as well.
        """
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        kept, taken = self._read_decisions(backend, [job.external_id for job in jobs], force)
        for job in jobs:
            job.kept_fields = kept.get(job.external_id, {})
        self._send_whole(backend, [job for job in jobs if job.external_id in taken])
        return jobs, outcomes, revisions

    def _send_whole(self, backend, jobs):
        """Let these be compared whole: a person wants Odoo's values of something in them."""
        keys = [job.external_id for job in jobs]
        bindings = self.env["medusa.product.binding"]
        found = bindings.search([("backend_id", "=", backend.id), ("external_id", "in", keys)])
        by_key = {binding.external_id: binding for binding in found if keys}
        for job in jobs:
            job.sections = frozenset(SECTIONS)
            self._forget_sent(by_key[job.external_id], job)

    def _prepare_job(self, binding, payload, force):
        job = super()._prepare_job(binding, payload, force)
        job.seen = binding.store_seen if binding.store_seen is not False else None
        if binding.is_suspect:
            job.seen = SUSPECT
        return job

    def _read_decisions(self, backend, keys, force):
        """Return what isn't sent of some products, and of which Odoo's values are wanted.

        :param list keys: external ids
        :param bool force: whether a person wants all of it, but for what was left to Medusa
        :return: ({external id: {(field, variant): fingerprint of Odoo's value}}, external ids)
        """
        if not keys:
            return {}, set()
        self.env["medusa.drift"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT binding.external_id, drift.state, drift.field, drift.variant,
                       drift.kept_mark, drift.odoo_mark
                  FROM medusa_drift drift
                  JOIN medusa_product_binding binding ON binding.id = drift.binding_id
                 WHERE drift.backend_id = %s AND binding.external_id = ANY(%s)
                   AND drift.state != 'done'
                """,
                backend.id, keys,
            )
        )  # fmt: skip
        taken = {key for key, state, *_rest in rows if state == "taking"}
        kept = {}
        for key, state, field, variant, kept_mark, odoo_mark in rows:
            # Beside what is wanted, what nobody decided about yet stays as it is.
            waits = key in taken and state == "open" and not force
            if kept_mark or waits:
                kept.setdefault(key, {})[(field, variant)] = kept_mark or odoo_mark
        return kept, taken


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

    def _record_withdrawal(self, backend, outcomes):
        """Override of `medusa.product.recorder`: of what left the store, nothing differs."""
        keys = [outcome.job.external_id for outcome in outcomes if not outcome.error]
        self.env["medusa.drift"].search(
            [("backend_id", "=", backend.id), ("binding_id.external_id", "in", keys)]
        ).unlink()
        return super()._record_withdrawal(backend, outcomes)

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


class MedusaProductChanges(models.AbstractModel):
    """Sends what a person decided about, also where the run that was to do it came to nothing."""

    _inherit = "medusa.product.changes"

    def _find_incomplete(self, backend, payloads):
        wanted = self.env["medusa.drift"].search(
            [
                ("backend_id", "=", backend.id),
                ("state", "=", "taking"),
                ("price_list_id", "=", False),
                ("product_tmpl_id", "in", list(payloads)),
            ]
        )
        return super()._find_incomplete(backend, payloads) | set(wanted.product_tmpl_id.ids)
