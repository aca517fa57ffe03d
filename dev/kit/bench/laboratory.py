"""What is measured in: databases of Odoo and Medusa, and the programs that work on them."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from .. import cluster, medusa, odoo, odoo_database
from ..odoo_tests import database
from ..paths import ADDON, DEV, LOGS, files_hash, short_hash
from ..postgres import Server
from ..process import free_port
from ..shell import Failure, step
from ..venv import venv
from .stores import Stores

Results = dict[str, Any]
HERE = Path(__file__).parent
ODOO_SCRIPT = """
import sys
sys.path.insert(0, {dev!r})
from kit.bench import inside
inside.run(env, {task!r}, {arguments!r}, {result!r})
"""


@dataclass
class Laboratory:
    """Runs tasks in Odoo.

    :param python: a Python that has ``requests``
    :param folder: for what the tasks return
    """

    odoo: odoo.Odoo
    server: Server
    stores: Stores
    python: Path
    folder: Path
    stack: ExitStack

    def __post_init__(self) -> None:
        self._numbers = count(1)

    def new_name(self, purpose: str) -> str:
        """Return the name of a database that is dropped in the end."""
        return self.stack.enter_context(database(self.server, f"{purpose}-{next(self._numbers)}"))

    def copy(self, source: str) -> str:
        """Return the name of a copy of a database of Odoo or Medusa."""
        name = self.new_name("bench")
        odoo_database.copy(self.server, source, name)
        return name

    def catalogue(self, products: int) -> str:
        """Return the name of an Odoo database with so many products, without the addon."""
        base = odoo_database.template(self.odoo, self.server, "stock", demo=False)
        key = short_hash(base + files_hash(HERE / "products.py"))
        name = f"odoo-bench-{products}-{key}"

        def fill(name: str) -> None:
            odoo_database.copy(self.server, base, name)
            self.do(name, "products.make", count=products)

        odoo_database.make_once(self.server, name, f"Making {products} products, once", fill)
        return name

    def with_addon(self, source: str) -> str:
        """Return the name of a copy of ``source`` with the addon."""
        name = self.copy(source)
        with step(f"Installing {ADDON}"):
            odoo_database.install(self.odoo, self.server, name, ADDON)
        return name

    def do(self, database: str, task: str, **arguments: Any) -> Results:
        """Return what a task that runs in Odoo returns, as ``push.push``.

        :raise Failure: with the end of Odoo's log
        """
        result, log = self.folder / "result.json", LOGS / f"{database}-{task}.log"
        result.unlink(missing_ok=True)
        script = ODOO_SCRIPT.format(
            dev=str(DEV), task=task, arguments=arguments, result=str(result)
        )
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("w") as output:
            subprocess.run(
                self.odoo.command("shell", "-d", database, "--no-http"),
                input=script,
                text=True,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, **self.odoo.environment, **self.server.environment},
                check=False,
            )
        if not result.exists():
            tail = "\n".join(log.read_text().splitlines()[-25:])
            raise Failure(f"{tail}\n\n{task} failed in Odoo. The whole log: {log}")
        return json.loads(result.read_text())

    def shadow(self, url: str) -> list[str]:
        """Return the command of a plain client that writes to the store at ``url``."""
        key = f"MEDUSA_API_KEY={self.stores.api_key}"
        return ["env", key, str(self.python), str(HERE / "replay.py"), url]


@contextmanager
def opened() -> Iterator[Laboratory]:
    """Give a laboratory; all of it but the templates is gone when the block ends."""
    program = odoo.setup()
    installation = medusa.setup()
    python = venv("odoo", "Installing what Odoo needs from Python", odoo.REQUIREMENTS)
    with ExitStack() as stack:
        server = stack.enter_context(cluster.server())
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        empty = stack.enter_context(database(server, "bench-medusa"))
        stores = Stores(installation, server, (free_port(), free_port()), empty)
        stores.prepare()
        yield Laboratory(program, server, stores, python, folder, stack)
