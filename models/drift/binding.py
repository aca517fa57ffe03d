from odoo import fields, models


class MedusaProductBinding(models.Model):
    """When a product was last changed in the store, as far as the connector knows."""

    _inherit = "medusa.product.binding"

    store_seen = fields.Char(
        "Last Changed in Medusa",
        readonly=True,
        copy=False,
        help="As Medusa writes it, of what the last push or the last comparison left there.",
    )
    is_suspect = fields.Boolean(
        "Changed in Medusa", readonly=True, copy=False, help="It waits to be compared."
    )
    compared_at = fields.Datetime(
        "Had Its Turn On",
        readonly=True,
        copy=False,
        help="When it was compared, or couldn't be because its push comes first.",
    )
    drift_ids = fields.One2many("medusa.drift", "binding_id", "Differences", readonly=True)

    # Few of many: what waits is found without reading the others.
    _suspect_index = models.Index("(backend_id, id) WHERE is_suspect")
