from odoo import api, models


class MedusaPriceList(models.Model):
    """Why a price list failed, in its own words."""

    _inherit = "medusa.price.list"

    @api.model
    def _get_failure_texts(self):
        """Return the causes and mends, those of a price list in its own words."""
        _ = self.env._
        return {
            **super()._get_failure_texts(),
            "validation": (
                _("The store refuses the data of this price list."),
                _("Correct the price list as the store's answer says, then push it again."),
            ),
            "conflict": (
                _("Several price lists of the store say that they are this one."),
                _("Delete the wrong ones in Medusa, then push it again."),
            ),
            "other_database": (
                _("A price list of the store that may be this one has another Odoo's mark."),
                _("Say on the store's form whether what that database marked is yours."),
            ),
            "not_found": (
                _("The price list isn't in the store any more."),
                _("Nothing to do: the next run creates it again."),
            ),
        }
