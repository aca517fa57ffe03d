"""What is measured in: databases of Odoo and Medusa, and the programs that work on them."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from pathlib import Path
from typing import Any

from .. import cluster, databases, medusa, odoo
from ..odoo_task import Tasks
from ..paths import ADDON, files_hash, short_hash
from ..postgres import Server
from ..shell import output_of, step
from ..web import free_port
from .warm_up import warm_up

Results = dict[str, Any]
HERE = Path(__file__).parent


@dataclass
class Laboratory:
    """Runs tasks in Odoo, and stores that start from the same database again and again.

    :param stack: what is made ends with it
    """

    odoo: odoo.Odoo
    server: Server
    stack: ExitStack

    def __post_init__(self) -> None:
        self.folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        # What the last push beside a plain client has sent.
        self.record = f"{self.folder}/requests"
        self._numbers = count(1)
        self._copies = self.stack
        # For Odoo, what answers on the first is always the same store.
        self._ports = free_port(), free_port()
        self._api_key = ""

    @contextmanager
    def round(self) -> Iterator[None]:
        """Drop in the end what is copied in the block."""
        with ExitStack() as self._copies:
            yield
        self._copies = self.stack

    def copy(self, source: str) -> str:
        """Return the name of a copy of a database."""
        opened = databases.database(self.server, f"bench-{next(self._numbers)}")
        name = self._copies.enter_context(opened)
        databases.copy(self.server, source, name)
        return name

    # === ODOO === #

    def catalogue(self, products: int) -> str:
        """Return the name of an Odoo database with so many products, without the addon."""
        base = databases.template(self.odoo, self.server, "stock", demo=False)
        key = short_hash(base + files_hash(HERE / "inside" / "products.py"))

        def fill(name: str) -> None:
            databases.copy(self.server, base, name)
            self.do(name, "products.make", count=products)

        title = f"Making {products} products, once"
        return self.server.make_once(f"odoo-bench-{products}-{key}", title, fill)

    def with_addon(self, source: str) -> str:
        """Return the name of a copy of ``source`` with the addon."""
        name = self.copy(source)
        with step(f"Installing {ADDON}"):
            databases.install(self.odoo, self.server, name, ADDON)
        return name

    def do(self, database: str, task: str, **arguments: Any) -> Results:
        """Return what a task of ``inside`` returns, as ``push.push``."""
        return Tasks(self.odoo, self.server, database, HERE)(task, **arguments)

    # === STORES === #

    @cached_property
    def _medusa(self) -> medusa.Installation:
        return medusa.setup()

    @cached_property
    def empty(self) -> str:
        """The database of a store without products; all others are copies of it."""
        name = self.stack.enter_context(databases.database(self.server, "bench-medusa"))
        self._medusa.create_database(self.server, name)
        with self._medusa.running(self.server, name) as url:
            self._api_key = medusa.create_key(url)
        return name

    @contextmanager
    def store(self, database: str, place: int = 0) -> Iterator[medusa.Store]:
        """Give a store on ``database``, when it has come up to speed.

        :param place: which of the ports it listens on
        """
        with self._medusa.running(self.server, database, self._ports[place]) as url:
            store = medusa.Store(url, self._api_key)
            warm_up(store.admin())
            yield store

    # === THE NIGHTLY JOB === #

    def push(
        self, odoo: str, store: medusa.Store, beside: medusa.Store | None = None, **options: Any
    ) -> Results:
        """Run the nightly job in the database ``odoo`` on a store.

        :param beside: the store to which a plain client sends the same requests afterwards
        """
        record = self.record if beside else None
        options |= {"url": store.url, "api_key": store.api_key, "record": record}
        results = self.do(odoo, "push.push", **options)
        if beside:
            results["bare"] = self.replay(beside)
            results["ratio"] = results["bare"] / results["seconds"]
        return results

    def replay(self, store: medusa.Store, connections: int = 1) -> float:
        """Return the seconds that a plain client takes for the last push's requests."""
        command = [sys.executable, str(HERE / "replay.py"), store.url, self.record]
        environment = os.environ | {"MEDUSA_API_KEY": store.api_key}
        return float(output_of([*command, str(connections)], env=environment))


@contextmanager
def opened() -> Iterator[Laboratory]:
    """Give a laboratory; all of it but the templates is gone when the block ends."""
    program = odoo.setup()
    with cluster.server() as server, ExitStack() as stack:
        yield Laboratory(program, server, stack)
