"""Comparing a plan with what its run does to the store."""

from random import Random

from .plan import PlanMixin
from .truth import edits, shop
from .truth.expect import Expected
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

    def get_lines(self, plan):
        """Return a plan's lines as `truth.expect` takes them."""
        return [
            {
                "kind": line.kind,
                "product": str(line.product_tmpl_id.id) if line.product_tmpl_id else None,
                "medusa_id": line.medusa_id,
                "name": line.name,
                "changes": line.changes or [],
            }
            for line in plan.line_ids.sorted("id")
        ]

    def find_faults(self):
        """Plan, let the run go, and return (plan, run, where it did otherwise)."""
        before = self.look()
        plan = self.plan()
        lines = self.get_lines(plan)
        run = self.sync()
        return plan, run, Expected(before, self.look()).find_faults(lines)
