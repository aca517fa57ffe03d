import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL, sql

from ...medusa.urls import get_origin
from ..core.database import get_database_uuid
from ..core.trial import get_trial
from .address import clean_address, guess_admin_url
from .client import get_client_settings
from .hints import check_key
from .key import KEY_COLUMNS, forget_keys, keep_key, keeps_key, note_replaced_keys
from .rights import check_selection_rights


class MedusaBackend(models.Model):
    """One Medusa store: where it is, which key opens it, what is pushed there and how."""

    _name = "medusa.backend"
    _description = "Medusa Store"
    _inherit = ["mail.thread", "medusa.guarded.mixin"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, default=lambda self: self.env._("Medusa store"))
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    url = fields.Char(
        "Store URL",
        required=True,
        tracking=True,
        help="Address of the Medusa server, for example https://api.myshop.com.",
    )
    admin_url = fields.Char(
        "Admin URL",
        compute="_compute_admin_url",
        store=True,
        readonly=False,
        precompute=True,
        help="Address of Medusa's admin, for the links to its products.",
    )
    # Write-only: the value lives in a database column that no field reads (see `init`).
    api_key = fields.Char(
        "Secret API Key",
        compute="_compute_api_key",
        inverse="_inverse_api_key",
        copy=False,
        exportable=False,
        help="Made in Medusa's admin under Settings, Secret API Keys. It can be replaced here, "
        "but never read again.",
    )
    api_key_set = fields.Boolean("Key Is Set", compute="_compute_api_key_set", compute_sudo=True)
    timeout = fields.Integer(
        "Timeout (s)",
        default=60,
        help="How long one request may wait for the store's answer, in seconds.",
    )

    # What is pushed
    product_domain = fields.Char(
        "Products",
        default='[("sale_ok", "=", True)]',
        tracking=True,
        help="Products that match are pushed. One that no longer matches is withdrawn.",
    )
    product_count = fields.Integer("Selected Products", compute="_compute_product_count")
    withdraw_policy = fields.Selection(
        [("draft", "Becomes a draft in Medusa"), ("delete", "Is deleted in Medusa")],
        "A Product That Leaves",
        required=True,
        default="draft",
        tracking=True,
        help="What happens in the store to a product that is archived or deleted in Odoo, or no "
        "longer among the selected ones.",
    )

    # How it is pushed
    status_policy = fields.Selection(
        "_selection_status_policy",
        "Status in Medusa",
        required=True,
        default="published",
        tracking=True,
    )
    lang = fields.Selection(
        "_selection_lang",
        "Language",
        required=True,
        default=lambda self: self.env.company.partner_id.lang or self.env.lang or "en_US",
        help="Titles and descriptions are pushed in this language.",
    )
    sales_channel_ids = fields.Many2many(
        "medusa.sales.channel",
        string="Sales Channels",
        domain="[('backend_id', '=', id), ('active', '=', True)]",
        # One that left the store stays chosen: products never go into another one because of it.
        context={"active_test": False},
        copy=False,
        help="A product without a sales channel is in no shop. Empty: the store's default one.",
    )
    shipping_profile_id = fields.Many2one(
        "medusa.shipping.profile",
        domain="[('backend_id', '=', id)]",
        copy=False,
        help="Empty: the store's default one.",
    )
    log_retention_days = fields.Integer(
        "Keep Logs (Days)", default=90, help="Older runs and log lines are deleted. 0: never."
    )
    currency_id = fields.Many2one(related="company_id.currency_id")

    # Records of this store
    channel_ids = fields.One2many("medusa.sales.channel", "backend_id", "Channels of the Store")
    profile_ids = fields.One2many("medusa.shipping.profile", "backend_id", "Profiles of the Store")

    _timeout_positive = models.Constraint(
        "CHECK (timeout BETWEEN 1 AND 900)", "The timeout is between 1 and 900 seconds."
    )
    _retention_positive = models.Constraint(
        "CHECK (log_retention_days >= 0)", "The logs are kept for 0 days or more."
    )

    def init(self):
        result = super().init()
        # Like the password of res.users: a column that no stored field maps, so that no read,
        # export, copy or search of the ORM can reach the secret.
        for name in KEY_COLUMNS:
            if not sql.column_exists(self.env.cr, self._table, name):
                sql.create_column(self.env.cr, self._table, name, "varchar")
        return result

    @api.model
    def _selection_lang(self):
        return self.env["res.lang"].get_installed()

    @api.model
    def _selection_status_policy(self):
        """Return the policies; following the website exists where it publishes products."""
        policies = [("published", self.env._("Published")), ("draft", self.env._("Draft"))]
        if "is_published" in self.env["product.template"]._fields:
            policies.append(("website", self.env._("Follows the website publication")))
        return policies

    # === COMPUTE METHODS === #

    @api.depends("url")
    def _compute_admin_url(self):
        for backend in self:
            backend.admin_url = guess_admin_url(backend.url) if backend.url else False

    def _compute_api_key(self):
        self.api_key = False

    def _inverse_api_key(self):
        """Write the secret into its column; an empty value leaves the present one.

        What would replace a key that works waits beside it for its test, see `new_key`.
        """
        waiting = self.filtered(lambda backend: backend.api_key and keeps_key(backend))
        for backend in self.filtered("api_key"):
            keep_key(backend, check_key(self.env, backend.api_key), backend in waiting)
        replaced = self - waiting
        note_replaced_keys(replaced.filtered("api_key"))
        # The cache holds the value that was just assigned: nobody reads it from there either.
        self.invalidate_recordset(["api_key", "api_key_set"], flush=False)
        waiting._forget_new_key()
        replaced._forget_new_key()
        replaced._reset_connection()

    def _compute_api_key_set(self):
        keys = self._read_api_keys_sudo()
        for backend in self:
            backend.api_key_set = bool(keys.get(backend.id))

    @api.depends("product_domain", "product_domain_lang", "product_domain_author_id", "company_id")
    def _compute_product_count(self):
        for backend in self:
            try:
                backend.product_count = len(backend._search_selection())
            except UserError:
                backend.product_count = 0

    # === CONSTRAINT METHODS === #

    @api.constrains("admin_url")
    def _check_admin_url(self):
        """Refuse an address that runs code when its link is clicked, as `javascript:` does."""
        for backend in self:
            if backend.admin_url and not re.match(r"https?://[^\s/]", backend.admin_url):
                raise ValidationError(
                    self.env._(
                        "“%s” is no address of Medusa's admin. Write it like "
                        "https://api.myshop.com/app.",
                        backend.admin_url,
                    )
                )

    @api.constrains("product_domain")
    def _check_product_domain(self):
        for backend in self:
            self.env["product.template"].search_count(backend._get_selection_domain(), limit=1)

    @api.constrains("sales_channel_ids", "shipping_profile_id")
    def _check_store_records(self):
        for backend in self:
            chosen = (backend.sales_channel_ids, backend.shipping_profile_id)
            if any(records.backend_id - backend for records in chosen):
                raise ValidationError(
                    self.env._(
                        "A sales channel or shipping profile of another store was chosen for %s.",
                        backend.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals["url"] = clean_address(self.env, vals.get("url"))
        backends = super().create(vals_list)
        check_selection_rights(backends)
        # sudo: what tells this database from its copies is no matter of who makes the store.
        for backend in backends.sudo().filtered(lambda backend: not backend.database_uuid):
            backend.database_uuid = get_database_uuid(self.env)
        self.env["ir.cron"]._adopt_medusa_time_zone(self.env.user.tz)
        return backends

    def write(self, vals):
        if "url" in vals:
            vals = dict(vals, url=clean_address(self.env, vals["url"]))
        moved = self.filtered(lambda backend: backend.url != vals.get("url", backend.url))
        selecting = self.filtered(
            lambda row: row.product_domain != vals.get("product_domain", row.product_domain)
        )
        forget_keys(
            moved.filtered(lambda backend: get_origin(backend.url) != get_origin(vals["url"]))
        )
        result = super().write(vals)
        if selecting:
            # sudo: whoever writes a selection, nobody else says in which language.
            selecting.sudo().write(
                {"product_domain_lang": self.env.lang, "product_domain_author_id": self.env.uid}
            )
        if "product_domain" in vals:
            check_selection_rights(self)
        if moved:
            moved._reset_connection()
        return result

    def copy_data(self, default=None):
        return [
            dict(vals, name=self.env._("%s (copy)", backend.name))
            for backend, vals in zip(self, super().copy_data(default), strict=True)
        ]

    # === BUSINESS METHODS === #

    def _read_api_keys_sudo(self):
        """Return {backend id: secret key}: the only place that reads the column."""
        if not self.ids:
            return {}
        trial = get_trial(self.env)
        if trial:
            return {key: trial.keys.get(key) for key in self.ids}
        return dict(
            self.env.execute_query(
                SQL("SELECT id, api_key FROM medusa_backend WHERE id IN %s", tuple(self.ids))
            )
        )

    def _get_client(self):
        """Return a client of this store; the caller closes it.

        :rtype: MedusaClient
        :raise UserError: if no key is set.
        """
        self.ensure_one()
        return get_client_settings(self).make_client()

    def _get_channel_medusa_ids(self):
        """Return the Medusa ids of the channels to put products into, in a stable order."""
        self.ensure_one()
        channels = self.sales_channel_ids or self.channel_ids.filtered("is_default")
        return sorted(channels.filtered("active").mapped("medusa_id"))

    def _get_shipping_profile_medusa_id(self):
        """Return the Medusa id of the shipping profile of pushed products, or False."""
        self.ensure_one()
        # One that is gone would hold up carts.
        chosen = self.shipping_profile_id.filtered("active")
        profile = chosen or self.profile_ids.filtered("is_default")[:1]
        return profile.medusa_id
