from dataclasses import dataclass, field

from odoo import fields, models

from ...medusa.exceptions import MedusaError
from ...medusa.inventory import InventoryApi
from ...sync.job import StoreError
from ...sync.stock import Level, StockPush
from ...tools import commit


@dataclass
class StockResult:
    """What became of the levels of a chunk.

    :param levels: one for each level that differed, see `sync.stock`
    :param busy: how many products another process pushes right now
    :param store_error: why the whole store failed, or None
    """

    levels: list[Level] = field(default_factory=list)
    busy: int = 0
    store_error: StoreError | None = None
    requests: int = 0
    writes: int = 0


class MedusaStockPush(models.AbstractModel):
    """Compares Odoo's quantities with what was last pushed and sends the differences.

    Like the push of products it commits before and after the network. It reads stock and writes
    only its own records: no stock move ever waits for it.
    """

    _name = "medusa.stock.push"
    _description = "Medusa Stock Push"

    def _push(self, backend, bindings, run, reserved, verify=False, mend=True):
        """Push the stock of some variants.

        :param backend: `medusa.backend`
        :param bindings: `medusa.variant.binding` records
        :param run: the `medusa.sync.run` that the outcome is recorded on
        :param dict reserved: see `medusa.stock.quantity._get_reserved`
        :param bool verify: compare with what the store holds, not with what was pushed
        :param bool mend: push the products whose variants the store lost
        :rtype: StockResult
        """
        found = self._prepare_levels(backend, bindings, reserved, verify)
        if not found:
            return StockResult()
        differing = bindings.browse({level.key[0] for level in found})
        keys = set(differing.product_binding_id.mapped("external_id"))
        with self.env["medusa.product.push"]._claim(backend, sorted(keys)) as claimed:
            result = StockResult(busy=len(keys) - len(claimed))
            with backend._get_client() as client:
                try:
                    backend._refresh_stock_locations(client, force=verify)
                    mine = differing.exists().filtered(
                        lambda b: b.product_binding_id.external_id in claimed
                    )
                    # Counted again: since the claim, nobody else pushes these.
                    result.levels = self._prepare_levels(backend, mine, reserved, verify)
                    self._send(client, result, verify)
                except MedusaError as error:
                    result.store_error = StoreError(error)
                result.requests, result.writes = client.requests, client.writes
            recorder = self.env["medusa.stock.recorder"]
            self.env["medusa.product.push"]._retry_on_conflict(
                lambda: recorder._record(backend, run, result, mend)
            )
        return result

    def _send(self, client, result, verify):
        commit(self.env)
        if not result.levels:
            return
        push = StockPush(client)
        push.run(result.levels, verify)
        result.store_error = push.store_error

    def _read_reserved(self, backend):
        """Ask the store what its open orders reserve, where that counts.

        :return: (see `medusa.stock.quantity._get_reserved`, number of requests)
        :raise MedusaError: if the store doesn't say
        """
        quantity = self.env["medusa.stock.quantity"]
        locations = backend._get_stock_lines().location_id.mapped("medusa_id")
        if not locations or not quantity._needs_reservations(backend):
            return {}, 0
        with backend._get_client() as client:
            commit(self.env)
            reservations = InventoryApi(client).list_reservations(locations)
            return quantity._get_reserved(backend, reservations), client.requests

    # === COMPARE === #

    def _prepare_levels(self, backend, bindings, reserved, verify):
        """Return what differs from the last push; everything if it is to be verified.

        No request is made, and the number of queries doesn't depend on that of the variants.
        """
        lines = backend._get_stock_lines()
        bindings = self._get_stocked(bindings, verify) if lines else bindings.browse()
        if not bindings:
            return []
        known = self._get_known(bindings)
        quantities = self.env["medusa.stock.quantity"]._get_quantities(
            backend, lines, bindings.product_id
        )
        now = fields.Datetime.now()
        levels = []
        for line in lines:
            for binding in bindings:
                record = known.get((binding.id, line.location_id.id))
                level = self._prepare_level(
                    binding, line.location_id, quantities[line.id][binding.product_id.id], record
                )
                level.quantity += self._get_reserved_quantity(level, reserved)
                if verify or self._is_due(level, record, now):
                    levels.append(level)
        return levels

    def _get_stocked(self, bindings, verify):
        """Return the variants whose stock the store counts.

        One that the store wasn't told to count yet, or that is without an inventory item, waits for
        the push of its product; of the items, a verification asks the store.
        """
        return bindings.filtered(
            lambda binding: (
                binding.is_stocked
                and (verify or binding.inventory_item_id)
                and binding.product_id.active
                and binding.product_id._is_medusa_stocked()
            )
        )

    def _get_known(self, bindings):
        levels = self.env["medusa.stock.level"].search_fetch(
            [("variant_binding_id", "in", bindings.ids)],
            [
                "variant_binding_id", "location_id", "quantity", "is_known", "inventory_item_id",
                "next_try",
            ],
        )  # fmt: skip
        return {(level.variant_binding_id.id, level.location_id.id): level for level in levels}

    def _prepare_level(self, binding, location, quantity, record):
        item_id = binding.inventory_item_id or None
        return Level(
            key=(binding.id, location.id),
            variant_id=binding.medusa_id,
            location_id=location.medusa_id,
            quantity=quantity,
            item_id=item_id,
            # The level of another item says nothing about this one's.
            is_known=bool(record and record.is_known and record.inventory_item_id == item_id),
        )

    def _get_reserved_quantity(self, level, reserved):
        if not reserved:
            return 0.0
        key = self.env["medusa.stock.quantity"]._get_reserved_key(level.item_id, level.location_id)
        return reserved.get(key, 0.0)

    def _is_due(self, level, record, now):
        if not record:
            return True
        if record.next_try and record.next_try > now:
            return False
        return not (level.is_known and record.quantity == level.quantity)
