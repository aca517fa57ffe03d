"""What products are sorted by: categories, tags, types and collections.

Medusa 2.21: product-categories, product-tags, product-types, collections (validators.js each).
None of them has a batch endpoint (docs/medusa-api.md#terms-come-one-by-one).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from .client import MedusaClient
from .resource import Resource


@dataclass(frozen=True)
class TermKind:
    """Where one kind lives: its path, the keys of its answers, the field that names it.

    :param filter: asks products for those that have a term
    """

    path: str
    many: str
    one: str
    label: str
    filter: str
    fields: str


KINDS: Mapping[str, TermKind] = MappingProxyType(
    {
        "category": TermKind(
            "/admin/product-categories", "product_categories", "product_category", "name",
            "category_id",
            "id,name,handle,description,is_active,rank,external_id,parent_category_id,metadata",
        ),
        "tag": TermKind(
            "/admin/product-tags", "product_tags", "product_tag", "value", "tag_id",
            "id,value,external_id,metadata",
        ),
        "type": TermKind(
            "/admin/product-types", "product_types", "product_type", "value", "type_id",
            "id,value,external_id,metadata",
        ),
        "collection": TermKind(
            "/admin/collections", "collections", "collection", "title", "collection_id",
            "id,title,handle,external_id,metadata",
        ),
    }
)  # fmt: skip


class TermApi(Resource):
    """Reads and writes the terms of one kind.

    An update replaces the metadata by what is sent. A category that has children is not deleted:
    ``MedusaValidationError``.

    :param str kind: category, tag, type or collection
    """

    def __init__(self, client: MedusaClient, kind: str) -> None:
        self.kind = KINDS[kind]
        self.route, self.many, self.one = self.kind.path, self.kind.many, self.kind.one
        self.fields = self.kind.fields
        super().__init__(client)
