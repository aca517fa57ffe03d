from odoo.tools.misc import format_amount

from ..core.number import show_number


class Amounts:
    """Tells prices as a person writes them; each currency is read once."""

    def __init__(self, env):
        self.env = env
        self._currencies = {}

    def tell(self, amount, code):
        """Return a price in words, as `12.50 €`; with its code where Odoo lacks the currency.

        :param code: of the currency, in whatever case
        """
        currency = self._find(code.upper())
        if currency:
            return format_amount(self.env, amount, currency)
        return f"{show_number(amount)} {code.upper()}"

    def _find(self, code):
        if code not in self._currencies:
            currencies = self.env["res.currency"].with_context(active_test=False)
            self._currencies[code] = currencies.search([("name", "=", code)], limit=1)
        return self._currencies[code]
