"""Price lists with their prices, and what else of the store prices depend on.

Medusa 2.21: price-lists/validators.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .packing import encode
from .paging import LONG_PAGE
from .regions import get_region
from .resource import Operation, Resource
from .rows import rows_of, text_of
from .settings import CustomerGroups, PricePreferences, Stores

# Where a price list's rules name customer groups (docs/medusa-api.md#customer-groups-are-a-rule).
GROUP_RULE = "customer.groups.id"
# A price list's own fields; its rules come as `rules` where these are asked for.
HEADER_FIELDS = (
    "id,title,description,type,status,starts_at,ends_at,metadata,"
    "price_list_rules.attribute,price_list_rules.value"
)


class PriceLists(Resource):
    """Price lists without their prices; metadata is merged by an update, rules are replaced."""

    route, many, one = "/admin/price-lists", "price_lists", "price_list"
    fields = "id,title,metadata"


class ListPrices(Resource):
    """The prices of one price list, with the rules that say for which region one is."""

    route, many, one = "/admin/price-lists/{}/prices", "prices", "price"
    fields = ",".join(
        (
            "id,amount,currency_code,min_quantity,max_quantity,rules_count,price_set.variant.id",
            "price_rules.attribute,price_rules.value",
        )
    )


class PricingApi:
    """Reads and writes what prices need beyond the products themselves.

    Amounts are in the currency's major unit (19.99), currencies lower-case ISO 4217 codes.
    """

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._lists = PriceLists(client)

    # === PRICE LISTS === #

    def list_price_lists(self) -> list[dict]:
        """Return all price lists with `id`, `title` and `metadata`."""
        return self._lists.list_all()

    def find_price_list(self, list_id: str, is_whole: bool = False) -> dict | None:
        """Return a price list, None where the store has none of this id.

        :param bool is_whole: with all of its own fields, not just its `id`
        """
        try:
            return self._lists.read(list_id, HEADER_FIELDS if is_whole else "id")
        except MedusaNotFoundError:
            return None

    def list_headers(self, list_ids: Sequence[str]) -> dict[str, dict]:
        """Return {id: own fields, with `updated_at`} of those of the price lists that are there."""
        rows = self._lists.list_by("id", list_ids, f"{HEADER_FIELDS},updated_at")
        return {row["id"]: row for row in rows}

    def create_price_list(self, values: dict) -> str:
        """Create an empty price list; return its id.

        :param values: title, description (both required), type, status, starts_at, ends_at (ISO
            8601, UTC), rules, metadata
        """
        return self._lists.create(values)

    def update_price_list(self, list_id: str, values: dict) -> None:
        """Change a price list's own fields; metadata is merged, rules are replaced.

        :raise MedusaNotFoundError: there is none with this id
        """
        self._lists.update(list_id, values)

    def hide_price_list(self, list_id: str) -> bool:
        """Let a price list's prices count no more; return whether there is such a list."""
        try:
            present = self._lists.read(list_id, "id,status")
        except MedusaNotFoundError:
            return False
        if present.get("status") != "draft":
            self._lists.update(list_id, {"status": "draft"})
        return True

    def delete_price_list(self, list_id: str) -> None:
        """Delete a price list with its prices; one that is gone already is no error."""
        self._lists.delete(list_id)

    # === THEIR PRICES === #

    def iter_prices(self, list_id: str, page_size: int = LONG_PAGE) -> Iterator[list[dict]]:
        """Read a price list's prices, page by page; a list that isn't there has none.

        :param int page_size: prices a request, at least 2
        :return: rows of `id`, `variant_id` (None for a price whose variant is gone),
            `currency_code`, `amount` (major unit), `min_quantity`, `max_quantity` (number or
            None), `region_id` ("" for all regions, None where it has other rules)
        :raise MedusaResponseError: the server's pages repeat or never end
        """
        prices = ListPrices(self.client, list_id)
        for page in prices.iter_pages(page_size=page_size):
            yield prices.convert(page, _flatten)

    def read_newest_prices(self, list_id: str, count: int) -> tuple[int, list[dict]]:
        """Return how many prices a list has, and those that were written last.

        Of a deletion the number alone tells (docs/medusa-api.md#list-prices-have-times).

        :return: (number, rows as of `iter_prices`, each with `updated_at`, the newest first)
        """
        prices = ListPrices(self.client, list_id)
        params = [
            ("fields", f"{ListPrices.fields},updated_at"),
            *(("order", "-updated_at"), ("limit", str(count))),
        ]
        answer = self.client.request("GET", prices.path, params=params)
        rows = rows_of(answer, ListPrices.many, method="GET", path=prices.path)
        total = answer.get("count")
        if not isinstance(total, int):
            raise response_error("the list has no 'count'", method="GET", path=prices.path)
        return total, prices.convert(rows, _flatten_with_time)

    def read_some_prices(self, list_id: str, count: int) -> list[dict]:
        """Return as many of a list's prices as asked, or all if it has fewer; see `iter_prices`."""
        return next(self.iter_prices(list_id, page_size=count), [])

    def batch_prices(self, list_id: str, operation: Operation, items: Sequence) -> list[dict]:
        """Create, update or delete prices of a list: one operation a call, all of it or nothing.

        A creation is no upsert: the same price twice is there twice
        (docs/medusa-api.md#list-prices-are-no-upsert).

        :param items: `{variant_id, currency_code, amount, min_quantity, max_quantity}` and, for a
            region, `rules`; for an update with `id` as well; for a deletion the ids
        :return: the created or updated prices, see `iter_prices`; none for a deletion
        :raise MedusaValidationError: the store lacks a variant; its words name all of these
        """
        prices = ListPrices(self.client, list_id)
        rows = prices.batch(operation, [encode(item) for item in items])
        return [] if operation == "delete" else prices.convert(rows, _flatten)

    # === STORE === #

    def list_customer_groups(self) -> list[tuple[str, str]]:
        """Return all customer groups as (id, name)."""
        groups = CustomerGroups(self.client)
        return groups.convert(groups.list_all(), lambda row: (row["id"], text_of(row, "name")))

    def get_tax_settings(self) -> dict[str, bool]:
        """Return per currency (lower case) and per region whether its prices are with tax.

        :return: {code or id of a region: whether}
        """
        rows = PricePreferences(self.client).list_all()
        found = [(str(row.get("value")), bool(row.get("is_tax_inclusive"))) for row in rows]
        return dict(found)

    def add_currencies(self, store_id: str, codes: Sequence[str]) -> None:
        """Let the store support further currencies; those it has stay, with their default.

        The list is replaced by what is sent, so it is read first
        (docs/medusa-api.md#currencies-are-replaced).

        :param codes: ISO 4217; Medusa takes any text, so the caller answers for them
        """
        stores = Stores(self.client)
        [present] = stores.convert([stores.read(store_id)], _currencies)
        known = {row["currency_code"].lower() for row in present}
        added = [{"currency_code": code} for code in map(str.lower, codes) if code not in known]
        if added:
            stores.update(store_id, {"supported_currencies": present + added})


def _flatten_with_time(row: dict) -> dict:
    return {**_flatten(row), "updated_at": text_of(row, "updated_at")}


def is_currency(value: str) -> bool:
    """Tell whether a price preference's value is a currency, as prices have it, or a region.

    One that was written in capitals belongs to no price
    (docs/medusa-api.md#tax-is-a-preference-per-currency).
    """
    return value.islower() and len(value) == 3


def _currencies(store: dict) -> list[dict]:
    return [
        {"currency_code": str(row["currency_code"]), "is_default": bool(row.get("is_default"))}
        for row in store.get("supported_currencies") or []
    ]


def _flatten(row: dict) -> dict:
    variant = (row.get("price_set") or {}).get("variant") or {}
    return {
        "id": row["id"],
        "variant_id": variant.get("id"),
        "currency_code": row.get("currency_code"),
        "amount": row.get("amount"),
        "min_quantity": row.get("min_quantity"),
        "max_quantity": row.get("max_quantity"),
        "region_id": get_region(row),
    }
