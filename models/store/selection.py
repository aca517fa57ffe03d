from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .domain_text import parse_domain


class MedusaBackend(models.Model):
    """Which products a store gets."""

    _inherit = "medusa.backend"

    def _get_selection_domain(self):
        """Return the domain of the products that belong into this store.

        Products of other companies never do; archived ones don't either, whatever the settings
        ask for: the widget that edits the domain offers to include them.

        :rtype: Domain
        :raise ValidationError: if the domain of the settings can't be used.
        """
        self.ensure_one()
        always = Domain("company_id", "in", [False, self.company_id.id])
        always &= Domain("active", "=", True)
        try:
            domain = Domain(
                parse_domain(self.product_domain or "[]", self.env.uid, self.company_id.ids)
            )
            domain.validate(self.env["product.template"])
        except Exception as error:  # noqa: BLE001 whatever an admin typed there
            raise ValidationError(
                self.env._(
                    "The selection of products of %(store)s can't be used: %(error)s. Correct "
                    "“Products” in the store's settings.",
                    store=self.name,
                    error=error,
                )
            ) from error
        return domain & always

    def _filter_usable(self):
        """Return those of the stores whose selection can be read.

        A domain may break when an addon is uninstalled: people still open their products.
        """
        usable = self.browse()
        for backend in self:
            try:
                backend._get_selection_domain()
            except ValidationError:
                continue
            usable |= backend
        return usable

    def _check_selection_rights(self):
        """Let who saves the selection search by it: what the person may not read is refused.

        The runs search as superuser: the number of products would tell whether a guess about a
        field is right. Odoo runs constraints as superuser as well, so this is called by who saves.

        :raise AccessError: if the user may not read one of the fields
        """
        if self.env.su:
            return
        products = self.env["product.template"]
        for backend in self:
            products.search(backend._get_selection_domain(), limit=1)

    def _search_selection(self, domain=Domain.TRUE):
        """Return a query of the selected products, for use inside other queries.

        :param domain: a further restriction
        """
        products = self.env["product.template"].sudo().with_company(self.company_id)
        return products._search(self._get_selection_domain() & Domain(domain))
