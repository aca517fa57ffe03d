"""Options of products. Medusa 2.21: products/validators.js (AdminLinkProductOptions),
product-options/validators.js. Since 2.16 options are records of their own, linked to products.
"""

from __future__ import annotations

from collections.abc import Iterable

from .client import MedusaClient
from .exceptions import MedusaNotFoundError
from .urls import path_id

OPTIONS = "/admin/product-options"


class OptionApi:
    """Changes the options of existing products, which a product update refuses to do."""

    def __init__(self, client: MedusaClient) -> None:
        self.client = client

    def is_available(self) -> bool:
        """Tell whether this Medusa has options as it does since 2.16."""
        try:
            self.client.request("GET", OPTIONS, params=[("fields", "id"), ("limit", "1")])
        except MedusaNotFoundError:
            return False
        return True

    def batch(
        self,
        product_id: str,
        *,
        add: Iterable[dict] = (),
        update: Iterable[dict] = (),
        remove: Iterable[str] = (),
    ) -> dict:
        """Add, change and remove options of one product in one call.

        :param add: ``{"title", "values": [str], "is_exclusive": True}``; without ``is_exclusive``
            the option is the whole shop's and its title must be unique there
        :param update: ``{"product_option_id", "add": [{"value": str}], "remove": [value id]}``
        :param remove: option ids
        :return: Medusa's answer as it is
        :raise MedusaValidationError: a variant uses what is to be removed
        """
        given = {"add": list(add), "update": list(update), "remove": list(remove)}
        body = {key: items for key, items in given.items() if items}
        path = f"/admin/products/{path_id(product_id)}/options/batch"
        return self.client.request("POST", path, json=body)

    def rename(self, option_id: str, title: str) -> None:
        """Rename an option, in every product and variant that has it."""
        self.client.request("POST", f"{OPTIONS}/{path_id(option_id)}", json={"title": title})

    def rename_value(self, option_id: str, value_id: str, value: str) -> None:
        """Rename one value of an option, in every variant that has it."""
        path = f"{OPTIONS}/{path_id(option_id)}/values/{path_id(value_id)}"
        self.client.request("POST", path, json={"value": value})
