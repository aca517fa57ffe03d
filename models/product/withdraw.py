from odoo import fields, models
from odoo.fields import Domain

from ...sync.job import Job
from ...sync.withdraw import ChunkWithdraw
from ...tools import commit
from .push import PushResult


class MedusaProductPush(models.AbstractModel):
    """The other direction: products that left the selection leave the shop."""

    _inherit = "medusa.product.push"

    def _withdraw(self, backend, bindings, run):
        """Set the bindings' products to draft, or delete them, as the backend's policy says.

        :param backend: `medusa.backend`
        :param bindings: `medusa.product.binding` records of products that left the selection
        :param run: the `medusa.sync.run` that the outcome is recorded on
        :rtype: PushResult
        """
        keys = bindings.mapped("external_id")
        with self._claim(backend, keys) as claimed:
            result = PushResult(busy=[key for key in keys if key not in claimed])
            # What came back meanwhile, or was pushed by the process that held it, stays.
            leaving = backend._get_leaving_domain() & Domain("id", "in", bindings.ids)
            jobs = [
                self._prepare_withdraw_job(binding)
                for binding in bindings.search(leaving)
                if binding.external_id in claimed
            ]
            client = backend._get_client()
            databases = backend._get_databases()
            policy = backend.withdraw_policy
            commit(self.env)
            with client:
                chunk = ChunkWithdraw(client, databases, policy)
                if jobs:
                    result.outcomes = chunk.run(jobs)
            self._keep_chunk(result, chunk, client)
            self._record_withdrawal(backend, run, result)
        return result

    def _prepare_withdraw_job(self, binding):
        # A product whose creation had no answer has no id here, but may be in the store: it is
        # looked for by its external_id as well.
        name = binding.name or binding.product_tmpl_id.name
        return Job(
            external_id=binding.external_id,
            payload={"product": {"title": name}},
            medusa_id=binding.medusa_id or None,
        )

    def _record_withdrawal(self, backend, run, result):
        def record():
            bindings = self._get_bindings(backend, result.outcomes)
            run._record_outcomes(result)
            run._create_logs(result.outcomes)
            gone = self.env["medusa.product.binding"]
            for outcome in result.outcomes:
                binding = bindings.get(outcome.job.external_id, gone)
                if outcome.error:
                    binding.write(self._prepare_failed_vals(binding, outcome, binding.revision))
                else:
                    binding.write(self._prepare_withdrawn_vals(outcome))
                    gone |= binding.filtered(self._is_forgotten)
            gone.unlink()

        self._retry_on_conflict(record)

    def _is_forgotten(self, binding):
        """Tell whether nothing is left to know of a withdrawn product: it is not in Odoo any more.

        A draft that shows pictures is remembered, or their files would be deleted under it.
        """
        return not binding.product_tmpl_id and not (binding.medusa_id and binding.picture_ids)

    def _prepare_withdrawn_vals(self, outcome):
        deleted = outcome.operation in ("delete", "gone")
        return {
            "state": "withdrawn",
            "medusa_id": False if deleted else outcome.medusa_id,
            "store_status": False if deleted else outcome.status,
            "product_hash": False,
            "variants_hash": False,
            "pictures_hash": False,
            "terms_hash": False,
            "prices_hash": False,
            "last_push": fields.Datetime.now(),
            "tries": 0,
            "next_try": False,
            **(self._get_links_of_deleted() if deleted else {}),
            **self.env["medusa.failure.mixin"]._clear_failure_vals(),
        }

    def _get_links_of_deleted(self):
        """Return what a binding forgets whose product isn't in the store any more."""
        clear = [fields.Command.clear()]
        return {"variant_binding_ids": clear, "picture_ids": clear}
