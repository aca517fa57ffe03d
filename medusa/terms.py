"""What products are sorted by: categories, tags, types and collections.

Medusa 2.21: product-categories, product-tags, product-types, collections (validators.js each).
None of them has a batch endpoint.
"""

from __future__ import annotations

from dataclasses import dataclass

from .answers import response_error
from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .listing import list_all
from .urls import path_id


@dataclass(frozen=True)
class TermKind:
    """Where one kind lives: its path, the keys of its answers, the field that names it."""

    path: str
    many: str
    one: str
    label: str
    fields: str


KINDS = {
    "category": TermKind(
        "/admin/product-categories",
        "product_categories",
        "product_category",
        "name",
        "id,name,handle,external_id,parent_category_id,metadata",
    ),
    "tag": TermKind(
        "/admin/product-tags", "product_tags", "product_tag", "value",
        "id,value,external_id,metadata",
    ),
    "type": TermKind(
        "/admin/product-types", "product_types", "product_type", "value",
        "id,value,external_id,metadata",
    ),
    "collection": TermKind(
        "/admin/collections", "collections", "collection", "title",
        "id,title,handle,external_id,metadata",
    ),
}  # fmt: skip


class TermApi:
    """Reads and writes the terms of one kind.

    :param str kind: category, tag, type or collection
    """

    def __init__(self, client: MedusaClient, kind: str) -> None:
        self.client = client
        self.kind = KINDS[kind]

    def list_all(self) -> list[dict]:
        """Return all terms of the kind."""
        return list_all(self.client, self.kind.path, self.kind.many, self.kind.fields)

    def create(self, values: dict) -> str:
        """Create a term; return its id.

        :raise MedusaConflictError: the handle, or the value, is taken
        """
        return self._write(self.kind.path, values)["id"]

    def update(self, term_id: str, values: dict) -> None:
        """Change a term; its metadata is replaced by what is sent.

        :raise MedusaNotFoundError: there is none with this id. For a category Medusa answers
            200 and an empty object then (medusa-admin-api 3i).
        """
        path = f"{self.kind.path}/{path_id(term_id)}"
        try:
            self._write(path, values)
        except KeyError as error:
            raise MedusaNotFoundError("not found", method="POST", path=path) from error

    def delete(self, term_id: str) -> None:
        """Delete a term; one that is gone already is no error.

        :raise MedusaValidationError: a category still has children
        """
        try:
            self.client.request("DELETE", f"{self.kind.path}/{path_id(term_id)}")
        except MedusaNotFoundError:
            return

    def _write(self, path: str, values: dict) -> dict:
        answer = self.client.request("POST", path, json=values)
        if not answer:
            raise KeyError(self.kind.one)
        row = answer.get(self.kind.one)
        if not isinstance(row, dict) or not row.get("id"):
            raise response_error(
                f"the answer has no {self.kind.one}", status=200, method="POST", path=path
            )
        return row
