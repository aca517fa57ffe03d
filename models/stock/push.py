from odoo import fields, models

from ...sync.stock import Level


class MedusaStockPush(models.AbstractModel):
    """Compares Odoo's quantities with what was last pushed, and prepares the differences.

    It makes no request.
    """

    _name = "medusa.stock.push"
    _description = "Medusa Stock Push"

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
                and not binding.is_lost
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
        # The level of another item says nothing about this one's.
        is_known = bool(record and record.is_known and record.inventory_item_id == item_id)
        return Level(
            key=(binding.id, location.id),
            variant_id=binding.medusa_id,
            location_id=location.medusa_id,
            quantity=quantity,
            item_id=item_id,
            is_known=is_known,
            former=record.quantity if is_known else None,
        )

    def _get_reserved_quantity(self, level, reserved):
        if not reserved:
            return 0.0
        key = self.env["medusa.stock.quantity"]._get_reserved_key(level.item_id, level.location_id)
        return reserved.get(key, 0.0)

    def _forget_sent(self, levels):
        """Forget what the store holds of levels that are about to be sent.

        A push may be broken off when the store has them: a quantity that is the former one again
        by then is sent all the same.
        """
        known = self._get_known(
            self.env["medusa.variant.binding"].browse({level.key[0] for level in levels})
        )
        for level in levels:
            record = known.get(level.key)
            if record and record.is_known and record.quantity != level.quantity:
                record.is_known = False

    def _is_due(self, level, record, now):
        if not record:
            return True
        if record.next_try and record.next_try > now:
            return False
        return not (level.is_known and record.quantity == level.quantity)
