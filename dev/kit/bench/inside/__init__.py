"""What ``dev/bench`` has done in Odoo, by ``odoo shell``. Only ``addon`` knows the addon."""

import json
from importlib import import_module
from pathlib import Path


def run(env, task: str, arguments: dict, result: str) -> None:
    """Call the function ``task``, as ``push.push``, and write what it returns to ``result``."""
    module, function = task.split(".")
    work = getattr(import_module(f".{module}", __package__), function)
    Path(result).write_text(json.dumps(work(env, **arguments)))
    env.cr.commit()
