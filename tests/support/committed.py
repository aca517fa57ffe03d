"""For what only real transactions show: locks, snapshots and commits of several connections."""

import uuid
from contextlib import contextmanager
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests.common import BaseCase, get_db_name

from .common import FakeMedusaMixin

BATCH = "POST /admin/products/batch"


class Killed(BaseException):
    """The process is gone: nothing after this line happens but what the database does itself."""


def is_batch(request):
    """Tell whether a request writes products."""
    return f"{request.method} {request.path_url}".startswith(BATCH)


class CommittedCase(FakeMedusaMixin, BaseCase):
    """Works on committed records, which it deletes in the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        # A step that is done again after a conflict waits a little before.
        self.startPatcher(patch("odoo.service.model.time.sleep"))
        self.prefix = f"Committed {uuid.uuid4().hex[:8]}"
        with self.transaction() as env:
            backend = env["medusa.backend"].create(
                {
                    "name": self.prefix,
                    "url": self.fake.url,
                    "api_key": self.fake.api_key,
                    "product_domain": f"[('name', '=like', '{self.prefix}%')]",
                }
            )
            self.backend_id = backend.id
        self.addCleanup(self.clean_up)

    def clean_up(self):
        with self.transaction() as env:
            env["medusa.backend"].browse(self.backend_id).unlink()
            products = env["product.template"].with_context(active_test=False)
            products.search([("name", "=like", f"{self.prefix}%")]).unlink()

    @contextmanager
    def transaction(self, user_id=SUPERUSER_ID):
        """Yield an environment on a connection of its own; it is committed in the end."""
        with self.registry.cursor() as cr:
            # Whoever waits for a lock in these tests would wait for ever.
            cr.execute("SET LOCAL lock_timeout = '1s'")
            yield api.Environment(cr, user_id, {})

    def get_env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def make_products(self, count, **vals):
        """Create products and return their ids."""
        rows = [{"name": f"{self.prefix} {index}", **vals} for index in range(count)]
        with self.transaction() as env:
            return env["product.template"].create(rows).ids

    def queue_run(self, trigger="cron"):
        """Return the id of the store's open run over all products."""
        with self.transaction() as env:
            return env["medusa.backend"].browse(self.backend_id)._queue_run(trigger).id

    def step(self, run_id, seconds=0):
        """Do one step of a run as a cron does, or a leg; return what it returns."""
        with self.registry.cursor() as cr:
            return self.get_env(cr)["medusa.queue"]._step_run(run_id, seconds)

    def work_off(self, run_id):
        """Do all steps of a run."""
        for _step in range(50):
            _processed, remaining = self.step(run_id)
            if not remaining:
                return
        self.fail("The run doesn't come to an end.")

    def run_all(self):
        """Do a whole run over all products; return its id."""
        run_id = self.queue_run()
        self.work_off(run_id)
        return run_id

    def meanwhile(self, pattern, action):
        """Let `action` happen once, on other connections, while the store works on a request."""
        waiting = [action]

        def act(row):
            path = f"{row.method} {row.path}"
            if waiting and path == pattern:
                waiting.pop()(row)
            return False

        self.addCleanup(lambda: self.assertFalse(waiting, "The store never got that far."))
        self.fake.misbehave("refused", act)

    def at_each(self, pattern, action):
        """Let `action` happen in each request of a kind, in the thread that sends it."""

        def act(row):
            if f"{row.method} {row.path}" == pattern:
                action(row)
            return False

        self.fake.misbehave("refused", act)

    def killing(self, is_last, is_before=False):
        """Return a patch: the process is killed with the requests that are such.

        :param is_last: tells so by a request, once the store has worked on it
        :param bool is_before: the store never gets it
        """
        handle = self.fake.handle

        def handle_and_die(request, timeout=None):
            if is_before and is_last(request):
                raise Killed
            response = handle(request, timeout)
            if not is_before and is_last(request):
                raise Killed
            return response

        return patch.object(self.fake, "handle", handle_and_die)

    def read(self, model, domain, *names):
        """Return what is committed, as tuples."""
        with self.transaction() as env:
            records = env[model].with_context(active_test=False).search(domain, order="id")
            return [tuple(record[name] for name in names) for record in records]

    def read_run(self, run_id, *names):
        [values] = self.read("medusa.sync.run", [("id", "=", run_id)], *names)
        return values[0] if len(names) == 1 else values

    def read_binding(self, product_id, *names):
        mine = [("backend_id", "=", self.backend_id), ("external_id", "=", str(product_id))]
        [values] = self.read("medusa.product.binding", mine, *names)
        return values[0] if len(names) == 1 else values
