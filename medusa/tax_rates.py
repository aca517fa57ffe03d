"""Tax rates and which products have them. Medusa 2.21: tax-rates/validators.js."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .packing import encode
from .resource import Resource
from .rows import convert, text_of

# What a rule names: "product", "product_type" or "shipping_option".
PRODUCT = "product"

# Bytes of a body that certainly fits (docs/medusa-api.md#bodies-are-limited).
_BODY_LIMIT = 98_000


class TaxRates(Resource):
    """Rates of the store, each of a country or a part of one."""

    route, many, one = "/admin/tax-rates", "tax_rates", "tax_rate"
    fields = "id,name,code,rate,is_default,tax_region.country_code,tax_region.province_code"


class TaxRateRules(Resource):
    """Which products, types or ways of shipping have one rate."""

    route = "/admin/tax-rates/{}/rules"


@dataclass(frozen=True)
class TaxRate:
    """A rate.

    :param percent: 20.0 are 20 %; None where nobody said
    :param place: the country it is for, or its part, as FR or US-CA
    :param is_default: it is that of all products that no other rate names
    """

    id: str
    name: str
    code: str
    percent: float | None
    place: str
    is_default: bool = False


@dataclass(frozen=True)
class TaxRule:
    """That something has a rate.

    :param reference: see `PRODUCT`
    :param reference_id: which one
    """

    id: str
    reference: str
    reference_id: str


class TaxRateApi:
    """Reads rates, reads and replaces their rules."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._rates = TaxRates(client)

    def list_all(self) -> list[TaxRate]:
        """Return all rates."""
        return self._rates.convert(self._rates.list_all(), _read_rate)

    def read_rules(self, rate_id: str) -> list[TaxRule]:
        """Return all rules of a rate.

        :raise MedusaNotFoundError: there is no such rate; Medusa answers an empty object
            (docs/medusa-api.md#tax-rates-have-rules)
        """
        path = f"{self._rates.path}/{rate_id}"
        fields = "id,rules.id,rules.reference,rules.reference_id"
        answer = self.client.request("GET", path, params=[("fields", fields)])
        if not answer:
            raise MedusaNotFoundError("not found", method="GET", path=path)
        rows = convert([answer], _get_rules, method="GET", path=path)[0]
        return convert(rows, _read_rule, method="GET", path=path)

    def fits(self, rules: Sequence[tuple[str, str]]) -> bool:
        """Tell whether all rules of a rate go into one request: about 1,300 of them do."""
        return len(encode(_make_body(rules))) <= _BODY_LIMIT

    def replace_rules(self, rate_id: str, rules: Sequence[tuple[str, str]]) -> None:
        """Let a rate have just these rules: all others of it are deleted.

        :param rules: (reference, reference_id), none twice: that is refused
        """
        self._rates.update(rate_id, _make_body(rules))

    def add_rule(self, rate_id: str, rule: tuple[str, str]) -> None:
        """Add one rule to those of a rate."""
        path = TaxRateRules(self.client, rate_id).path
        self.client.request("POST", path, json=_make_rule(rule))

    def delete_rule(self, rate_id: str, rule_id: str) -> None:
        """Delete one rule of a rate; one that is gone already is no error."""
        TaxRateRules(self.client, rate_id).delete(rule_id)


def _make_body(rules: Sequence[tuple[str, str]]) -> dict:
    return {"rules": [_make_rule(rule) for rule in rules]}


def _make_rule(rule: tuple[str, str]) -> dict[str, str]:
    return {"reference": rule[0], "reference_id": rule[1]}


def _get_rules(answer: dict) -> list[dict]:
    return answer["tax_rate"]["rules"] or []


def _read_rule(row: dict) -> TaxRule:
    return TaxRule(row["id"], text_of(row, "reference"), text_of(row, "reference_id"))


def _read_rate(row: dict) -> TaxRate:
    region, percent = row["tax_region"], row.get("rate")
    parts = (text_of(region, "country_code"), text_of(region, "province_code"))
    return TaxRate(
        row["id"],
        text_of(row, "name"),
        text_of(row, "code"),
        None if percent is None else float(percent),
        # A part of a country is written with it in some stores (us-ca), without in others (ca).
        _join_place(*(part.upper() for part in parts)),
        bool(row.get("is_default")),
    )


def _join_place(country: str, part: str) -> str:
    if not part or part.startswith(f"{country}-"):
        return part or country
    return f"{country}-{part}"
