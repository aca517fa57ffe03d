import logging
from datetime import datetime, timezone

from odoo import models

from ...medusa.recording import Recorder

_logger = logging.getLogger(__name__)


class MedusaRecording(models.AbstractModel):
    """Keeps what runs ask of those stores that want it."""

    _inherit = "medusa.recording"

    def _get_mode(self, backend):
        return backend.record_requests if backend.record_requests != "off" else None

    def _make_recorder(self, mode):
        return Recorder(only_failures=mode == "failures") if mode else None

    def _write_down(self, run, exchanges):
        try:
            with self.env.cr.savepoint():
                self._write_rows(run, exchanges)
        except Exception:
            # Whatever it is: what was pushed must be recorded.
            _logger.warning("Requests of run %s aren't kept", run.id, exc_info=True)

    def _write_rows(self, run, exchanges):
        # A quiet run that had nothing to do is gone by now.
        backend, run = run.exists().backend_id, run.exists()
        if not backend:
            return
        self.env["medusa.request"].create(
            [
                {
                    "backend_id": backend.id,
                    "run_id": run.id,
                    "method": exchange.method,
                    "path": exchange.path,
                    "started": exchange.started,
                    "started_at": datetime.fromtimestamp(exchange.started, timezone.utc).replace(
                        tzinfo=None, microsecond=0
                    ),
                    "seconds": exchange.seconds,
                    "status": exchange.status,
                    "failure": exchange.failure or False,
                    "is_failure": exchange.is_failure,
                    "sent": exchange.sent,
                    "received": exchange.received,
                    "request": exchange.request or False,
                    "answer": exchange.answer or False,
                    "size": _get_size(exchange),
                    "keys": list(exchange.keys),
                }
                for exchange in exchanges
            ]
        )


def _get_size(exchange):
    texts = (exchange.path, exchange.request, exchange.answer, *exchange.keys)
    return 200 + sum(len(text) for text in texts)
