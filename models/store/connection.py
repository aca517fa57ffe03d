from odoo import api, fields, models
from odoo.exceptions import UserError

from ...medusa.exceptions import MedusaError, MedusaForbiddenError
from ...medusa.stores import StoreApi
from ...medusa.versions import MINIMUM
from ...sync.failures import classify
from ...sync.identity import Databases
from ...sync.scan import read_sample
from ..core.database import get_database_uuid
from ..core.sentence import get_text, keep
from ..core.toast import make_toast
from ..core.transaction import let_go
from .client import TEST_SECONDS, get_client_settings
from .words import get_answer, get_connected_lines, get_state_text

# What data/neutralize.sql puts before the uuid of a copied database.
NEUTRALIZED = "neutralized:"
# Of these failures it is told all that the key lacks.
NOT_ALLOWED = ("no_role", "forbidden")
# Of a store of which nothing bad is known.
HEALTHY = {
    "connection_state": "unchecked",
    "failure_type": False,
    "failure_detail": False,
    "failures": 0,
    "paused_until": False,
}


class MedusaBackend(models.Model):
    """Whether a store answers, what it can do, and why nothing is pushed to it."""

    _name = "medusa.backend"
    _inherit = ["medusa.backend", "medusa.failure.mixin"]

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
    failure_type = fields.Selection(copy=False)
    failure_detail = fields.Text(copy=False)
    http_status = fields.Integer(copy=False)
    connection_message = fields.Text(compute="_compute_connection_message")
    failures = fields.Integer("Failed Runs in a Row", readonly=True, copy=False)
    paused_until = fields.Datetime(readonly=True, copy=False)

    # What the store said of itself
    medusa_store_id = fields.Char("Medusa Store ID", readonly=True, copy=False)
    store_name = fields.Char("Store's Name", readonly=True, copy=False)
    store_currencies = fields.Char("Store's Currencies", readonly=True, copy=False)
    store_default_channel = fields.Char("Default Sales Channel", readonly=True, copy=False)
    sampled_count = fields.Integer("Products at the Last Test", readonly=True, copy=False)
    unknown_count = fields.Integer(
        "Unknown Products",
        readonly=True,
        copy=False,
        help="Products of the store, among those that the last test saw, that Odoo knows nothing "
        "of.",
    )
    known_url = fields.Char(
        "Address of the Last Good Test",
        readonly=True,
        copy=False,
        help="Only there the words of the server are shown.",
    )

    # The Odoo database that pushes
    # Set at creation, not by a default, which a form tells to whoever asks.
    database_uuid = fields.Char(readonly=True, copy=False)
    former_database_uuids = fields.Json(readonly=True, copy=False)
    other_database_ids = fields.One2many(
        "medusa.other.database", "backend_id", "Other Odoo Databases", readonly=True
    )
    undecided_database_ids = fields.One2many(
        "medusa.other.database",
        "backend_id",
        "Databases to Decide About",
        domain=[("decision", "=", "undecided")],
        readonly=True,
    )

    # === COMPUTE METHODS === #

    @api.depends(
        *("connection_state", "failure_type", "failure_detail", "paused_until", "store_name"),
        *("url", "undecided_database_ids.product_count", "unknown_count", "key_rights"),
    )
    @api.depends_context("lang", "tz")
    def _compute_connection_message(self):
        for backend in self:
            parts = [
                backend._get_connection_text(),
                backend.failure_cause,
                backend.failure_answer,
                backend.failure_type in NOT_ALLOWED and backend.missing_rights,
                backend.failure_mend,
            ]
            backend.connection_message = "\n".join(part for part in parts if part)

    def _get_connection_text(self):
        """Return one sentence or two on the state of the connection, in the reader's language."""
        if self.connection_state == "ok":
            return "\n".join(get_connected_lines(self))
        return get_state_text(self)

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
        return make_toast(message, kind, sticky=False)

    def action_confirm_database(self):
        """Let this database push, although it is a copy or its identifier changed."""
        self.check_access("write")
        current = get_database_uuid(self.env)
        # sudo: nobody but this button writes them.
        for backend in self.sudo():
            former = [
                *(backend.former_database_uuids or []),
                backend.database_uuid.removeprefix(NEUTRALIZED),
            ]
            backend.write({"former_database_uuids": former, "database_uuid": current, **HEALTHY})
            backend.other_database_ids.filtered_domain([("uuid", "in", former)]).unlink()

    def action_accept_new_store(self):
        """Forget what was known of the former store: its products are looked up anew here."""
        self.check_access("write")
        # sudo: nobody but this button writes it.
        self.sudo().write({"medusa_store_id": False, **HEALTHY})
        self.env["medusa.store.survey"]._forget(self)

    # === BUSINESS METHODS === #

    def _test_connection(self, client=None):
        """Probe the store and keep what it says, or why it doesn't.

        :param MedusaClient client: of this store, a new one by default; a run gives its own, and
            does not ask what the key may write
        :return: the error of the client, or None
        """
        self.ensure_one()
        # Not even a write that changes nothing comes from a copy.
        tries_writes = client is None and self._is_own_database()
        try:
            with client or get_client_settings(self, TEST_SECONDS).make_client() as client:
                let_go(self.env)
                info = ask_store(self, client, tries_writes)
                found = read_sample(client) if info.rights.read.get("products") else None
        except UserError as error:
            self._keep_failure("configuration", get_text(error))
        except MedusaError as error:
            error.message = get_answer(self, error)
            self._keep_failure(classify(error).type, error.message)
            if rights := getattr(error, "rights", None):
                self._keep_key_rights(rights)
            return error
        else:
            self._keep_store_info(info)
            if found and self.connection_state in ("ok", "copied"):
                self.env["medusa.store.survey"]._keep(self, found)
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
        # sudo: what a test found is kept, whoever may test.
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
                keep(self.env)._(
                    "This Medusa is older than %s, where the options of products worked "
                    "otherwise. Upgrade the Medusa server.",
                    MINIMUM,
                ),
            )
            return
        self._keep_store_records(info)
        # sudo: what a test found is kept, whoever may test.
        self.sudo().write(
            {
                **HEALTHY,
                # A store may answer questions and still fail at every push: only a run that
                # went through ends the series.
                "failures": self.failures,
                "connection_state": "ok" if self._is_own_database() else "copied",
                "connection_checked_at": fields.Datetime.now(),
                "medusa_store_id": info.id,
                "known_url": self.url,
                "store_name": info.name,
                "store_currencies": ", ".join(code.upper() for code in info.currencies),
                "store_default_channel": info.default_sales_channel_name,
            }
        )
        self._keep_key_rights(info.rights)

    def _keep_store_records(self, info):
        """Bring the lists of the store's records up to date: channels, profiles, locations …"""
        for name in self.env.registry["medusa.store.record.mixin"]._inherit_children:
            records = self.env[name]
            # What the key may not read stays as it was: nobody said that the store has none.
            if info.rights.read.get(records._resource) is not False:
                records._keep_list(self, records._get_rows(info))

    def _is_own_database(self):
        """Tell whether this database is the one that the store was configured in."""
        self.ensure_one()
        return self.database_uuid == get_database_uuid(self.env)

    def _check_own_database(self):
        """:raise UserError: in a copy of the database, which must not touch the shop."""
        for backend in self:
            if not backend._is_own_database():
                # sudo: whoever presses a button need not write the store.
                backend.sudo().connection_state = "copied"
                raise UserError(backend._get_connection_text())

    def _get_databases(self):
        """Return which Odoo database this is for the store, and which others it knows of.

        :rtype: Databases
        """
        mine, apart = (
            frozenset(row.uuid for row in self.other_database_ids if row.decision == decision)
            for decision in ("mine", "apart")
        )
        return Databases(self.database_uuid, mine.union(self.former_database_uuids or []), apart)

    def _reset_connection(self):
        """Forget the last test: URL or key changed."""
        # sudo: whoever may change the key need not write the rest.
        self.sudo().write({**HEALTHY, "key_rights": False})


def ask_store(backend, client, writes):
    """Return what a probe of a store learns.

    :param MedusaClient client: of this store
    :param bool writes: whether it is tried what the key may write
    :rtype: StoreInfo
    :raise MedusaError: see `medusa.stores`
    """
    tries = StoreApi(client).try_writes if writes else dict
    try:
        info = backend._read_store(client)
    except MedusaForbiddenError as error:
        if error.rights:
            # To name all that is missing.
            error.rights.write.update(tries())
        raise
    info.rights.write.update(tries())
    return info
