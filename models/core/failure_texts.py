from odoo import api, models


class MedusaFailureMixin(models.AbstractModel):
    """What a person reads of a failure: its cause and its mend."""

    _inherit = "medusa.failure.mixin"

    @api.model
    def _get_failure_texts(self):
        """Return {failure type: (cause, mend)} in the language of the reader."""
        _ = self.env._
        return {
            "connection": (
                _("The store can't be reached."),
                _("Check that the Medusa server runs and that its URL is right."),
            ),
            "timeout": (
                _("The store didn't answer in time."),
                _("Check the Medusa server and its database."),
            ),
            "tls": (
                _("The store's certificate isn't trusted, or its encryption doesn't work."),
                _(
                    "Renew the certificate of the Medusa server, or correct the URL: https needs a "
                    "certificate for just this name."
                ),
            ),
            "plain_http": (
                _("The server at this address answers plain http, not https."),
                _(
                    "Have the server speak https. Where nobody else can listen, as on this machine "
                    "or in your own network, write http:// in the URL."
                ),
            ),
            "server": (
                _("The store had an error of its own."),
                _("Look into the log of the Medusa server."),
            ),
            "rate_limit": (
                _("The store, or a proxy before it, got too many requests."),
                _("Wait a little: there is nothing else to do."),
            ),
            "authentication": (
                _("The store refuses the secret API key."),
                _(
                    "Make a new secret key in Medusa's admin (Settings, Secret API Keys; not a "
                    "publishable one) and paste it into the store's settings."
                ),
            ),
            "no_role": (
                _(
                    "The key is right, but it has no role that allows this: role-based access is "
                    "switched on in this Medusa (MEDUSA_FF_RBAC), and only people have roles there."
                ),
                _(
                    "A new key doesn't help. Switch role-based access off in Medusa, or have its "
                    "developer give secret keys a role; then test the connection."
                ),
            ),
            "forbidden": (
                _("The store may not be asked for this (HTTP 403), whatever the key."),
                _(
                    "A proxy or firewall before the Medusa server answers so: have it let this "
                    "server through, also with what it writes."
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
            "unsendable": (
                _("No store can take this product as it is in Odoo."),
                _("Correct it in Odoo; it is pushed again as soon as it changes."),
            ),
            "duplicate": (
                _(
                    "Another product or variant of the store has this SKU, barcode or handle "
                    "already."
                ),
                _(
                    "If two products of Odoo have it, give one of them another internal reference "
                    "or barcode. If Odoo has it only once, change the one in Medusa. The push is "
                    "repeated by itself."
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
                _("The store holds more than one candidate for this product."),
                _(
                    "Choose the right one with “Resolve conflict”, or delete the wrong ones in "
                    "Medusa, then retry."
                ),
            ),
            "other_database": (
                _(
                    "In the store, what would be this one, or stands in its way, is marked by "
                    "another Odoo database."
                ),
                _(
                    "Say on the store's form whose that database's products are: “These Are Mine” "
                    "for a restored copy, “Leave Them Alone” where two Odoos share the store. A "
                    "SKU, barcode or handle that stays in use there has to be changed on one side."
                ),
            ),
            "reserved": (
                _("Open orders of the store reserve a variant that left Odoo."),
                _(
                    "Fulfil or cancel these orders in Medusa; the push is repeated by itself, and "
                    "the rest of the product is pushed already."
                ),
            ),
            "option": (
                _("An attribute or value of this product isn't in the store yet."),
                _(
                    "Nothing to do where it is new: the next run brings it there, and the product "
                    "after it. If it stays, “Medusa > Products > Options” tells what the store "
                    "refused."
                ),
            ),
            "internal": (
                _("The connector met an error of its own on this product."),
                _("Report it with the text below. The push is repeated by itself."),
            ),
            "left_out": (
                _("It was pushed, but not everything of it."),
                _("Change that in Odoo, or leave it so: it is said once."),
            ),
            "configuration": (
                _("The store isn't completely configured."),
                _("Open the store's settings and complete what is missing there."),
            ),
            "guard": (
                _("The run would withdraw unusually many products from the store."),
                _("Check the selection of products. A manager confirms or cancels on the run."),
            ),
        }

    @api.model
    def _get_promises(self):
        """Return {failure type: sentence} on pushes that failed because of the whole store."""
        _ = self.env._
        return {
            "connection": _("The push is repeated by itself."),
            "timeout": _(
                "The push is repeated by itself; what went through is recognised, nothing is made "
                "twice."
            ),
            "server": _("The push is repeated by itself."),
            "rate_limit": _("The push goes on when the store allows it."),
        }
