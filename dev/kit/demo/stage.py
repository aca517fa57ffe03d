"""What the chapters of the story are played with."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from .. import cluster, medusa, medusa_admin, odoo, odoo_database, odoo_server
from ..medusa_shop import Shop, open_shop
from ..odoo_client import OdooClient
from ..odoo_tests import database
from ..paths import ADDON
from ..postgres import Server
from ..process import free_port_like
from ..shell import say, step

ODOO_PORT = 8069
MEDUSA_PORT = 9000
LOGIN = PASSWORD = "admin"  # Odoo's own, in every new database
SHOP = "Odoo demo shop"


@dataclass
class Stage:
    """A running Odoo and a running Medusa, and what went wrong between them."""

    odoo: OdooClient
    store: medusa.Store
    shop: Shop
    backend_id: int = 0
    troubles: list[str] = field(default_factory=list)

    def trouble(self, text: str) -> None:
        """Note that something is not as it should be, and say so."""
        self.troubles.append(text)
        say(f"  WRONG: {text}")


@contextmanager
def opened() -> Iterator[Stage]:
    """Give a stage with fresh databases; all of it is gone when the block ends."""
    program = odoo.setup()
    with ExitStack() as stack:
        server = stack.enter_context(cluster.server())
        store = _open_store(server, stack)
        name = stack.enter_context(database(server, "demo"))
        template = odoo_database.template(program, server, "stock", demo=True)
        odoo_database.copy(server, template, name)
        with step(f"Installing {ADDON} in Odoo"):
            odoo_database.install(program, server, name, ADDON)
        port = free_port_like(ODOO_PORT)
        url = stack.enter_context(odoo_server.served(program, server, name, port))
        client = OdooClient(url, name, LOGIN, PASSWORD)
        with step("Opening a shop in Medusa: sales channel, publishable key, region"):
            shop = open_shop(store, SHOP, _company_currency(client))
        yield Stage(client, store, shop)
        say("\nStopping everything")


def _open_store(server: Server, stack: ExitStack) -> medusa.Store:
    """Return the person's own store, or a fresh one that serves Medusa's admin as well."""
    admin = None if medusa.own_store() else medusa_admin.setup(medusa.setup())
    name = stack.enter_context(database(server, "demo-medusa"))
    return stack.enter_context(medusa.store(server, name, free_port_like(MEDUSA_PORT), admin))


def _company_currency(client: OdooClient) -> str:
    """Return the code of the currency of the user's company, as Medusa writes it."""
    user = client.search("res.users", [["login", "=", client.login]], "company_id")[0]
    company = client.read("res.company", user["company_id"][0], "currency_id")
    return company["currency_id"][1].lower()
