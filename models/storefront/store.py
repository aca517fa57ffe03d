from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ...medusa.urls import get_origin
from ...webhook.address import clean_pattern
from ..core.toast import make_toast
from ..webhook.secret import (
    forget_secrets,
    read_secrets_sudo,
    secret_field,
    secret_set_field,
)
from .change import KINDS

TARGET = "storefront"
COLUMN = "storefront_secret"
PLACEHOLDERS = ("tags", *filter(None, KINDS.values()))


class MedusaStorefrontMixin(models.AbstractModel):
    """Where a store's site is told what changed."""

    _name = "medusa.storefront.mixin"
    _description = "Site of a Medusa Store"
    _inherit = ["medusa.webhook.mixin"]

    storefront_url = fields.Char(
        "Address to Tell",
        copy=False,
        tracking=True,
        # It may hold what only the site may know.
        groups="medusa_connector.group_medusa_manager",
        help="Of the shop's own site. After each run it is told what changed, so that shoppers "
        "see it at once.",
    )
    storefront_secret = secret_field(
        COLUMN,
        string="Secret",
        groups="medusa_connector.group_medusa_manager",
        help="By which messages are signed. The site needs the same. It can be replaced here, but "
        "never read again.",
    )
    storefront_secret_set = secret_set_field(COLUMN)

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("storefront_url"):
                vals["storefront_url"] = self._clean_storefront_url(vals["storefront_url"])
        return super().create(vals_list)

    def write(self, vals):
        if "storefront_url" not in vals:
            return super().write(vals)
        url = vals["storefront_url"] and self._clean_storefront_url(vals["storefront_url"])
        # Also of an address that is taken away: the next one may be another server's.
        moved = self.filtered(
            lambda backend: (
                backend.storefront_url
                and not (url and get_origin(backend.storefront_url) == get_origin(url))
            )
        )
        # The secret was given to the former one.
        forget_secrets(moved, COLUMN)
        return super().write(dict(vals, storefront_url=url))

    @api.model
    def _clean_storefront_url(self, url):
        """:raise ValidationError: if it is no address that can be told"""
        try:
            return clean_pattern(url, PLACEHOLDERS)
        except ValueError as error:
            raise ValidationError(
                self.env._(
                    "“%(url)s” can't be told what changed. Write an address like %(example)s. "
                    "What may stand in braces: %(names)s.",
                    url=url,
                    example="https://shop.example/api/revalidate?tags={tags}",
                    names=", ".join(PLACEHOLDERS),
                )
            ) from error

    # === ACTION METHODS === #

    def action_test_storefront(self):
        """Send a message that says that products changed, and none by name."""
        self.check_access("write")
        for backend in self:
            body = {"event": "test", "tags": ["products"], "handles": []}
            if not backend._put_webhook(TARGET, body):
                raise UserError(
                    self.env._("Enter an address and a secret first, in a database that pushes.")
                )
        return make_toast(
            self.env._("A test message is on its way. “Messages” shows what came of it."),
            "success",
        )

    # === BUSINESS METHODS === #

    def _tells_storefront(self):
        """Tell whether the store's site is told what changes."""
        self.ensure_one()
        # sudo: whoever pushes need not know where the site is.
        backend = self.sudo()
        return bool(backend.storefront_url and read_secrets_sudo(backend, COLUMN).get(backend.id))

    def _get_webhook_labels(self):
        return super()._get_webhook_labels() | {TARGET: self.env._("Shop's site")}

    def _get_webhook_targets(self):
        targets = super()._get_webhook_targets()
        secret = read_secrets_sudo(self, COLUMN).get(self.id)
        if self.storefront_url and secret:
            targets[TARGET] = self._make_receiver(self.storefront_url, secret)
        return targets


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    # Before the store, which has the mixin of messages already.
    _inherit = ["medusa.storefront.mixin", "medusa.backend"]
