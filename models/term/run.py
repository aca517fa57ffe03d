import logging

from odoo import models

from ...medusa.exceptions import MedusaError

_logger = logging.getLogger(__name__)


class MedusaSyncRun(models.Model):
    """The part of a run that brings categories, tags, types and collections into the store."""

    _inherit = "medusa.sync.run"

    def _step_terms(self):
        """Make and change the terms of all selected products, before the products need them."""
        source, sync = self.env["medusa.term.source"], self.env["medusa.term.sync"]
        backend = self.backend_id

        def work(client):
            sync._forget_lost(backend, client)
            sync._sync_records(backend, client, source._get_all_records(backend), self)

        if self._with_client(work):
            self.phase = "push"
        return 1

    def _sync_terms_of(self, template_ids):
        """Make the terms that some products need; return whether the run goes on."""
        backend = self.backend_id
        products = self.env["product.template"].browse(template_ids).exists()
        wanted = self.env["medusa.term.source"]._get_records_of(backend, products)
        if not any(wanted.values()):
            return True
        sync = self.env["medusa.term.sync"]
        return self._with_client(lambda client: sync._sync_records(backend, client, wanted, self))

    def _delete_unused_terms(self):
        """Delete what no selected product needs any more."""
        backend = self.backend_id
        if not backend.term_ids:
            return True
        wanted = self.env["medusa.term.source"]._get_all_records(backend)
        sync = self.env["medusa.term.sync"]
        return self._with_client(lambda client: sync._delete_unused(backend, client, wanted))

    def _with_client(self, work):
        """Call `work(client)`; end the run and return False if the store fails."""
        with self.backend_id._get_client() as client:
            try:
                work(client)
            except MedusaError as error:
                self._stop_for_store(error)
                return False
            finally:
                self._count_requests(client.requests, client.writes)
        return True

    def _create_note(self, operation, name, result, vals):
        """Write a log line that is about no product."""
        self.env["medusa.sync.log"].create(
            {
                "run_id": self.id,
                "backend_id": self.backend_id.id,
                "company_id": self.company_id.id,
                "operation": operation,
                "name": name,
                "result": result,
                **vals,
            }
        )
