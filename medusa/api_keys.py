"""API keys. Medusa 2.21: api-keys/validators.js."""

from __future__ import annotations

from .client import MedusaClient
from .resource import Resource


class ApiKeys(Resource):
    """What opens the store's APIs: secret keys, and publishable ones of its shops.

    See docs/medusa-api.md#the-keys-channels.
    """

    route, many, one = "/admin/api-keys", "api_keys", "api_key"
    fields = "id,token,sales_channels.id"


class ApiKeyApi:
    """Reads of publishable keys what they open."""

    def __init__(self, client: MedusaClient) -> None:
        self._keys = ApiKeys(client)

    def read_channels(self, key: str) -> set[str] | None:
        """Return the ids of the sales channels of a publishable key, None where it isn't listed.

        :param str key: pk_…
        """
        pages = self._keys.query(self._keys.fields, (("type", "publishable"),)).iter_pages(100)
        for row in (row for page in pages for row in page):
            if row.get("token") == key:
                links = row.get("sales_channels") or []
                return {link["id"] for link in links if link}
        return None
