"""Price lists, currencies and customer groups.

Medusa 2.21: price-lists/validators.js, stores/validators.js, price-preferences/validators.js.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .listing import list_all, rows_of
from .urls import path_id

LISTS = "/admin/price-lists"
GROUPS = "/admin/customer-groups"
PREFERENCES = "/admin/price-preferences"
STORES = "/admin/stores"

# Where a price list's rules name customer groups (core-flows/dist/cart: "customer.groups.id").
GROUP_RULE = "customer.groups.id"

# A price that holds for a region only carries rules: nobody but a marketer makes such ones.
_PRICE_FIELDS = "id,amount,currency_code,min_quantity,max_quantity,rules_count,price_set.variant.id"


class PricingApi:
    """Reads and writes what prices need beyond the products themselves."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    # === PRICE LISTS === #

    def list_price_lists(self) -> list[dict]:
        """Return all price lists with `id`, `title` and `metadata`."""
        return list_all(self.client, LISTS, "price_lists", "id,title,metadata")

    def has_price_list(self, list_id: str) -> bool:
        """Tell whether the store has this price list."""
        try:
            path = f"{LISTS}/{path_id(list_id)}"
            self.client.request("GET", path, params=[("fields", "id")])
        except MedusaNotFoundError:
            return False
        return True

    def create_price_list(self, values: dict) -> str:
        """Create an empty price list; return its id.

        :param values: title, description (both required), type, status, starts_at, ends_at (ISO
            8601, UTC), rules, metadata
        """
        answer = self.client.request("POST", LISTS, json=values)
        row = answer.get("price_list") if isinstance(answer, dict) else None
        if not isinstance(row, dict) or not row.get("id"):
            reason = "the answer has no price list"
            raise response_error(reason, status=200, method="POST", path=LISTS)
        return row["id"]

    def update_price_list(self, list_id: str, values: dict) -> None:
        """Change a price list's own fields; metadata is merged, rules are replaced.

        :raise MedusaNotFoundError: there is none with this id
        """
        self.client.request("POST", f"{LISTS}/{path_id(list_id)}", json=values)

    def delete_price_list(self, list_id: str) -> None:
        """Delete a price list with its prices; one that is gone already is no error."""
        try:
            self.client.request("DELETE", f"{LISTS}/{path_id(list_id)}")
        except MedusaNotFoundError:
            return

    def iter_prices(self, list_id: str, page_size: int = 1000) -> Iterator[list[dict]]:
        """Read a price list's prices, page by page.

        :return: rows of `id`, `variant_id` (None for a price whose variant is gone),
            `currency_code`, `amount` (major unit), `min_quantity`, `max_quantity` (number or
            None), `rules_count`
        """
        path = f"{LISTS}/{path_id(list_id)}/prices"
        offset = 0
        while True:
            params = [
                ("fields", _PRICE_FIELDS),
                ("order", "id"),
                ("offset", str(offset)),
                ("limit", str(page_size)),
            ]
            answer = self.client.request("GET", path, params=params)
            rows = rows_of(answer, "prices", method="GET", path=path)
            yield [_flatten(row) for row in rows]
            if len(rows) < page_size:
                return
            offset += page_size

    def batch_prices(
        self, list_id: str, operation: Literal["create", "update", "delete"], items: Sequence
    ) -> list[dict]:
        """Create, update or delete prices of a list: one operation a call, all of it or nothing.

        A creation is no upsert: the same price twice is there twice.

        :param items: `{variant_id, currency_code, amount, min_quantity, max_quantity}`, for an
            update with `id` as well; for a deletion the ids
        :return: the created or updated prices, see `iter_prices`; none for a deletion
        """
        path = f"{LISTS}/{path_id(list_id)}/prices/batch"
        answer = self.client.request("POST", path, json={operation: list(items)})
        if operation == "delete":
            return []
        rows = rows_of(answer, f"{operation}d", method="POST", path=path)
        return [_flatten(row) for row in rows]

    # === STORE === #

    def list_customer_groups(self) -> list[tuple[str, str]]:
        """Return all customer groups as (id, name)."""
        rows = list_all(self.client, GROUPS, "customer_groups", "id,name")
        return [(row["id"], row.get("name") or "") for row in rows]

    def get_tax_inclusive(self) -> dict[str, bool]:
        """Return per currency (lower case) whether the store takes its prices with tax."""
        fields = "id,attribute,value,is_tax_inclusive"
        rows = list_all(self.client, PREFERENCES, "price_preferences", fields)
        return {
            row["value"]: bool(row.get("is_tax_inclusive"))
            for row in rows
            # One that was written in capitals belongs to no price: their currencies are lower case.
            if row.get("attribute") == "currency_code" and row.get("value", "").islower()
        }

    def add_currencies(self, store_id: str, codes: Sequence[str]) -> None:
        """Let the store support further currencies; those it has stay, with their default.

        The list is replaced by what is sent, so it is read first.

        :param codes: ISO 4217; Medusa takes any text, so the caller answers for them
        """
        path = f"{STORES}/{path_id(store_id)}"
        fields = "supported_currencies.currency_code,supported_currencies.is_default"
        store = self.client.request("GET", path, params=[("fields", fields)])["store"]
        present = [
            {"currency_code": row["currency_code"], "is_default": bool(row.get("is_default"))}
            for row in store.get("supported_currencies") or []
        ]
        known = {row["currency_code"].lower() for row in present}
        added = [{"currency_code": code} for code in map(str.lower, codes) if code not in known]
        if added:
            self.client.request("POST", path, json={"supported_currencies": present + added})


def _flatten(row: dict) -> dict:
    variant = (row.get("price_set") or {}).get("variant") or {}
    return {
        "id": row["id"],
        "variant_id": variant.get("id"),
        "currency_code": row.get("currency_code"),
        "amount": row.get("amount"),
        "min_quantity": row.get("min_quantity"),
        "max_quantity": row.get("max_quantity"),
        "rules_count": row.get("rules_count") or 0,
    }
