import datetime

from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import datetime as safe_datetime
from odoo.tools.safe_eval import safe_eval, time


class MedusaBackend(models.Model):
    """Which products a store gets, and which of them have something to push."""

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
            domain = Domain(self._eval_product_domain())
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

    def _eval_product_domain(self):
        context = {
            "datetime": safe_datetime,
            "time": time,
            "context_today": lambda: datetime.datetime.now(datetime.timezone.utc).date(),
            "uid": self.env.uid,
            "allowed_company_ids": self.company_id.ids,
        }
        return safe_eval(self.product_domain or "[]", context)

    def _search_selection(self, domain=Domain.TRUE):
        """Return a query of the selected products, for use inside other queries.

        :param domain: a further restriction
        """
        products = self.env["product.template"].sudo().with_company(self.company_id)
        return products._search(self._get_selection_domain() & Domain(domain))

    def _get_due_products(self, template_ids):
        """Return those of the selected products that surely have something to push.

        That is a product that was never pushed, came back, changed since its last push, waits for
        a person (who may have acted in the store), or whose waiting time after a failure is over.
        """
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product.id
                  FROM product_template product
             LEFT JOIN medusa_product_binding binding
                    ON binding.product_tmpl_id = product.id AND binding.backend_id = %(backend)s
                 WHERE product.id = ANY(%(ids)s)
                   AND (binding.id IS NULL
                        OR binding.state IN ('pending', 'withdrawn', 'conflict')
                        OR binding.revision IS DISTINCT FROM product.medusa_revision
                        OR binding.next_try <= now() AT TIME ZONE 'UTC')
                   AND (binding.next_try IS NULL OR binding.next_try <= now() AT TIME ZONE 'UTC')
                """,
                backend=self.id,
                ids=list(template_ids),
            )
        )
        return {row[0] for row in rows}

    def _get_postponed_products(self, template_ids):
        """Return those of the products whose waiting time after a failure isn't over yet."""
        bindings = self.env["medusa.product.binding"].search_fetch(
            [
                ("backend_id", "=", self.id),
                ("product_tmpl_id", "in", list(template_ids)),
                ("next_try", ">", self.env.cr.now()),
            ],
            ["product_tmpl_id"],
        )
        return set(bindings.product_tmpl_id.ids)

    def _get_leaving_domain(self):
        """Return the domain of the bindings whose products left the selection.

        The store hasn't been told yet.
        """
        self.ensure_one()
        return (
            Domain("backend_id", "=", self.id)
            & Domain("state", "!=", "withdrawn")
            & (
                Domain("product_tmpl_id", "=", False)
                | Domain("product_tmpl_id", "not in", self._search_selection())
            )
        )
