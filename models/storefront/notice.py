"""What changed in a store beside its products, noted where the connector keeps it.

A fingerprint is written once the store has what it is of; nothing is written where nothing
differed.
"""

from odoo import models


class MedusaStorefrontNoticedMixin(models.AbstractModel):
    """A record of the store that has a name for the shop's site."""

    _name = "medusa.storefront.noticed.mixin"
    _description = "What the Shop's Site Is Told Of"

    # The field that holds the fingerprint of what was sent.
    _fingerprint: str

    def write(self, vals):
        is_sent = bool(vals.get(self._fingerprint))
        if is_sent or not vals.get("medusa_id", True):
            # Somebody deleted it in the store, or its handle is another one from now on.
            self._note_for_storefront()
        result = super().write(vals)
        if is_sent:
            self._note_for_storefront()
        return result

    def unlink(self):
        self._note_for_storefront()
        return super().unlink()

    def _note_for_storefront(self):
        changes = self.env["medusa.storefront.change"]
        for record in self.filtered("medusa_id"):
            changes._note(record.backend_id, *record._get_storefront_name())

    def _get_storefront_name(self):
        """Return (kind, [name]) of what the site is told, see `change.KINDS`."""
        raise NotImplementedError


class MedusaTerm(models.Model):
    _name = "medusa.term"
    _inherit = ["medusa.storefront.noticed.mixin", "medusa.term"]

    _fingerprint = "payload_hash"

    def _get_storefront_name(self):
        # Tags and types have no page of their own: they are on those of products.
        kind = self.kind if self.kind in ("category", "collection") else "shared"
        return kind, [self.handle or self.medusa_id]


class MedusaPriceList(models.Model):
    _name = "medusa.price.list"
    _inherit = ["medusa.storefront.noticed.mixin", "medusa.price.list"]

    _fingerprint = "header_hash"

    def _get_storefront_name(self):
        return "price_list", [self.medusa_id]


class MedusaPriceListPush(models.AbstractModel):
    _inherit = "medusa.price.list.push"

    def _record_sent(self, price_list, sent, binding_ids):
        price_list._note_for_storefront()
        changes = self.env["medusa.storefront.change"]
        if price_list.backend_id._tells_storefront():
            changes._note_products(self._get_products_sent(price_list, sent, binding_ids))
        return super()._record_sent(price_list, sent, binding_ids)

    def _get_products_sent(self, price_list, sent, binding_ids):
        """Return the products that some prices are of, before they are recorded."""
        keys = {binding_ids.get(row.get("variant_id")) for row in sent.rows} - {None}
        known = sent.ids or [row["id"] for row in sent.rows if "id" in row]
        by_id = self._get_by_medusa_id(price_list, known)
        variants = self.env["medusa.variant.binding"].browse(keys).exists()
        variants |= self.env["medusa.price.list.price"].concat(*by_id.values()).variant_binding_id
        return variants.product_binding_id


class MedusaOption(models.Model):
    _inherit = "medusa.option"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("payload_hash"):
            note_shared(self)
        return result


class MedusaTaxRate(models.Model):
    _inherit = "medusa.tax.rate"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("rules_hash"):
            note_shared(self)
        return result


def note_shared(records):
    """Write down that something changed that many products share, and that has no page."""
    for record in records:
        changes = record.env["medusa.storefront.change"]
        changes._note(record.backend_id, "shared", [record.medusa_id])
