"""Talk to a running Odoo as a user's browser does."""

import http.cookiejar
import json
import urllib.request
from typing import Any

from .shell import Failure

TIMEOUT = 120
Record = dict[str, Any]


class OdooClient:
    """A logged-in user of one database."""

    def __init__(self, url: str, database: str, login: str, password: str) -> None:
        """Log in.

        :raise Failure: when Odoo refuses
        """
        self.url = url
        self.database = database
        self.login = login
        self.password = password
        self._opener = urllib.request.build_opener(
            # A proxy has no business with an address of this machine.
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
        )
        user = {"db": database, "login": login, "password": password}
        if not self._post("/web/session/authenticate", user)["uid"]:
            raise Failure(f"Odoo does not let {login} in.")

    def call(self, model: str, method: str, *args: Any, **kwargs: Any) -> Any:
        """Return what a method of a model answers.

        :raise Failure: with the message that a person would see
        """
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", params)

    def search(self, model: str, domain: list, *fields: str, **options: Any) -> list[Record]:
        """Return the records that match, with these fields."""
        return self.call(model, "search_read", domain, list(fields), **options)

    def read(self, model: str, record_id: int, *fields: str) -> Record:
        """Return one record with these fields."""
        return self.call(model, "read", [record_id], list(fields))[0]

    def create(self, model: str, values: Record) -> int:
        """Return the id of a new record."""
        return self.call(model, "create", [values])[0]

    def write(self, model: str, record_id: int, values: Record) -> None:
        """Change one record."""
        self.call(model, "write", [record_id], values)

    def ref(self, external_id: str) -> int:
        """Return the id of the record that a module's data files name ``module.name``."""
        module, name = external_id.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        found = self.search("ir.model.data", domain, "res_id")
        if not found:
            raise Failure(f"Odoo has no {external_id}.")
        return found[0]["res_id"]

    def _post(self, path: str, params: Record) -> Any:
        """Return the result of a JSON-RPC call."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(
            f"{self.url}{path}", data=body, headers={"content-type": "application/json"}
        )
        with self._opener.open(request, timeout=TIMEOUT) as response:
            answer = json.load(response)
        if error := answer.get("error"):
            details = error.get("data") or {}
            raise Failure(f"Odoo: {details.get('message') or error.get('message')}")
        return answer.get("result")
