"""Medusa stores that start from the same database, again and again."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .. import medusa
from ..medusa_shop import Admin
from ..postgres import Server

WARM_UP_CALLS = 3
WARM_UP_PRODUCTS = 50


@dataclass
class Stores:
    """Stores on two ports: for Odoo, what answers on the first is always the same store.

    :param empty: the database of a store without products
    """

    installation: medusa.Installation
    server: Server
    ports: tuple[int, int]
    empty: str
    api_key: str = ""

    def prepare(self) -> None:
        """Make the empty store, and its key."""
        medusa.create_database(self.installation, self.server, self.empty)
        with self._started(self.empty, 0) as url:
            self.api_key = medusa.create_key(url)

    @contextmanager
    def running(self, database: str, place: int = 0) -> Iterator[str]:
        """Give the address of a store on ``database``, when it has come up to speed.

        :param place: which of the ports it listens on
        """
        with self._started(database, place) as url:
            warm_up(medusa.Store(url, self.api_key))
            yield url

    @contextmanager
    def _started(self, database: str, place: int) -> Iterator[str]:
        """Give the address of a store on ``database``."""
        url, pid = medusa.start(self.installation, self.server, database, self.ports[place])
        try:
            yield url
        finally:
            medusa.stop(pid, database)


def warm_up(store: medusa.Store) -> None:
    """Create and change some products: a store that has just started takes twice as long."""
    admin = Admin(store)
    for _call in range(WARM_UP_CALLS):
        rows = [_product() for _number in range(WARM_UP_PRODUCTS)]
        created = admin.post("products/batch?fields=id,variants.id", {"create": rows})["created"]
        changed = [
            {
                "id": row["id"],
                "title": "Changed",
                "variants": [{"id": row["variants"][0]["id"], "prices": [_price(2)]}],
            }
            for row in created
        ]
        admin.post("products/batch?fields=id", {"update": changed})


def _product() -> dict:
    """Return a product that no other has anything to do with."""
    name = f"Warm-up {secrets.token_hex(8)}"
    variant = {"title": "Default", "options": {"Default": "Default"}, "prices": [_price(1)]}
    options = [{"title": "Default", "values": ["Default"]}]
    return {"title": name, "options": options, "variants": [variant]}


def _price(amount: float) -> dict:
    """Return a price."""
    return {"currency_code": "eur", "amount": amount}
