"""Have functions of ours called inside Odoo, by ``odoo shell``."""

import json
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .odoo import Odoo
from .paths import LOGS
from .postgres import Server
from .shell import Failure, start, stop, tail

SHARED = Path(__file__).parent / "inside"
SCRIPT = """
import json, sys
from importlib import import_module
from pathlib import Path
sys.path += {folders!r}
answer = getattr(import_module({module!r}), {function!r})(env, **{arguments!r})
env.cr.commit()
Path({result!r}).write_text(json.dumps(answer))
"""


@dataclass(frozen=True)
class Tasks:
    """Functions that get the ``env`` of one database.

    :param folder: their modules lie in its ``inside``; they may import those of ``kit/inside``
    """

    odoo: Odoo
    server: Server
    database: str
    folder: Path

    def __call__(self, task: str, /, *options: str, **arguments: Any) -> Any:
        """Return what a function returns.

        :param task: module and function, as ``push.verify``
        :param options: Odoo's own
        :raise Failure: with the end of Odoo's log
        """
        module, _dot, function = f"inside.{task}".rpartition(".")
        log = LOGS / f"{self.database}-{task}.log"
        command = self.odoo.command("shell", "-d", self.database, "--no-http", *options)
        with tempfile.TemporaryDirectory() as place:
            result = Path(place) / "result.json"
            names = {"folders": [str(self.folder), str(SHARED)], "module": module}
            names |= {"function": function, "arguments": arguments, "result": str(result)}
            environment = self.odoo.environment | self.server.environment
            process = start(command, log=log, env=environment, stdin=subprocess.PIPE, text=True)
            try:
                process.communicate(SCRIPT.format(**names))
            finally:
                stop(process.pid)
            if not result.exists():
                raise Failure(f"{tail(log)}\n\n{task} failed in Odoo. The whole log: {log}")
            return json.loads(result.read_text())
