"""Have a function of ours called inside Odoo, by ``odoo shell``."""

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from .odoo import Odoo
from .paths import LOGS
from .postgres import Server
from .shell import Failure, start, stop, tail

SCRIPT = """
import json, sys
from importlib import import_module
from pathlib import Path
sys.path.append({folder!r})
answer = getattr(import_module({module!r}), {function!r})(env, **{arguments!r})
env.cr.commit()
Path({result!r}).write_text(json.dumps(answer))
"""


def do_in_odoo(
    odoo: Odoo,
    server: Server,
    database: str,
    folder: Path,
    task: str,
    /,
    *options: str,
    **arguments,
) -> Any:
    """Return what a function returns that gets ``env`` and the ``arguments``.

    :param folder: where its module lies
    :param task: module and function, as ``push.verify``
    :param options: Odoo's own
    :raise Failure: with the end of Odoo's log
    """
    module, _dot, function = task.rpartition(".")
    log = LOGS / f"{database}-{task}.log"
    command = odoo.command("shell", "-d", database, "--no-http", *options)
    with tempfile.TemporaryDirectory() as place:
        result = Path(place) / "result.json"
        names = {"folder": str(folder), "module": module, "function": function}
        script = SCRIPT.format(**names, arguments=arguments, result=str(result))
        process = start(
            command,
            log=log,
            env=odoo.environment | server.environment,
            stdin=subprocess.PIPE,
            text=True,
        )
        try:
            process.communicate(script)
        finally:
            stop(process.pid)
        if not result.exists():
            raise Failure(f"{tail(log)}\n\n{task} failed in Odoo. The whole log: {log}")
        return json.loads(result.read_text())
