import time

from odoo import models
from odoo.fields import Domain

from ...medusa.regions import REGION_RULE
from ...sync.give_back import ChunkGiveBack, Pushed, make_job
from ...sync.ownership import ALWAYS
from ...sync.price_list import PriceListPush
from ..core.locks import claim


class MedusaPhaseTakeOverUndo(models.AbstractModel):
    """Gives back what was taken over: its marks become what they were, its binding goes.

    So do its prices in Odoo's price lists: nobody would change them any more.
    """

    _name = "medusa.phase.take_over_undo"
    _description = "Giving Products of a Medusa Store Back"
    _inherit = ["medusa.match.settling"]

    _counter = "updated"

    def _get_domain(self, run):
        return [*super()._get_domain(run), ("state", "=", "accepted")]

    def _hold(self, stack, backend, matches):
        lists = self._find_lists(backend, matches.product_tmpl_id)
        claimed = stack.enter_context(claim(self.env, "price_list", lists.ids, wait=True))
        return len(claimed) == len(lists)

    def _find_lists(self, backend, products):
        """Return the price lists that have, or may have, prices of some products."""
        known = Domain("price_ids.variant_binding_id.product_binding_id.product_tmpl_id", "in",
                       products.ids)  # fmt: skip
        mine = Domain("backend_id", "=", backend.id) & Domain("medusa_id", "!=", False)
        return self.env["medusa.price.list"].search(
            mine & (known | Domain("needs_reading", "=", True))
        )

    # === WHAT IS SENT === #

    def _prepare(self, backend, client, matches):
        databases = backend._get_databases()
        self._read_lists(backend, client, databases, matches.product_tmpl_id)
        bindings = self._get_bindings(backend, matches.product_tmpl_id)
        products = self.env["medusa.product.serializer"]._localize(
            backend, matches.product_tmpl_id, backend.lang
        )
        slugs = {row.id: self.env["ir.http"]._slug((row.id, row.name)) for row in products}
        owns_handle = backend._get_owners().get("handle") == ALWAYS
        jobs = []
        for match in matches:
            facts, product = match.facts or {}, match.product_tmpl_id
            pushed = self._get_pushed(bindings.get(product.id), facts.get("pushed", {}))
            if owns_handle:
                pushed.handles = {slugs[product.id], facts.get("pushed", {}).get("handle")}
            before = facts.get("before", {})
            jobs.append(make_job(str(product.id), match.medusa_id, before, pushed))
        self._mark_begun(backend, bindings, jobs)
        return ChunkGiveBack(client, databases, time.monotonic), jobs

    def _read_lists(self, backend, client, databases, products):
        """Make sure which prices are there, where a write had no answer."""
        for price_list in self._find_lists(backend, products).filtered("needs_reading"):
            push = PriceListPush(client, databases)
            self.env["medusa.price.list.push"]._read_prices(price_list, push)

    def _mark_begun(self, backend, bindings, jobs):
        """Let the next run make all of it right, should this process be killed meanwhile."""
        ids = {key for job in jobs for key in job.payload["pushed"].list_prices}
        for price_list in self._get_lists(backend, ids):
            self.env["medusa.price.list.push"]._mark_begun(price_list)
        for binding in bindings.values():
            if binding.struck:
                binding.prices_hash = False

    def _get_lists(self, backend, medusa_ids):
        return self.env["medusa.price.list"].search(
            [("backend_id", "=", backend.id), ("medusa_id", "in", list(medusa_ids))]
        )

    def _get_bindings(self, backend, products):
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("product_tmpl_id", "in", products.ids)]
        )
        return {binding.product_tmpl_id.id: binding for binding in bindings}

    def _get_pushed(self, binding, known):
        """Return what pushes made of a product.

        :param binding: its `medusa.product.binding`, or None
        :param dict known: what the last push made of its identity, see `facts`
        """
        if not binding:
            return Pushed()
        variants = {
            row.medusa_id: self._get_own(row, known.get("variants", {}).get(row.medusa_id, {}))
            for row in binding.variant_binding_ids
        }
        pushed = Pushed(variants)
        prices = self.env["medusa.price.list.price"].search(
            [("variant_binding_id", "in", binding.variant_binding_ids.ids)]
        )
        for price in prices:
            list_id = price.price_list_id.medusa_id
            pushed.list_prices.setdefault(list_id, []).append(price.medusa_id)
            if price.price_list_id.is_strike and price._is_struck():
                key = price.variant_binding_id.medusa_id
                pushed.today.setdefault(key, []).append(self._make_base_price(price))
        return pushed

    def _get_own(self, variant, known):
        """Return what a variant of the store may have of Odoo.

        That is what it was given last, and what a push gave it that was broken off.
        """
        values = {"external_id": variant.external_id}
        for name, field in (("sku", "default_code"), ("barcode", "barcode")):
            own = (variant.product_id[field] or "").strip() or None
            values[name] = [own, known[name]] if name in known else [own]
        return values

    def _make_base_price(self, price):
        """Return a price of today, in the list until now, as the base price that it becomes."""
        values = {"currency_code": price.currency_code, "amount": price.amount}
        for name in ("min_quantity", "max_quantity"):
            if price[name]:
                values[name] = price[name]
        return {**values, "rules": {REGION_RULE: price.region}} if price.region else values

    # === WHAT CAME OF IT === #

    def _record(self, run, step):
        record = super()._record(run, step)
        if step.work and not step.store_error:
            outcomes = [outcome for _match_id, outcome in step.work[0]]
            self._record_lists(run.backend_id, outcomes)
        return record

    def _record_lists(self, backend, outcomes):
        """Note of which price lists it is known again what they hold."""
        done, failed = set(), set()
        for outcome in outcomes:
            touched = failed if outcome.error else done
            touched.update(outcome.job.payload["pushed"].list_prices)
        self._get_lists(backend, done - failed).write({"needs_reading": False})

    def _record_done(self, match):
        bindings = self._get_bindings(match.backend_id, match.product_tmpl_id)
        for binding in bindings.values():
            if binding.medusa_id == match.medusa_id:
                self._forget(binding)
        self.env["medusa.match.deciding"]._reopen(match)

    def _forget(self, binding):
        """Forget a product of the store; the files that it shows stay there for it."""
        pictures = binding.picture_ids
        binding.unlink()
        pictures.filtered(lambda picture: not picture.binding_ids).unlink()
