from odoo import models

from ...medusa.regions import REGION_RULE
from ...sync.changed import Changed
from ...sync.difference import Difference
from ...sync.price_list import PricesSent
from ..core.number import show_number


class MedusaPriceListPush(models.AbstractModel):
    """Says what was written of price lists and their prices, before it is recorded."""

    _inherit = "medusa.price.list.push"

    def _prepare_price_changes(self, price_list, sent, binding_ids, edited=None):
        """Return what one call changed, product by product.

        :param PricesSent sent: see `sync.price_list`
        :param dict binding_ids: {variant in the store: id of its binding}
        :param dict edited: {id of a price: what it cost} of those that weren't as pushed last
        :rtype: list[Changed]
        """
        edited = edited or {}
        variants = self.env["medusa.variant.binding"].browse(binding_ids.values())
        by_id = self._get_by_medusa_id(price_list, sent.ids or [row["id"] for row in sent.rows])
        found = {}
        if sent.operation == "delete":
            for record in by_id.values():
                variant = record.variant_binding_id
                field = _name_price(record.currency_code, record.region, record.min_quantity)
                former = edited.get(record.medusa_id, record.amount)
                gone = Difference(field, variant.external_id, former, None)
                found.setdefault(variant.product_binding_id, []).append(gone)
        for row in sent.rows:
            if row["variant_id"] not in binding_ids:
                continue
            variant = variants.browse(binding_ids[row["variant_id"]]).with_prefetch(variants.ids)
            known = by_id.get(row["id"])
            former = edited.get(row["id"], known.amount) if known else None
            if former != row["amount"] and sent.operation != "limit":
                field = _name_price(row["currency_code"], row["region_id"], row["min_quantity"])
                change = Difference(field, variant.external_id, former, row["amount"])
                found.setdefault(variant.product_binding_id, []).append(change)
        return [
            self._make_change(price_list, "prices", rows, binding)
            for binding, rows in found.items()
        ]

    def _prepare_planned(self, price_list, changes, binding_ids, edited=None):
        """Return what changes of a list's prices will have been written, product by product.

        :param PriceChanges changes: see `sync.price_list`
        :param dict binding_ids: {variant in the store: id of its binding}
        :param dict edited: see `_prepare_price_changes`
        :rtype: list[Changed]
        """
        rows = [
            {"id": None, **item, "region_id": (item.get("rules") or {}).get(REGION_RULE, "")}
            for item in (*changes.updates, *changes.creates)
        ]
        parts = [PricesSent("delete", ids=changes.deletes), PricesSent("update", rows)]
        found = {}
        for part in parts:
            for change in self._prepare_price_changes(price_list, part, binding_ids, edited):
                known = found.setdefault(change.external_id, change)
                if known is not change:
                    known.differences += change.differences
        return list(found.values())

    def _prepare_header_changes(self, name, outcome, is_strike=False):
        """Return what was written of a list itself, in a list.

        :param ListOutcome outcome: see `sync.price_list`
        """
        if not outcome.changes and outcome.note is None:
            return []
        known = outcome.medusa_id, outcome.operation
        change = Changed("price_list", None, name, *known, outcome.changes, outcome.note)
        if is_strike and outcome.operation == "delete":
            # An undo has to know that today's prices are gone with it.
            change.former = {"is_strike": True}
        return [change]

    def _make_change(self, price_list, operation, rows, binding):
        return Changed(
            "price_list",
            binding.external_id,
            price_list.name,
            price_list.medusa_id,
            operation,
            rows,
        )


def _name_price(currency, region, quantity):
    """Return what a price is called in `sync.differences`."""
    text = f"price {currency} {region or ''}".strip()
    return f"{text} from {show_number(quantity)}" if quantity else text
