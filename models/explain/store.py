from odoo import fields, models

from ...medusa.urls import get_origin
from ..store.address import clean_address
from ..webhook.secret import forget_secrets, make_column, read_secrets_sudo, write_secret

_COLUMN = "publishable_key"


class MedusaExplainMixin(models.AbstractModel):
    """The key with which the connector sees a store as its shoppers do."""

    _name = "medusa.explain.mixin"
    _description = "A Medusa Store as Its Shoppers See It"

    # Write-only, as the secret one: the column is read by no field.
    publishable_key = fields.Char(
        compute="_compute_publishable_key",
        inverse="_inverse_publishable_key",
        copy=False,
        exportable=False,
        help="Of your shop, pk_…, from Medusa's admin under Settings, Publishable API Keys. With "
        "it, Explain says what a shopper sees. It can be replaced here, but never read again.",
    )
    publishable_key_set = fields.Boolean(
        "Publishable Key Is Set", compute="_compute_publishable_key_set", compute_sudo=True
    )

    # === COMPUTE METHODS === #

    def _compute_publishable_key(self):
        self.publishable_key = False

    def _inverse_publishable_key(self):
        """Write the key into its column; an empty value leaves the present one."""
        for backend in self:
            write_secret(backend, _COLUMN, backend.publishable_key)
        self.invalidate_recordset(["publishable_key", "publishable_key_set"], flush=False)

    def _compute_publishable_key_set(self):
        keys = self._read_publishable_keys_sudo()
        for backend in self:
            backend.publishable_key_set = bool(keys.get(backend.id))

    # === CRUD METHODS === #

    def init(self):
        result = super().init()
        if not self._abstract:
            make_column(self.env, _COLUMN)
        return result

    def write(self, vals):
        if "url" in vals:
            origin = get_origin(clean_address(self.env, vals["url"]))
            # It is of the shop that was there; what is written now may be the new one's.
            moved = self.filtered(lambda backend: get_origin(backend.url) != origin)
            forget_secrets(moved, _COLUMN)
            moved.invalidate_recordset(["publishable_key_set"], flush=False)
        return super().write(vals)

    # === BUSINESS METHODS === #

    def _read_publishable_keys_sudo(self):
        """Return {backend id: publishable key}."""
        return read_secrets_sudo(self, _COLUMN)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.explain.mixin"]
