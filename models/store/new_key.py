from dataclasses import replace

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...medusa.exceptions import MedusaError
from ...sync.failures import classify
from ..core.toast import make_toast
from ..core.transaction import let_go
from .client import TEST_SECONDS, get_client_settings
from .connection import ask_store
from .hints import get_address_hint, get_key_hint
from .key import note_replaced_keys
from .key_words import get_labels
from .words import get_answer

# What is known of a key that waits.
UNTRIED = {"new_key_failure": False, "new_key_detail": False, "new_key_lacks": False}


class MedusaNewKeyMixin(models.AbstractModel):
    """A key that is to replace one that works: it waits beside it until a test has gone well.

    Saving asks no store anything, so the test is a person's, by its button.
    """

    _name = "medusa.new.key.mixin"
    _description = "New Key of a Medusa Store"

    # Its value, like that of the key in use, is in a column that no field reads.
    new_key_set = fields.Boolean(compute="_compute_new_key")
    new_key_message = fields.Text(compute="_compute_new_key")
    new_key_failure = fields.Char(readonly=True, copy=False)
    new_key_detail = fields.Text(readonly=True, copy=False)
    # What the key in use may do and this one mayn't: names of resources
    new_key_lacks = fields.Json(readonly=True, copy=False)
    connection_hint = fields.Text(
        compute="_compute_connection_hint", help="What is to be known before the key is sent."
    )

    # === COMPUTE METHODS === #

    @api.depends("new_key_failure", "new_key_detail", "new_key_lacks")
    @api.depends_context("lang")
    def _compute_new_key(self):
        waiting = self._read_new_keys_sudo()
        for backend in self:
            backend.new_key_set = backend.id in waiting
            backend.new_key_message = backend.id in waiting and backend._get_new_key_text()

    @api.depends("url", "api_key")
    @api.depends_context("lang")
    def _compute_connection_hint(self):
        for backend in self:
            hints = (
                get_address_hint(self.env, backend.url),
                get_key_hint(self.env, backend.api_key),
            )
            backend.connection_hint = "\n".join(hint for hint in hints if hint) or False

    def _get_promise(self, failure_type):
        """Promise no repeated push where nothing but a test of the connection failed."""
        return super()._get_promise(failure_type) if self.paused_until else ""

    def _get_new_key_text(self):
        """Return what became of the key that waits, in the reader's language."""
        _ = self.env._
        if self.new_key_lacks:
            labels = get_labels(self.env)
            names = ", ".join(labels.get(name, name) for name in self.new_key_lacks)
            return _(
                "The new key may not do all that the present one may: %s. The present one stays "
                "in use.",
                names,
            )
        if not self.new_key_failure:
            return _("A new key waits: test the connection, and it replaces the present one.")
        cause, mend = self._get_failure_texts()[self.new_key_failure]
        answer = self._get_failure_answer(self.new_key_failure, self.new_key_detail)
        kept = _("The new key didn't pass its test: the present one stays in use.")
        return "\n".join(text for text in (kept, cause, answer, mend) if text)

    # === ACTION METHODS === #

    def action_use_new_key(self):
        """Let the key replace the present one although its test went badly, or wasn't made."""
        self.check_access("write")
        for backend in self:
            backend._take_new_key()

    def action_drop_new_key(self):
        """Forget the key that waits."""
        self.check_access("write")
        self.env.execute_query(
            SQL(
                "UPDATE medusa_backend SET api_key_new = NULL WHERE id IN %s RETURNING id",
                tuple(self.ids),
            )
        )
        self._forget_new_key()

    def action_test_connection(self):
        """Let a key that waits be tried first."""
        self.check_access("write")
        for backend in self.filtered("new_key_set"):
            backend._try_new_key()
        toast = super().action_test_connection()
        refused = self.filtered("new_key_set").mapped("new_key_message")
        return make_toast("\n\n".join(refused), "danger", sticky=False) if refused else toast

    # === BUSINESS METHODS === #

    def _read_new_keys_sudo(self):
        """Return {backend id: key that waits}."""
        if not self.ids:
            return {}
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, api_key_new FROM medusa_backend "
                    "WHERE id IN %s AND api_key_new IS NOT NULL",
                    tuple(self.ids),
                )
            )
        )

    def _try_new_key(self):
        """Ask the store with the key that waits; take it if it may all that the present one may."""
        key = self._read_new_keys_sudo()[self.id]
        try:
            settings = replace(get_client_settings(self, TEST_SECONDS), key=key)
        except UserError:
            # There is none in its way any more.
            self._take_new_key()
            return
        try:
            with settings.make_client() as client:
                let_go(self.env)
                info = ask_store(self, client, self._is_own_database())
        except MedusaError as error:
            failure = classify(error)
            self._note_new_key(failure.type, get_answer(self, error), self._find_lost(error))
        else:
            lost = self._find_lost(info)
            if lost:
                self._note_new_key(False, False, lost)
            else:
                self._take_new_key()

    def _find_lost(self, found):
        """Return what the present key may and the new one mayn't, as far as both were tried.

        :param found: what a probe learned, or its error: with `rights` or without
        """
        rights, lost = getattr(found, "rights", None), []
        for operation in ("read", "write") if rights else ():
            known = (self.key_rights or {}).get(operation) or {}
            tried = getattr(rights, operation)
            lost += [name for name, may in tried.items() if known.get(name) and not may]
        return sorted(set(lost))

    def _note_new_key(self, failure_type, detail, lost):
        # sudo: what a test found is kept, whoever may test.
        self.sudo().write(
            {
                "new_key_failure": failure_type,
                "new_key_detail": detail,
                "new_key_lacks": lost or False,
            }
        )

    def _take_new_key(self):
        """Let the key that waits replace the present one."""
        taken = self.env.execute_query(
            SQL(
                "UPDATE medusa_backend SET api_key = api_key_new, api_key_new = NULL "
                "WHERE id = %s AND api_key_new IS NOT NULL RETURNING id",
                self.id,
            )
        )
        self._forget_new_key()
        if taken:
            note_replaced_keys(self)
            self.invalidate_recordset(["api_key_set"], flush=False)
            self._reset_connection()

    def _forget_new_key(self):
        self.invalidate_recordset(["new_key_set", "new_key_message"], flush=False)
        # sudo: what a test found of it is no one's to write.
        self.sudo().write(UNTRIED)


class MedusaBackend(models.Model):
    _name = "medusa.backend"
    # Before the test of the connection, to which it adds.
    _inherit = ["medusa.new.key.mixin", "medusa.backend"]
