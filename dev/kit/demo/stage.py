"""What the chapters of the story are played with."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.request import HTTPCookieProcessor, ProxyHandler, build_opener

import odoorpc

from .. import cluster, databases, medusa, odoo, web
from ..shell import say
from .shop import Shop, open_shop

ODOO_PORT, MEDUSA_PORT = 8069, 9000
LOGIN = PASSWORD = "admin"  # Odoo's own, in every new database
SHOP = "Odoo demo shop"
# A job whose time was moved is looked at at once, not at the next of the rounds a minute apart.
NOTIFY = {"ODOO_NOTIFY_CRON_CHANGES": "1"}
# Combos are drafts: Medusa has no choices of products.
SOLD = [["sale_ok", "=", True], ["type", "!=", "combo"]]
Record = dict[str, Any]
Pairs = Iterable[tuple[int | str, Any]]


@dataclass
class Stage:
    """A running Odoo and a running Medusa, and what went wrong between them.

    :param env: Odoo's models, as its user sees them
    :param backend_id: the store's record in Odoo
    """

    env: odoorpc.env.Environment
    odoo_url: str
    store: medusa.Store
    shop: Shop | None = None
    backend_id: int = 0
    troubles: list[str] = field(default_factory=list)

    def trouble(self, text: str) -> None:
        """Note that something is not as it should be, and say so."""
        self.troubles.append(text)
        say(f"  WRONG: {text}")

    def compare(self, what: str, expected: Pairs, seen: Pairs) -> None:
        """Say that the shop shows ``what`` as Odoo has it, or note each difference.

        :param expected: what Odoo has, each with its id
        :param seen: what the shop shows, each with the same id
        """
        odoo = {str(key): value for key, value in expected}
        shown = list(seen)
        shop = dict(shown)
        different = [key for key in odoo | shop if odoo.get(key) != shop.get(key)]
        for key in different:
            both = f"Odoo has {odoo.get(key)}, the shop shows {shop.get(key)}"
            self.trouble(f"{what}, number {key}: {both}.")
        if not shop or len(shop) < len(shown):
            self.trouble(f"{what}: the shop shows {'one twice' if shop else 'none'}.")
        elif not different:
            say(f"  {what}: all {len(shop)} as in Odoo.")

    def search(self, model: str, domain: list, *fields: str, **options: Any) -> list[Record]:
        """Return the records that match, with these fields."""
        return self.env[model].search_read(domain, list(fields), **options)

    def read(self, model: str, record_id: int, name: str) -> Any:
        """Return a field of one record."""
        return self.env[model].read([record_id], [name])[0][name]

    def backend(self, name: str) -> Any:
        """Return a field of the store's record."""
        return self.read("medusa.backend", self.backend_id, name)

    def configure(self, **values: Any) -> None:
        """Change the store's record."""
        self.env["medusa.backend"].write([self.backend_id], values)

    def ref(self, xmlid: str) -> int:
        """Return the id of the record that a module's data files name ``module.name``."""
        module, name = xmlid.split(".")
        domain = [["module", "=", module], ["name", "=", name]]
        return self.search("ir.model.data", domain, "res_id")[0]["res_id"]

    def execute(self, code: str, **context: Any) -> Any:
        """Return what Odoo's server leaves in ``action`` after ``code``, which no call could do."""
        [model] = self.env["ir.model"].search([["model", "=", "ir.cron"]])
        actions = self.env["ir.actions.server"]
        values = {"name": "Demo", "model_id": model, "state": "code", "code": code}
        action = actions.create(values)
        answer = actions.run([action], context=context)
        actions.unlink([action])
        return answer

    def sold(self, *fields: str, **options: Any) -> list[Record]:
        """Return what the shop has to show: without a variant, there is nothing to buy."""
        domain = [*SOLD, ["product_variant_ids", "!=", False]]
        return self.search("product.template", domain, *fields, **options)


@contextmanager
def opened() -> Iterator[Stage]:
    """Give a stage with fresh databases; all of it is gone when the block ends."""
    installed = odoo.setup()
    with ExitStack() as stack:
        server = stack.enter_context(cluster.server())
        name = stack.enter_context(databases.database(server, "demo-medusa"))
        port = web.free_port(MEDUSA_PORT)
        store = stack.enter_context(medusa.store(server, name, port, admin=True))
        made = databases.with_addon(installed, server, "demo", demo=True, content="shop")
        name = stack.enter_context(made)
        port = web.free_port(ODOO_PORT)
        options = ("--no-database-list", "--workers=0", "--max-cron-threads=2")
        opened = odoo.serving(installed, server, name, port, *options, environment=NOTIFY)
        url = stack.enter_context(opened)
        # A proxy has no business with an address of this machine.
        opener = build_opener(ProxyHandler({}), HTTPCookieProcessor())
        client = odoorpc.ODOO("127.0.0.1", port=port, opener=opener)
        client.login(name, LOGIN, PASSWORD)
        stage = Stage(client.env, url, store)
        company = stage.read("res.users", client.env.uid, "company_id")[0]
        currency = stage.read("res.company", company, "currency_id")[1]
        stage.shop = open_shop(store, SHOP, currency.lower())
        yield stage
        say("\nStopping everything")
