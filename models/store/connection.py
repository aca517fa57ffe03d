from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...medusa.exceptions import MedusaError
from ...medusa.stores import StoreApi
from ..run.run import OPEN_STATES

# What data/neutralize.sql puts before the uuid of a copied database.
NEUTRALIZED = "neutralized:"


class MedusaBackend(models.Model):
    """Whether a store answers, what it can do, and why nothing is pushed to it."""

    _inherit = "medusa.backend"

    connection_state = fields.Selection(
        [
            ("unchecked", "Not tested yet"),
            ("ok", "Connected"),
            ("failed", "Connection failed"),
            ("paused", "Paused"),
            ("copied", "Copied database"),
            ("other_store", "Another store answers"),
            ("neutralized", "Disarmed"),
        ],
        "Connection",
        default="unchecked",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    connection_checked_at = fields.Datetime("Last Test", readonly=True, copy=False)
    failure_type = fields.Selection("_selection_failure_type", readonly=True, copy=False)
    failure_detail = fields.Text("Store's Answer", readonly=True, copy=False)
    connection_message = fields.Text(compute="_compute_connection_message")
    failures = fields.Integer("Failed Runs in a Row", readonly=True, copy=False)
    paused_until = fields.Datetime(readonly=True, copy=False)

    # What the store said of itself
    medusa_store_id = fields.Char("Medusa Store ID", readonly=True, copy=False)
    store_name = fields.Char("Store's Name", readonly=True, copy=False)
    store_currencies = fields.Char("Store's Currencies", readonly=True, copy=False)
    store_default_channel = fields.Char("Default Sales Channel", readonly=True, copy=False)
    missing_rights = fields.Char(readonly=True, copy=False)

    # The Odoo database that pushes
    database_uuid = fields.Char(
        readonly=True, copy=False, default=lambda self: self._get_database_uuid()
    )
    former_database_uuids = fields.Json(readonly=True, copy=False)

    @api.model
    def _selection_failure_type(self):
        """Return the failure types with labels in the reader's language."""
        field = self.env["medusa.failure.mixin"]._fields["failure_type"]
        return field._description_selection(self.env)

    @api.model
    def _get_database_uuid(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid")

    # === COMPUTE METHODS === #

    @api.depends("connection_state", "failure_type", "failure_detail", "paused_until", "store_name")
    @api.depends_context("lang", "tz")
    def _compute_connection_message(self):
        failures = self.env["medusa.failure.mixin"]
        causes = failures._get_failure_texts()
        for backend in self:
            cause, mend = causes.get(backend.failure_type, ("", ""))
            answer = failures._get_failure_answer(backend.failure_type, backend.failure_detail)
            parts = [backend._get_connection_text(), cause, answer, mend]
            backend.connection_message = "\n".join(part for part in parts if part)

    def _get_connection_text(self):
        """Return one sentence or two on the state of the connection, in the reader's language."""
        _ = self.env._
        if self.connection_state == "ok":
            lines = [
                _("Connected to “%s”.", self.store_name),
                _("Currencies: %s.", self.store_currencies or _("none")),
                _("Default sales channel: %s.", self.store_default_channel or _("none")),
            ]
            if self.missing_rights:
                lines.append(_("The key may not read: %s.", self.missing_rights))
            else:
                lines.append(
                    _(
                        "The key may read and write products, options, sales channels and shipping "
                        "profiles."
                    )
                )
            if not self.store_default_channel and not self.sales_channel_ids:
                lines.append(_("Choose a sales channel: without one a product is in no shop."))
            return "\n".join(lines)
        texts = {
            "unchecked": _("The connection hasn't been tested yet."),
            "failed": _("The connection failed."),
            "paused": _(
                "The store failed %(count)s times in a row. Pushing pauses until %(time)s.",
                count=self.failures,
                time=self.paused_until
                and fields.Datetime.context_timestamp(self, self.paused_until).strftime(
                    "%Y-%m-%d %H:%M"
                ),
            ),
            "copied": _(
                "This database is a copy, or its identifier changed. Nothing is pushed until a "
                "manager confirms that this database is the one that pushes to the store."
            ),
            "other_store": _(
                "Another Medusa store answers at this URL than the one the products were pushed "
                "to. Correct the URL, or confirm that this is a new store: all products are then "
                "looked up, or created, there."
            ),
            "neutralized": _(
                "This is a neutralized copy of a database: the key was removed. Nothing is pushed."
            ),
        }
        return texts[self.connection_state]

    # === ACTION METHODS === #

    def action_test_connection(self):
        """Ask the store who it is and what the key may do; say it, with the mend if it fails.

        :return: a client action: a toast
        """
        self.check_access("write")
        for backend in self:
            backend._test_connection()
        kind = "success" if all(b.connection_state == "ok" for b in self) else "danger"
        message = "\n\n".join(self.mapped("connection_message"))
        # It stays on the store's form and in the settings: the toast need not.
        return self._notify(message, kind, sticky=False)

    def action_confirm_database(self):
        """Let this database push, although it is a copy or its identifier changed."""
        self.check_access("write")
        current = self._get_database_uuid()
        for backend in self:
            former = [
                *(backend.former_database_uuids or []),
                backend.database_uuid.removeprefix(NEUTRALIZED),
            ]
            backend.write(
                {"former_database_uuids": former, "database_uuid": current, **self._healthy_vals()}
            )

    def action_accept_new_store(self):
        """Forget what was known of the former store: its products are looked up anew here."""
        self.check_access("write")
        self.product_binding_ids.sudo().unlink()
        # What is under way knows the former store alone.
        open_runs = self.run_ids.filtered(lambda run: run.state in (*OPEN_STATES, "waiting"))
        open_runs.action_cancel()
        self.write({"medusa_store_id": False, "scanned_at": False, **self._healthy_vals()})

    # === BUSINESS METHODS === #

    @api.model
    def _check_may_push(self):
        """:raise AccessError: unless the user is a Medusa user (or the system)."""
        if not (self.env.su or self.env.user.has_group("medusa_connector.group_medusa_user")):
            raise AccessError(
                self.env._(
                    "You may not push products to Medusa. Ask an administrator for the group "
                    "“Medusa / User”."
                )
            )

    @api.model
    def _notify(self, message, kind="info", next_action=None, sticky=None):
        """Return a toast, followed by a reload of what is shown.

        :param bool sticky: whether it waits for being closed; by default if it is about trouble
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": kind,
                "sticky": kind in ("danger", "warning") if sticky is None else sticky,
                # A line for each product or fact.
                "className": "text-prewrap",
                # What was shown is read anew.
                "next": next_action or {"type": "ir.actions.act_window_close"},
            },
        }

    def _test_connection(self):
        """Probe the store and keep what it says, or why it doesn't.

        :return: the error of the client, or None
        """
        self.ensure_one()
        try:
            with self._get_client() as client:
                info = self._read_store(client)
        except UserError as error:
            self._keep_failure("configuration", str(error))
        except MedusaError as error:
            self._keep_failure(error.failure_type, error.message)
            return error
        else:
            self._keep_store_info(info)
        return None

    def _read_store(self, client):
        """Ask the store all that the settings need to know.

        Override it to read further lists of the store.

        :param MedusaClient client: of this store
        :rtype: StoreInfo
        :raise MedusaError: see `medusa.stores`
        """
        return StoreApi(client).probe()

    def _keep_failure(self, failure_type, detail, state="failed"):
        self.sudo().write(
            {
                "connection_state": state,
                "connection_checked_at": fields.Datetime.now(),
                "failure_type": failure_type,
                "failure_detail": detail,
            }
        )

    def _keep_store_info(self, info):
        """Keep what a probe learned.

        :param StoreInfo info: see `medusa.stores`
        """
        if self.medusa_store_id and self.medusa_store_id != info.id:
            self._keep_failure(False, info.name, state="other_store")
            return
        if not info.has_product_options:
            self._keep_failure(
                "configuration",
                self.env._(
                    "This Medusa is older than 2.16, where the options of products worked "
                    "otherwise. Upgrade the Medusa server."
                ),
            )
            return
        self._keep_store_records(info)
        self.sudo().write(
            {
                **self._healthy_vals(),
                # A store may answer questions and still fail at every push: only a run that
                # went through ends the series.
                "failures": self.failures,
                "connection_state": "ok" if self._is_own_database() else "copied",
                "connection_checked_at": fields.Datetime.now(),
                "medusa_store_id": info.id,
                "store_name": info.name,
                "store_currencies": ", ".join(code.upper() for code in info.currencies),
                "store_default_channel": info.default_sales_channel_name,
                "missing_rights": ", ".join(
                    sorted(name for name, right in info.admin_rights.items() if not right)
                ),
            }
        )

    def _keep_store_records(self, info):
        """Bring the lists of sales channels and shipping profiles up to date."""
        channels = {
            key: {"name": name, "is_default": key == info.default_sales_channel_id}
            for key, name in info.sales_channels
        }
        # Medusa has no default profile by name; as on the pull side, the first of the type
        # "default" is it.
        defaults = [key for key, _name, kind in info.shipping_profiles if kind == "default"]
        profiles = {
            key: {"name": name, "is_default": key in defaults[:1]}
            for key, name, _kind in info.shipping_profiles
        }
        self._sync_store_records("medusa.sales.channel", channels)
        self._sync_store_records("medusa.shipping.profile", profiles)

    def _sync_store_records(self, model, rows):
        # sudo: nobody but the connector writes these lists.
        records = self.env[model].sudo().with_context(active_test=False)
        present = {
            record.medusa_id: record for record in records.search([("backend_id", "=", self.id)])
        }
        for key, vals in rows.items():
            if key in present:
                present[key].write({**vals, "active": True})
        records.create(
            [
                {"backend_id": self.id, "medusa_id": key, **vals}
                for key, vals in rows.items()
                if key not in present
            ]
        )
        for key, record in present.items():
            if key not in rows:
                record.active = False

    def _is_own_database(self):
        """Tell whether this database is the one that the store was configured in."""
        self.ensure_one()
        return self.database_uuid == self._get_database_uuid()

    def _healthy_vals(self):
        return {
            "connection_state": "unchecked",
            "failure_type": False,
            "failure_detail": False,
            "failures": 0,
            "paused_until": False,
        }

    def _reset_connection(self):
        """Forget the last test: URL or key changed."""
        self.sudo().write(self._healthy_vals())
