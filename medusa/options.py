"""Options of products. Medusa 2.21: products/validators.js (AdminLinkProductOptions),
product-options/validators.js. Since 2.17 options are records of their own, linked to products
(docs/medusa-api.md#options-are-records).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from .client import MedusaClient
from .packing import SINGLE_BODY_LIMIT, encode, pack
from .paging import LIST_PAGE
from .resource import Resource

_LEFTOVER_FIELDS = "id,title,is_exclusive,metadata,created_at,values.value,products.id"
_VALUE_FIELDS = "values.id,values.value,values.rank,values.metadata"
# Without the products, which an answer holds unless it is asked for less: thousands share one.
_SHARED_FIELDS = f"id,title,is_exclusive,metadata,{_VALUE_FIELDS}"


class Options(Resource):
    """Options, each a product's own or the whole shop's."""

    route, many, one = "/admin/product-options", "product_options", "product_option"


class OptionValues(Resource):
    """The values of one option."""

    route, one = "/admin/product-options/{}/values", "product_option_value"


class ProductOptions(Resource):
    """Which options a product has."""

    route = "/admin/products/{}/options/batch"


class OptionApi:
    """Changes the options of existing products, which a product update refuses to do."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client
        self._options = Options(client)

    def is_available(self) -> bool:
        """Tell whether this Medusa has options as it does since 2.17."""
        return self._options.is_available()

    def batch(
        self, product_id: str, *, add: Iterable[dict] = (), update: Iterable[dict] = ()
    ) -> dict:
        """Add and change options of one product in one call.

        :param add: ``{"title", "values": [str], "is_exclusive": True}``; without ``is_exclusive``
            the option is the whole shop's and its title must be unique there
            (docs/medusa-api.md#options-are-exclusive-or-shared)
        :param update: ``{"product_option_id", "add": [{"value": str} or value id], "remove":
            [value id]}``
        :return: Medusa's answer as it is
        :raise MedusaValidationError: a variant uses what is to be removed
        """
        given = {"add": list(add), "update": list(update)}
        changes = {key: items for key, items in given.items() if items}
        return ProductOptions(self.client, product_id).link(**changes)

    def list_created(self, begin: datetime, end: datetime) -> list[dict]:
        """Return the exclusive options that were made in a time of the server's clock.

        :return: rows of id, title, metadata, created_at, their values and products
        """
        window = (
            ("created_at[$gte]", begin.isoformat()),
            ("created_at[$lte]", end.isoformat()),
            ("is_exclusive", "true"),
        )
        query = self._options.query(_LEFTOVER_FIELDS, window)
        return [row for page in query.iter_pages(LIST_PAGE) for row in page]

    # === SHARED BY THE SHOP === #

    def list_shared(self) -> list[dict]:
        """Return the options that the whole shop shares.

        :return: rows of id, title, is_exclusive, metadata, and of their values id, value, rank and
            metadata
        """
        query = self._options.query(_SHARED_FIELDS, (("is_exclusive", "false"),))
        return [row for page in query.iter_pages(LIST_PAGE) for row in page]

    def find(self, option_id: str) -> dict | None:
        """Return one option as `list_shared` does, None where there is none with this id."""
        rows = self._options.list_by("id", [option_id], _SHARED_FIELDS)
        return rows[0] if rows else None

    def list_unused(self, title: str) -> list[dict]:
        """Return the options of a title that are made for one product and that none has.

        :return: rows of id, title, metadata, their values and (no) products
        """
        filters = (("title", title), ("is_exclusive", "true"))
        query = self._options.query(f"{_SHARED_FIELDS},products.id", filters)
        rows = (row for page in query.iter_pages(LIST_PAGE) for row in page)
        # What the answer doesn't tell counts as a product.
        return [row for row in rows if row["title"] == title and row.get("products") == []]

    def create(self, values: dict) -> dict:
        """Make an option that no product has yet; return it as `list_shared` does.

        :param values: title, values (texts), ranks, metadata, and is_exclusive
        :raise MedusaConflictError: a shared one of this title is there
        """
        first, *rest = split_ranks(values)
        row = self._options.create_row(first, _SHARED_FIELDS)
        for part in rest:
            row = self._options.update_row(row["id"], part, _SHARED_FIELDS)
        return row

    def change(self, option_id: str, values: dict) -> dict:
        """Change an option; return it as `list_shared` does.

        :param values: of title, values, ranks and metadata those that change. ``values`` are all
            texts: one left out is deleted, unless a product has it. The metadata is replaced
            (docs/medusa-api.md#option-metadata-is-replaced).
        :raise MedusaConflictError: another shared one has this title
        """
        rows = [
            self._options.update_row(option_id, part, _SHARED_FIELDS)
            for part in split_ranks(values)
        ]
        return rows[-1]

    def change_value(self, option_id: str, value_id: str, values: dict) -> None:
        """Change a value: its text, its metadata, which is merged.

        :raise MedusaConflictError: the option has a value of this name
        :raise MedusaNotFoundError: it has none with this id
        """
        OptionValues(self.client, option_id).update(value_id, values)

    def delete_value(self, option_id: str, value_id: str) -> None:
        """Delete a value that no product has; one that is gone is no error.

        :raise MedusaValidationError: a product has it
        """
        OptionValues(self.client, option_id).delete(value_id)

    # === OF EITHER KIND === #

    def delete(self, option_id: str) -> None:
        """Delete an option that no product has.

        :raise MedusaValidationError: a product has it
        """
        self._options.delete(option_id)

    def rename(self, option_id: str, title: str) -> None:
        """Rename an option, in every product and variant that has it.

        :raise MedusaNotFoundError: there is none with this id
        """
        self._options.update_row(option_id, {"title": title}, "id")

    def rename_value(self, option_id: str, value_id: str, value: str) -> None:
        """Rename one value of an option, in every variant that has it.

        :raise MedusaConflictError: the option has a value of this name
        :raise MedusaNotFoundError: it has none with this id
        """
        OptionValues(self.client, option_id).update(value_id, {"value": value})

    def rank_values(self, option_id: str, ranks: dict[str, int]) -> None:
        """Give values of an option their places; those left out keep theirs.

        :param ranks: {value: place}
        :raise MedusaValidationError: the option lacks one of these values
        """
        for part in split_ranks({"ranks": ranks}):
            self._options.update_row(option_id, part, "id")


def split_ranks(values: dict) -> list[dict]:
    """Return the bodies of the requests that bring an option's values to the store, in order.

    Thousands of values with their places don't fit into one
    (docs/medusa-api.md#bodies-are-limited): the places come after, in parts, and those that a part
    leaves out stay. The values themselves can't be cut: one that is left out is deleted
    (docs/medusa-api.md#values-of-options-are-replaced).

    :param values: as `OptionApi.create` and `OptionApi.change` take them
    """
    if len(encode(values)) <= SINGLE_BODY_LIMIT:
        return [values]
    ranks = values.get("ranks") or {}
    rest = {key: value for key, value in values.items() if key != "ranks"}
    pairs = [(text, encode({text: rank})) for text, rank in ranks.items()]
    groups = pack(pairs, max_count=len(pairs), max_bytes=SINGLE_BODY_LIMIT)
    parts = [{"ranks": {text: ranks[text] for text, _size in group}} for group in groups]
    return [rest, *parts] if rest else parts
