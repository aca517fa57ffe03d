"""Comparing a plan with what its run does to the store."""

from datetime import timedelta
from random import Random
from unittest.mock import patch

from odoo import fields

from ...medusa.client import MedusaClient
from .plan import PlanMixin
from .truth import edits, shop
from .truth.expect import Expected
from .truth.lines import prepare_lines
from .truth.look import Reader


class TruthMixin(PlanMixin):
    """Plans of a shop that is edited at random, compared with the store, on a lifecycle case."""

    def make_shop(self, count):
        """Make a shop of so many products; see `truth.shop`."""

        def call(method, path, body, query):
            return self.store_call(method, path, body, query)

        self.shop = shop.Shop(self.backend, self.token, call)
        return self.shop.make(count)

    def edit_shop(self, seed, count, kinds=None):
        """Edit the shop; return {kind: how often}."""
        return edits.edit(self.shop, Random(seed), count, kinds)

    def look(self):
        """Return what the store holds."""

        def call(path, query):
            return self.store_call("GET", path, query=query)

        return Reader(call, self.backend.database_uuid).look()

    def plan_and_run(self):
        """Plan, which sends no write, and let the run go.

        :return: (plan, run, where the store is otherwise now than the plan said)
        """
        # What was pushed in the second in which the index is read is newer than it.
        bindings = self.env["medusa.product.binding"].search([("last_push", "!=", False)])
        bindings.last_push = fields.Datetime.now() - timedelta(minutes=5)
        before, methods = self.look(), []
        send = MedusaClient._send_once

        def record(client, prepared, *args):
            methods.append(prepared.method)
            return send(client, prepared, *args)

        with patch.object(MedusaClient, "_send_once", record):
            plan = self.plan()
        self.assertEqual(set(methods), {"GET"})
        lines = prepare_lines(plan)
        run = self.sync()
        for name in ("created", "updated", "withdrawn", "failed", "unchanged", "skipped"):
            self.assertEqual(plan[f"{name}_count"], run[f"{name}_count"], name)
        return plan, run, Expected(before, self.look()).find_faults(lines)
