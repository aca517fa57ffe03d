from odoo import fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..core.memo import once
from ..core.sentence import keep
from .author import as_author, get_author
from .domain_text import parse_domain, tell_error
from .language import with_filter_lang


def get_selection_version(backend):
    """Return what a store's selection is made of: as long as it is the same, so is the domain.

    :param backend: `medusa.backend`
    """
    return (
        backend.product_domain,
        backend.product_domain_lang,
        backend.company_id.id,
        get_author(backend).id,
    )


def parse_filter(backend):
    """Return the domain that a store's filter says, and nothing else of its selection.

    :rtype: Domain
    :raise Exception: whatever comes of what somebody typed there
    """
    author = get_author(backend) or backend.env.user
    return Domain(parse_domain(backend.product_domain or "[]", author.id, backend.company_id.ids))


def _read_domain(backend):
    products = backend.env["product.template"]
    try:
        domain = parse_filter(backend)
        domain.validate(products)
    except Exception as error:  # noqa: BLE001 whatever an admin typed there
        raise ValidationError(
            keep(backend.env)._(
                "The selection of products of %(store)s can't be used: %(error)s. Correct "
                "“Products” in the store's settings.",
                store=backend.name,
                error=tell_error(backend.env, error),
            )
        ) from error
    # Odoo's own rule: a branch sells what its parent companies sell.
    always = Domain(products._check_company_domain(backend.company_id))
    always &= Domain("active", "=", True)
    also = Domain("id", "in", _get_switched(backend, "included")) & Domain("sale_ok", "=", True)
    return (domain | also) & always & Domain("id", "not in", _get_switched(backend, "excluded"))


def _get_switched(backend, kind):
    # By SQL: whoever wrote the selection need not have a right to the switches.
    return SQL(
        "(SELECT product_tmpl_id FROM medusa_product_switch WHERE backend_id = %s AND kind = %s)",
        backend._origin.id or None,
        kind,
    )


class MedusaBackend(models.Model):
    """Which products a store gets."""

    _inherit = "medusa.backend"

    # A tag's French name selects nothing in English, and what isn't selected is withdrawn.
    product_domain_lang = fields.Char(
        "Language of the Selection",
        default=lambda self: self.env.lang,
        readonly=True,
        help="The selection of products is read in the language in which it was written.",
    )

    # Nobody where it was chosen before anybody was noted, or by who has been deleted since.
    product_domain_author_id = fields.Many2one(
        "res.users",
        "Author of the Selection",
        default=lambda self: self.env.uid,
        readonly=True,
        copy=False,
        help="The selection of products finds what this person may read.",
    )

    def _get_selection_domain(self):
        """Return the domain of the products that belong into this store.

        That is what its filter says, and what somebody switched on by hand and is for sale,
        without what was switched off by hand, see `medusa.product.switch`. Products of other
        companies never belong there; archived ones don't either, whatever the settings ask for:
        the widget that edits the domain offers to include them. A leg of a run reads it once, and
        again when somebody chose another one.

        :rtype: Domain
        :raise ValidationError: if the domain of the settings can't be used.
        """
        self.ensure_one()
        return once(self, "domain", get_selection_version(self), lambda: _read_domain(self))

    def _filter_usable(self):
        """Return those of the stores whose selection can be read.

        A domain may break when an addon is uninstalled, or its author loses a right: people still
        open their products.
        """
        usable = self.browse()
        for backend in self:
            try:
                backend._search_selection()
            except UserError:
                continue
            usable |= backend
        return usable

    def _search_selection(self, domain=Domain.TRUE):
        """Return a query of the selected products, for use inside other queries.

        :param domain: a further restriction
        :raise UserError: if the selection can't be used, or its author may not read any more what
            it asks for
        """
        # sudo: what belongs into a store doesn't depend on who asks, but on who chose it.
        products = with_filter_lang(self, self.env["product.template"].sudo())
        products = as_author(self, products.with_company(self.company_id))
        try:
            return products._search(self._get_selection_domain() & Domain(domain))
        except AccessError as error:
            raise UserError(
                keep(self.env)._(
                    "The selection of products of %(store)s asks for what %(author)s, who chose "
                    "it, may not read: %(error)s Save it anew as somebody who may.",
                    store=self.name,
                    author=get_author(self).name,
                    error=error,
                )
            ) from error
