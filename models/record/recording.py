import json
import logging
from datetime import datetime, timezone

import psycopg2

from odoo import models
from odoo.tools import SQL

from ...medusa.recording import Recorder
from ..core.transaction import commit, new_env

_logger = logging.getLogger(__name__)


class MedusaRecording(models.AbstractModel):
    """Keeps what is asked of those stores that want it."""

    _inherit = "medusa.recording"

    def _get_mode(self, backend):
        return backend.record_requests if backend.record_requests != "off" else None

    def _make_recorder(self, mode):
        return Recorder(only_failures=mode == "failures") if mode else None

    def _open_diary(self, backend):
        mode = self._get_mode(backend)
        return Diary(backend, only_failures=mode == "failures") if mode else None

    def _write_down(self, run, exchanges):
        # A quiet run that had nothing to do is gone by now.
        self._write_safely(run.exists().backend_id, exchanges, run_id=run.exists().id)

    def _write_safely(self, backend, exchanges, **vals):
        """Write down requests; it raises nothing.

        :param backend: `medusa.backend`; none where it is gone
        :param vals: who asked: the run, or a person
        """
        try:
            with self.env.cr.savepoint(flush=False):
                self._write_rows(backend, exchanges, **vals)
        except Exception:
            # Whatever it is: what was pushed must be recorded.
            _logger.warning("Requests to store %s aren't kept", backend.id, exc_info=True)

    def _write_rows(self, backend, exchanges, **vals):
        # By SQL: bodies are long, and many.
        vals["backend_id"], vals["create_uid"] = backend.id, self.env.uid
        rows = [_prepare_row(exchange) | vals for exchange in exchanges if backend]
        if rows:
            names = SQL(", ").join(map(SQL.identifier, [*rows[0], "create_date"]))
            now = SQL("now() AT TIME ZONE 'UTC'")
            values = SQL(", ").join(SQL("(%s, %s)", _join(row.values()), now) for row in rows)
            query = SQL("INSERT INTO medusa_request (%s) VALUES %s", names, values)
            self.env.cr.execute(query)
            self.env["medusa.request"].invalidate_model()


def _join(values):
    return SQL(", ").join(SQL("%s", value) for value in values)


class Diary(Recorder):
    """Keeps the requests of one client that belongs to no run, beyond whatever goes wrong.

    :param backend: `medusa.backend`
    """

    def __init__(self, backend, only_failures=False):
        super().__init__(only_failures)
        self.backend = backend

    def end(self):
        """Write down what was asked, in a transaction of its own: the person's may be undone."""
        exchanges = self.take()
        if not exchanges:
            return
        user_id = self.backend.env.uid
        try:
            with new_env(self.backend.env) as env:
                # Where it was made in this very transaction, nobody else sees it yet.
                backend = env["medusa.backend"].browse(self.backend.id).exists()
                env["medusa.recording"]._write_safely(backend, exchanges, user_id=user_id)
                commit(env)
        except psycopg2.Error:
            _logger.warning("Requests to store %s aren't kept", self.backend.id, exc_info=True)


def _prepare_row(exchange):
    return {
        "method": exchange.method,
        "path": exchange.path,
        "started": exchange.started,
        "started_at": datetime.fromtimestamp(exchange.started, timezone.utc).replace(
            tzinfo=None, microsecond=0
        ),
        "seconds": exchange.seconds,
        "status": exchange.status,
        "failure": exchange.failure or None,
        "is_failure": exchange.is_failure,
        "sent": exchange.sent,
        "received": exchange.received,
        "request": exchange.request or None,
        "answer": exchange.answer or None,
        "size": _get_size(exchange),
        "keys": json.dumps(exchange.keys),
    }


def _get_size(exchange):
    texts = (exchange.path, exchange.request, exchange.answer, *exchange.keys)
    return 200 + sum(len(text) for text in texts)
