"""The base of all APIs: what every kind of record of the store can do, said once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal, TypeVar

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .filters import list_filtered
from .packing import batch_body
from .paging import LIST_PAGE, LONG_PAGE, ListQuery, Pairs
from .rows import convert, deleted_ids, row_of, rows_of
from .urls import path_id

T = TypeVar("T")

# What is read whole, categories, tags, channels, is held in memory.
LONGEST_LIST = 100_000

Operation = Literal["create", "update", "delete"]


class Resource:
    """One kind of record, at one path. A subclass declares where it is and what it is called.

    :cvar str route: the path from the server's root; ``{}`` for the id of what owns these
    :cvar str many: the answers' key that holds several records
    :cvar str one: the answers' key that holds one
    :cvar str fields: what is read of a record unless a call says otherwise, comma-separated
    :param client: one client serves one thread
    :param owner_ids: what fills the gaps of ``route``
    """

    route: str = ""
    many: str = ""
    one: str = ""
    fields: str = "id"

    def __init__(self, client: MedusaClient, *owner_ids: str) -> None:
        self.client = client
        self.path = self.route.format(*map(path_id, owner_ids))

    # === READING === #

    def iter_pages(
        self, fields: str | None = None, page_size: int = LONG_PAGE
    ) -> Iterator[list[dict]]:
        """Read all records, ordered by id, in pages.

        One that is there all the time comes just once, whatever appears or disappears meanwhile.

        :param int page_size: records a request, at least 2
        :raise MedusaResponseError: the server's pages repeat or never end
        """
        return self.query(fields or self.fields).iter_pages(page_size)

    def list_all(self) -> list[dict]:
        """Read all records, with the fields of the declaration.

        :raise MedusaResponseError: there are more than any store has, or the pages never end
        """
        rows: list[dict] = []
        for page in self.iter_pages(page_size=LIST_PAGE):
            rows += page
            if len(rows) > LONGEST_LIST:
                raise response_error("the list has no end", method="GET", path=self.path)
        return rows

    def list_by(
        self,
        key: str,
        values: Sequence[str],
        fields: str | None = None,
        page_size: int | None = None,
    ) -> list[dict]:
        """Read the records whose ``key`` is one of ``values``; none of them, no request.

        :param str key: a field that Medusa filters by and that is no relation's
        :param values: any number; asked in as few requests as the URL's length allows
        :param str fields: Medusa's ``fields``, comma-separated; ``key`` is added
        :param int page_size: records a request; by default somewhat more than values
        :return: rows ordered by id within a request; none for an unknown value
        :raise MedusaResponseError: the server ignored the filter and answered other records
        """
        fields = fields or self.fields
        if key not in fields.split(","):
            fields = f"{key},{fields}"
        return list_filtered(self.query(fields), key, values, page_size)

    def read(self, record_id: str, fields: str | None = None) -> dict:
        """Read one record.

        :raise MedusaNotFoundError: there is none with this id
        """
        path = self._record_path(record_id)
        answer = self.client.request("GET", path, params=[("fields", fields or self.fields)])
        return row_of(answer, self.one, method="GET", path=path)

    def has(self, record_id: str) -> bool:
        """Tell whether the store has this record."""
        try:
            self.read(record_id, "id")
        except MedusaNotFoundError:
            return False
        return True

    def is_available(self) -> bool:
        """Tell whether this Medusa has such records at all: older ones lack some routes."""
        try:
            self.client.request("GET", self.path, params=[("fields", "id"), ("limit", "1")])
        except MedusaNotFoundError:
            return False
        return True

    # === WRITING === #

    def create(self, values: dict) -> str:
        """Create one record; return its id.

        :raise MedusaConflictError: a value that is unique in the store is taken
        """
        return self.create_row(values)["id"]

    def update(self, record_id: str, values: dict) -> None:
        """Change some fields of one record; what is left out stays.

        :raise MedusaNotFoundError: there is none with this id. Medusa says so on most routes;
            for a category it answers 200 and an empty object
            (docs/medusa-api.md#an-unknown-category-is-an-empty-answer)
        """
        path = self._record_path(record_id)
        answer = self.client.request("POST", path, json=values)
        if not answer:
            raise MedusaNotFoundError("not found", method="POST", path=path)
        row_of(answer, self.one, method="POST", path=path)

    def delete(self, record_id: str) -> None:
        """Delete one record; one that is gone already is no error."""
        try:
            self.client.request("DELETE", self._record_path(record_id))
        except MedusaNotFoundError:
            return

    def batch(
        self, operation: Operation, encoded_items: Sequence[bytes], fields: str | None = None
    ) -> list[dict] | list[str]:
        """Create, update or delete many records: one operation a call, all of it or nothing.

        :param str operation: "create", "update" or "delete"
        :param encoded_items: each the JSON of one record; for a deletion, of its id
        :param str fields: what to answer of each record, where the route can be asked
        :return: rows in ARBITRARY order (docs/medusa-api.md#answers-are-in-no-order); the ids for
            a deletion, whether they existed or not
        :raise MedusaNotFoundError: one of the updated records does not exist
        :raise MedusaConflictError: a value that is unique in the store is taken
        """
        path = f"{self.path}/batch"
        params = [("fields", fields)] if fields else None
        body = batch_body(operation, encoded_items)
        answer = self.client.request("POST", path, params=params, body=body)
        if operation == "delete":
            return deleted_ids(answer, method="POST", path=path)
        return rows_of(answer, f"{operation}d", method="POST", path=path)

    def link(self, **changes: Iterable) -> dict:
        """Change what is linked here; return Medusa's answer as it is.

        :param changes: as ``add=[id, ...], remove=[id, ...]``; the route says what it takes
        """
        body = {name: list(items) for name, items in changes.items()}
        return self.client.request("POST", self.path, json=body)

    # === FOR THE APIS === #

    def create_row(self, values: dict, fields: str | None = None) -> dict:
        """Create one record; return it with these fields, Medusa's own by default."""
        params = [("fields", fields)] if fields else None
        answer = self.client.request("POST", self.path, params=params, json=values)
        return row_of(answer, self.one, method="POST", path=self.path)

    def update_row(self, record_id: str, values: dict, fields: str) -> dict:
        """Change some fields of one record; return it with these fields.

        :raise MedusaNotFoundError: there is none with this id
        """
        path = self._record_path(record_id)
        params = [("fields", fields)]
        answer = self.client.request("POST", path, params=params, json=values)
        return row_of(answer, self.one, method="POST", path=path)

    def convert(self, rows: Iterable[dict], build: Callable[[dict], T]) -> list[T]:
        """Return what ``build`` makes of each row that was read from here.

        :raise MedusaResponseError: a row lacks what was asked for, or has it in another form
        """
        return convert(rows, build, method="GET", path=self.path)

    def query(self, fields: str, filters: Pairs = ()) -> ListQuery:
        """Return the list with further filters, as ``(("created_at[$gte]", "2026-01-01"),)``."""
        return ListQuery(self.client, self.path, self.many, (("fields", fields), *filters))

    def _record_path(self, record_id: str) -> str:
        return f"{self.path}/{path_id(record_id)}"
