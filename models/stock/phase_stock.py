from contextlib import ExitStack
from dataclasses import dataclass, field, replace

from odoo import fields, models
from odoo.fields import Domain

from ...sync.changed import Changed
from ...sync.lanes import Flight
from ...sync.locations import list_locations, list_reservations
from ...sync.stock import Level, push_levels
from ..core.locks import claim
from ..core.sentence import keep
from ..core.transaction import commit
from ..product.claims import get_claim_space
from ..run.phase import Record, Step
from ..run.walk import Part
from .backend import find_stock_problem

# Variants whose stock is compared at once. Each that differs is claimed by a lock of its own, up
# to nine chunks at a time: PostgreSQL keeps 64 per connection that may be open, 6,400 by default.
STOCK_CHUNK = 500


@dataclass
class StockWork:
    """What became of the levels of a chunk.

    :param levels: one for each level that differed, see `sync.stock`
    :param busy: how many products another process pushes right now
    :param foreseen: what was noted before, see `sync.changed`
    """

    levels: list[Level] = field(default_factory=list)
    busy: int = 0
    foreseen: list[Changed] = field(default_factory=list)


class MedusaPhaseStock(models.AbstractModel):
    """Walks over the variants in a store and sends the levels that differ from the last push.

    A stock run looks at all of them; other runs at those of the products that they pushed: a new
    one sells at once. It reads stock and writes only the connector's own records: no stock move
    ever waits for it.
    """

    _name = "medusa.phase.stock"
    _description = "Pushing Stock to Medusa"
    _inherit = ["medusa.walk"]

    def _get_refusal(self, run):
        if run.scope != "stock" or run.backend_id._get_stock_lines():
            return None
        text = keep(self.env)._("%s doesn't push stock.", run.backend_id.name)
        return "configuration", find_stock_problem(run.backend_id) or text

    def _is_wanted(self, run):
        return run.scope == "stock" or (
            run.backend_id.push_stock and bool(self._search_variants(run, 0, limit=1))
        )

    def _count(self, run):
        return self.env["medusa.variant.binding"].search_count(self._get_domain(run, 0))

    def _begin(self, run):
        return {"after": 0, "reserved": None}

    def _take_off(self, run, lanes, cursor):
        if cursor["reserved"] is None and self._counts_reserved(run.backend_id):
            return Step({**cursor, "reserved": self._read_reserved(run.backend_id, lanes)})
        return super()._take_off(run, lanes, cursor)

    def _take_part(self, run, lanes, cursor, after):
        """Compare a chunk of variants, and prepare what differs."""
        bindings = self._search_variants(run, after, limit=STOCK_CHUNK)
        if not bindings:
            return None
        part = Part(after, bindings[-1].id, count=len(bindings))
        backend, reserved = run.backend_id, cursor["reserved"] or {}
        comparison = self.env["medusa.stock.push"]
        found = comparison._prepare_levels(backend, bindings, reserved, run.force)
        if not found:
            return part
        verify = run.force
        differing = bindings.browse({level.key[0] for level in found})
        keys = sorted(set(differing.product_binding_id.mapped("external_id")))
        with ExitStack() as stack:
            claimed = stack.enter_context(claim(self.env, get_claim_space(backend), keys))
            levels, foreseen = self._prepare_claimed(run, lanes, differing, claimed, reserved)
            part.work = StockWork(levels, len(keys) - len(claimed), foreseen)
            held = stack.pop_all()
        if not levels:
            part.held = held
            return part
        return Flight(
            "stock",
            lambda client: push_levels(client, levels, verify),
            frozenset(differing.ids),
            part,
            held,
        )

    def _get_result(self, flight):
        return flight.data.work, flight.result

    def _end(self, run):
        problem = run.backend_id.stock_problem
        note = run.scope == "stock" and problem and ("configuration", problem)
        return Step(None, note=note or None)

    def _record(self, run, step):
        if step.cursor is None and run.scope == "stock" and run.force and not step.store_error:
            run.backend_id.stock_verified_on = run.backend_id._get_stock_day()
        if not step.work:
            return Record()
        return self.env["medusa.stock.recorder"]._record(run, step.work)

    # === VARIANTS === #

    def _search_variants(self, run, after, limit):
        """Return the next chunk of variants."""
        return self.env["medusa.variant.binding"].search(
            self._get_domain(run, after), order="id", limit=limit
        )

    def _get_domain(self, run, after):
        domain = (
            Domain("backend_id", "=", run.backend_id.id)
            & Domain("product_id", "!=", False)
            & Domain("product_binding_id.state", "!=", "withdrawn")
            & Domain("id", ">", after)
        )
        if run.scope == "stock":
            chosen = Domain("product_binding_id.product_tmpl_id", "in", run.chosen or [])
            return domain & chosen if run.chosen else domain
        # What this run pushed: times are kept in whole seconds.
        pushed = Domain("product_binding_id.state", "=", "synced")
        pushed &= Domain("product_binding_id.last_push", ">=", run.start_date)
        if run.scope == "products":
            pushed &= Domain("product_binding_id.product_tmpl_id", "in", run.chosen or [])
        return domain & pushed

    # === PUSH === #

    def _counts_reserved(self, backend):
        needs = self.env["medusa.stock.quantity"]._needs_reservations(backend)
        return needs and bool(backend._get_stock_lines())

    def _read_reserved(self, backend, lanes):
        """Ask the store what its open orders reserve.

        :return: see `medusa.stock.quantity._get_reserved`
        """
        locations = backend._get_stock_lines().location_id.mapped("medusa_id")
        commit(self.env)
        with lanes.borrow() as client:
            found = list_reservations(client, locations)
        return self.env["medusa.stock.quantity"]._get_reserved(backend, found)

    def _prepare_claimed(self, run, lanes, differing, claimed, reserved):
        """Return (the levels that differ of variants that nobody else pushes now, what was noted).

        :param list claimed: external ids of their products
        """
        self._refresh_locations(run, lanes)
        mine = differing.exists().filtered(lambda b: b.product_binding_id.external_id in claimed)
        comparison = self.env["medusa.stock.push"]
        # Counted again: since the claim, nobody else pushes these.
        levels = comparison._prepare_levels(run.backend_id, mine, reserved, run.force)
        comparison._forget_sent(levels)
        foreseen = self._foresee(run, levels) if run._keeps_changes() else []
        commit(self.env)
        return levels, foreseen

    def _foresee(self, run, levels):
        """Note what the store holds of levels that are about to be sent, where that is known."""
        known = [replace(level, state="sent") for level in levels if level.former is not None]
        found = self.env["medusa.variant.binding"].browse({level.key[0] for level in known})
        bindings = {binding.id: binding for binding in found}
        changes = self.env["medusa.stock.recorder"]._prepare_changes(known, bindings)
        if changes:
            self.env["medusa.written"]._foresee(run, changes)
        return changes

    def _refresh_locations(self, run, lanes):
        """Read the stock locations and their links again if that was long ago.

        Medusa takes levels of a location that isn't there any more without complaint
        (docs/medusa-api.md#unknown-locations-are-accepted), so it has to be looked up.
        """
        backend = run.backend_id
        hour_ago = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        since = run.start_date if run.force else hour_ago
        if backend.stock_checked_at and backend.stock_checked_at >= since:
            return
        commit(self.env)
        with lanes.borrow() as client:
            locations = list_locations(client)
        self.env["medusa.stock.location"]._keep_locations(backend, locations)
        commit(self.env)
