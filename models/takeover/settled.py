from odoo import models

from ...sync.identity import UNIQUE_FIELDS


class MedusaProductRecorder(models.AbstractModel):
    """Settles the questions that a push answers, and keeps what can be given back of it."""

    _inherit = "medusa.product.recorder"

    def _record_push(self, backend, outcomes, revisions, is_told):
        record = super()._record_push(backend, outcomes, revisions, is_told)
        pushed = {int(row.job.external_id): row for row in outcomes if not row.error}
        products = self.env["product.template"].browse(pushed)
        self.env["medusa.match.deciding"]._settle_bound(backend, products)
        self._keep_pushed(backend, pushed)
        return record

    def _keep_pushed(self, backend, pushed):
        """Keep what products that were taken over have of Odoo now: an undo tells it from theirs.

        :param dict pushed: {product id: outcome}
        """
        sent = [key for key, outcome in pushed.items() if outcome.operation != "unchanged"]
        matches = self.env["medusa.match"].search(
            [
                ("backend_id", "=", backend.id),
                ("product_tmpl_id", "in", sent),
                ("state", "=", "accepted"),
            ]
        )
        for match in matches:
            facts = {
                **(match.facts or {}),
                "pushed": _make_pushed(pushed[match.product_tmpl_id.id]),
            }
            if facts != match.facts:
                match.facts = facts


def _make_pushed(outcome):
    """Return what a push made of a product's identity, see `facts`."""
    payload = outcome.job.payload
    variants = {
        outcome.variant_ids[row["external_id"]]: {
            name: row["fields"].get(name) for name in UNIQUE_FIELDS
        }
        for row in payload["variants"]
        if outcome.variant_ids.get(row["external_id"])
    }
    return {"handle": payload.get("slug"), "variants": variants}
