import math
from datetime import datetime, timedelta, timezone

from odoo import models

QUANTITY_FIELDS = {"free": "free_qty", "on_hand": "qty_available", "forecast": "virtual_available"}


class MedusaStockQuantity(models.AbstractModel):
    """Says how much of a product a store may sell: reads Odoo, writes nothing.

    Extend it by `_inherit`: each hook is one step from Odoo's quantity to the one that is pushed.
    """

    _name = "medusa.stock.quantity"
    _description = "Medusa Stock Quantity"

    def _get_quantities(self, backend, lines, products):
        """Return `{line id: {product id: what the store may sell}}`.

        Odoo's own computed quantities are read for all the products at once: whatever an addon
        counts otherwise (kits of mrp) is counted so here, in a constant number of queries.

        :param backend: `medusa.backend`
        :param lines: `medusa.stock.line` records
        :param products: `product.product` records
        :rtype: dict
        """
        name = QUANTITY_FIELDS[backend.stock_quantity_type]
        # sudo: whoever pushes products need not read the stock.
        products = products.sudo().with_company(backend.company_id)
        products = products.with_context(
            active_test=True, allowed_company_ids=backend.company_id.ids, lang="en_US"
        )
        safety = self._get_safety_quantities(backend, products)
        result = {}
        for line in lines:
            counted = products.with_context(warehouse_id=line.warehouse_ids.ids)
            result[line.id] = {
                product.id: self._prepare_quantity(product[name], safety[product.id], backend)
                for product in counted
            }
        return result

    def _prepare_quantity(self, quantity, safety, backend):
        """Return what a store may sell of a quantity in Odoo: never negative, whole by default.

        :param float safety: the quantity to hold back
        """
        # 2.9999999996 is 3: what floats add up to must not cost a unit.
        rest = round(quantity - safety, 6)
        if not backend.stock_fractions:
            rest = math.floor(rest)
        return max(float(rest), 0.0)

    def _get_safety_quantities(self, backend, products):
        """Return {product id: quantity to hold back}: the nearest category up wins."""
        own = {line.categ_id.id: line.quantity for line in backend.stock_safety_ids}
        # Read off the template, where it is a column: a variant's is computed for each.
        categories = {product.id: product.product_tmpl_id.categ_id for product in products}
        by_category = {False: backend.stock_safety_quantity}
        for category in products.product_tmpl_id.categ_id:
            path = [int(key) for key in (category.parent_path or "").split("/") if key]
            nearest = [own[key] for key in reversed(path) if key in own]
            by_category[category.id] = nearest[0] if nearest else backend.stock_safety_quantity
        return {key: by_category[category.id] for key, category in categories.items()}

    # === RESERVATIONS === #

    def _needs_reservations(self, backend):
        """Tell whether orders of the store reduce Odoo's quantity AND Medusa's available one.

        Only then what Medusa reserves has to be added to what is pushed. On hand doesn't shrink
        when an order is imported.
        """
        return backend.stock_orders == "imported" and backend.stock_quantity_type != "on_hand"

    def _get_reserved(self, backend, reservations):
        """Return {"item/location": what Medusa reserves and Odoo's quantity lacks already}.

        :param reservations: `Reservation` objects, see `medusa.inventory`
        """
        result = {}
        for reservation in reservations:
            if self._is_reservation_known(backend, reservation):
                key = self._get_reserved_key(reservation.item_id, reservation.location_id)
                result[key] = result.get(key, 0.0) + reservation.quantity
        return result

    def _get_reserved_key(self, item_id, location_id):
        return f"{item_id}/{location_id}"

    def _is_reservation_known(self, backend, reservation):
        """Tell whether the order behind a reservation is in Odoo.

        By its age, as nothing else is known here; an addon that imports orders knows better.
        """
        created = datetime.fromisoformat(reservation.created_at.replace("Z", "+00:00"))
        delay = timedelta(minutes=backend.stock_import_minutes)
        return created + delay <= datetime.now(timezone.utc)
