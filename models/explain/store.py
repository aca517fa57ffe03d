from odoo import models

from ...medusa.urls import get_origin
from ..store.address import clean_address
from ..webhook.secret import (
    forget_secrets,
    read_secrets_sudo,
    secret_field,
    secret_set_field,
)

_COLUMN = "publishable_key"


class MedusaExplainMixin(models.AbstractModel):
    """The key with which the connector sees a store as its shoppers do."""

    _name = "medusa.explain.mixin"
    _description = "A Medusa Store as Its Shoppers See It"

    publishable_key = secret_field(
        _COLUMN,
        help="Of your shop, pk_…, from Medusa's admin under Settings, Publishable API Keys. With "
        "it, Explain says what a shopper sees. It can be replaced here, but never read again.",
    )
    publishable_key_set = secret_set_field(_COLUMN, string="Publishable Key Is Set")

    # === CRUD METHODS === #

    def write(self, vals):
        if "url" in vals:
            origin = get_origin(clean_address(self.env, vals["url"]))
            # It is of the shop that was there; what is written now may be the new one's.
            moved = self.filtered(lambda backend: get_origin(backend.url) != origin)
            forget_secrets(moved, _COLUMN)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _read_publishable_keys_sudo(self):
        """Return {backend id: publishable key}."""
        return read_secrets_sudo(self, _COLUMN)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.explain.mixin"]
