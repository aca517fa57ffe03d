from odoo import api, fields, models

from ...const import FAILURE_TYPES
from ...medusa.exceptions import MedusaConflictError, MedusaError
from ...sync.job import ConflictError, PayloadError

# Failures that time may mend; the others wait until somebody changes something.
RETRYABLE_TYPES = {
    "connection", "timeout", "tls", "server", "rate_limit", "authentication", "redirect",
    "response", "internal",
}  # fmt: skip


class MedusaFailureMixin(models.AbstractModel):
    """A failure as it is kept: a type of a closed list and the store's own words.

    What a person reads, the cause and the mend, is made when it is read, in the reader's language.
    """

    _name = "medusa.failure.mixin"
    _description = "Medusa Failure"

    failure_type = fields.Selection(FAILURE_TYPES, index="btree_not_null", readonly=True)
    failure_detail = fields.Text("Store's Answer", readonly=True)
    http_status = fields.Integer("HTTP Status", readonly=True, aggregator=None)
    failure_cause = fields.Char("Cause", compute="_compute_failure_texts")
    failure_mend = fields.Char("What To Do", compute="_compute_failure_texts")
    failure_answer = fields.Text("Details", compute="_compute_failure_texts")

    @api.depends("failure_type", "failure_detail")
    @api.depends_context("lang")
    def _compute_failure_texts(self):
        texts = self._get_failure_texts()
        for record in self:
            cause, mend = texts.get(record.failure_type, (False, False))
            record.failure_cause = cause
            record.failure_mend = mend
            record.failure_answer = self._get_failure_answer(
                record.failure_type, record.failure_detail
            )

    @api.model
    def _get_failure_answer(self, failure_type, detail):
        """Return the detail of a failure with a word on whose it is."""
        if not detail or failure_type in ("internal", "configuration", "guard"):
            return detail
        if failure_type == "conflict":
            return self.env._("Found in the store: %s", detail)
        return self.env._("The store says: %s", detail)

    @api.model
    def _prepare_failure_vals(self, error):
        """Return the fields that keep an error.

        :param Exception error: of the client (`MedusaError`), of the comparison
            (`ConflictError`) or any other.
        :rtype: dict
        """
        return {
            "failure_type": self._get_failure_type(error),
            "failure_detail": self._get_failure_detail(error),
            "http_status": getattr(error, "status_code", None) or 0,
        }

    @api.model
    def _clear_failure_vals(self):
        return {"failure_type": False, "failure_detail": False, "http_status": 0}

    @api.model
    def _get_failure_type(self, error):
        """Return the entry of `FAILURE_TYPES` for an error."""
        if isinstance(error, ConflictError):
            return "conflict"
        if isinstance(error, PayloadError):
            return "validation"
        if isinstance(error, MedusaConflictError):
            return "duplicate"
        if isinstance(error, MedusaError):
            # Medusa 2.21 names no code for it, only these words (medusa-admin-api 3f).
            return "reserved" if "reservations" in error.message else error.failure_type
        return "internal"

    @api.model
    def _get_failure_detail(self, error):
        """Return the store's own words, without the request line that a person can't use."""
        if isinstance(error, MedusaError):
            return error.message
        if isinstance(error, ConflictError):
            return ", ".join(error.details)
        if isinstance(error, PayloadError):
            return str(error)
        return f"{type(error).__name__}: {error}"

    @api.model
    def _get_failure_texts(self):
        """Return {failure type: (cause, mend)} in the language of the reader."""
        _ = self.env._
        return {
            "connection": (
                _("The store can't be reached."),
                _(
                    "Check that the Medusa server runs and that its URL is right. The push is "
                    "repeated by itself."
                ),
            ),
            "timeout": (
                _("The store didn't answer in time."),
                _(
                    "Check the Medusa server and its database. The push is repeated by itself; "
                    "what went through is recognised, nothing is made twice."
                ),
            ),
            "tls": (
                _("The store's certificate isn't trusted, or its encryption doesn't work."),
                _(
                    "Renew the certificate of the Medusa server, or correct the URL: https needs a "
                    "certificate for just this name."
                ),
            ),
            "server": (
                _("The store had an error of its own."),
                _("Look into the log of the Medusa server. The push is repeated by itself."),
            ),
            "rate_limit": (
                _("The store, or a proxy before it, got too many requests."),
                _("Nothing to do: the push goes on when the store allows it."),
            ),
            "authentication": (
                _("The store refuses the secret API key."),
                _(
                    "Make a new secret key in Medusa's admin (Settings, Secret API Keys; not a "
                    "publishable one) and paste it into the store's settings."
                ),
            ),
            "redirect": (
                _("The address redirects to another one; the key isn't sent there."),
                _("Enter the final address of the Medusa server as store URL, with https."),
            ),
            "response": (
                _("The answer isn't one of a Medusa server."),
                _(
                    "Check that the URL is the Medusa server's own and not the shop's pages, and "
                    "that no proxy answers in its place."
                ),
            ),
            "validation": (
                _("The store refuses the data of this product."),
                _(
                    "Correct the product in Odoo as the store's answer says; it is pushed again as "
                    "soon as it changes."
                ),
            ),
            "duplicate": (
                _(
                    "Another product or variant of the store has this SKU, barcode or handle "
                    "already."
                ),
                _(
                    "Give one of the two another internal reference or barcode, in Odoo or in "
                    "Medusa, then retry."
                ),
            ),
            "not_found": (
                _("Something that the product refers to isn't in the store any more."),
                _(
                    "Test the connection to read sales channels and shipping profiles anew, then "
                    "retry."
                ),
            ),
            "too_large": (
                _("The product is larger than the store accepts in one request (2 MB)."),
                _("Shorten its description or split its variants over several products."),
            ),
            "conflict": (
                _(
                    "The store holds more than one candidate for this product, or one of another "
                    "Odoo database."
                ),
                _(
                    "Choose the right one with “Resolve conflict”, or delete the wrong ones in "
                    "Medusa, then retry."
                ),
            ),
            "reserved": (
                _("Open orders of the store reserve a variant that left Odoo."),
                _("Fulfil or cancel these orders in Medusa, then retry."),
            ),
            "internal": (
                _("The connector met an error of its own on this product."),
                _("Report it with the text below. The push is repeated by itself."),
            ),
            "left_out": (
                _("The product was pushed, but not everything of it."),
                _("Replace what the text below names: pictures are JPEG, PNG, WebP or GIF files."),
            ),
            "configuration": (
                _("The store isn't completely configured."),
                _("Open the store's settings and complete what the text below names."),
            ),
            "guard": (
                _("The run would withdraw unusually many products from the store."),
                _("Check the selection of products. A manager confirms or cancels on the run."),
            ),
        }
