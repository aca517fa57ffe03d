"""What is measured in: databases of Odoo and Medusa, and the programs that work on them."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
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

    :param ports: for Odoo, what answers on the first is always the same store
    :param empty: the database of a store without products, and ``api_key`` is its key
    """

    odoo: odoo.Odoo
    medusa: medusa.Installation
    server: Server
    ports: tuple[int, int]
    empty: str
    stack: ExitStack
    api_key: str = ""

    def __post_init__(self) -> None:
        """Make the empty store, and its key."""
        self._numbers = count(1)
        self.medusa.create_database(self.server, self.empty)
        with self.medusa.running(self.server, self.empty) as url:
            self.api_key = medusa.create_key(url)

    def copy(self, source: str) -> str:
        """Return the name of a copy of a database, which is dropped in the end."""
        opened = databases.database(self.server, f"bench-{next(self._numbers)}")
        name = self.stack.enter_context(opened)
        databases.copy(self.server, source, name)
        return name

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
        """Return what a task of ``inside`` returns, as ``push.push``.

        :raise Failure: with the end of Odoo's log
        """
        return Tasks(self.odoo, self.server, database, HERE)(task, **arguments)

    @contextmanager
    def store(self, database: str, place: int = 0) -> Iterator[str]:
        """Give the address of a store on ``database``, when it has come up to speed.

        :param place: which of the ports it listens on
        """
        with self.medusa.running(self.server, database, self.ports[place]) as url:
            warm_up(medusa.Store(url, self.api_key).admin())
            yield url

    def push(self, odoo: str, url: str, beside: str = "", **options: Any) -> Results:
        """Run the nightly job in the database ``odoo`` on the store at ``url``.

        :param beside: the address of a store to which a plain client sends the same requests
        """
        with tempfile.TemporaryDirectory() as folder:
            record = str(Path(folder) / "requests") if beside else None
            results = self.do(
                odoo, "push.push", url=url, api_key=self.api_key, record=record, **options
            )
            if record:
                results["bare"] = self._replay(record, beside)
                results["ratio"] = results["bare"] / results["seconds"]
        return results

    def _replay(self, file: str, url: str) -> float:
        """Return the seconds that a plain client takes for the requests of a file."""
        environment = os.environ | {"MEDUSA_API_KEY": self.api_key}
        command = [sys.executable, str(HERE / "replay.py"), url, file]
        return float(output_of(command, env=environment))


@contextmanager
def opened() -> Iterator[Laboratory]:
    """Give a laboratory; all of it but the templates is gone when the block ends."""
    program, installation = odoo.setup(), medusa.setup()
    with ExitStack() as stack:
        server = stack.enter_context(cluster.server())
        empty = stack.enter_context(databases.database(server, "bench-medusa"))
        ports = (free_port(), free_port())
        yield Laboratory(program, installation, server, ports, empty, stack)
