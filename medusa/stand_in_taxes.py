"""Which rules a store's tax rates would have after writes that never left."""

from __future__ import annotations

from .shelf import Pairs, Read, Row, Shelf
from .tax_rates import TaxRates

RATES = TaxRates.route
_RULES = (("fields", "id,rules.id,rules.reference,rules.reference_id"),)


class StandInTaxes:
    """Changes the rules of rates on a shelf.

    See docs/medusa-api.md#tax-rates-have-rules.

    :param Shelf shelf: what would be otherwise in the store
    """

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf

    def read(self, path: str, pairs: Pairs, ask: Read) -> dict:
        """Return a rate with the rules that it would have.

        :param ask: asks the store: (path, pairs)
        """
        answer = ask(path, pairs)
        known = self.shelf.get(RATES, path.rpartition("/")[2])
        return {**answer, "tax_rate": {**answer["tax_rate"], **known}} if answer else answer

    def write(self, path: str, values: Row, ask: Read) -> dict:
        """Replace the rules of a rate, or add one.

        :param ask: see `read`
        """
        is_one = path.endswith("/rules")
        added = [values] if is_one else values["rules"]
        rules = self._get_rules(path, ask) if is_one else []
        rules += [{"id": self.shelf.make_id(f"{RATES}/rules"), **rule} for rule in added]
        return self._put(path, rules)

    def delete(self, path: str, ask: Read) -> None:
        """Take one rule out of its rate.

        :param ask: see `read`
        """
        gone = path.rpartition("/")[2]
        self._put(path, [row for row in self._get_rules(path, ask) if row["id"] != gone])

    def _get_rules(self, path: str, ask: Read) -> list[Row]:
        answer = self.read(f"{RATES}/{_get_id(path)}", list(_RULES), ask)
        return list(answer.get("tax_rate", {}).get("rules") or [])

    def _put(self, path: str, rules: list[Row]) -> dict:
        key = _get_id(path)
        return {"tax_rate": {"id": key, **self.shelf.put(RATES, key, {"rules": rules})}}


def _get_id(path: str) -> str:
    """Return of which rate a path is, or is below."""
    return path.removeprefix(f"{RATES}/").partition("/")[0]
