"""API keys. Medusa 2.21: api-keys/validators.js."""

from __future__ import annotations

from .resource import Resource


class ApiKeys(Resource):
    """What opens the store's APIs: secret keys, and publishable ones of its shops."""

    route, many, one = "/admin/api-keys", "api_keys", "api_key"
    fields = "id,type,revoked_at,sales_channels.id,sales_channels.name"

    def find_publishable(self, token: str) -> dict | None:
        """Return a shop's key with its sales channels, None where the store has no such key.

        Medusa keeps the whole of a publishable key, and finds it by that
        (docs/medusa-api.md#a-shops-key-has-channels).
        """
        params = [("token", token), ("fields", self.fields), ("limit", "2")]
        rows = self.client.request("GET", self.path, params=params).get(self.many)
        rows = [row for row in rows or [] if row.get("type") == "publishable"]
        return rows[0] if len(rows) == 1 else None
