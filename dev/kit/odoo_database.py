"""Databases of Odoo, made as quick copies of templates."""

import shutil
from collections.abc import Callable

from .install import lock
from .odoo import Odoo, filestore
from .paths import short_hash
from .postgres import Server
from .shell import output_of, run, step

# Once a week, this job would tell Odoo's maker which modules are installed: nothing that runs
# here talks to anybody but this machine.
NO_CALLS_HOME = """
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data
               WHERE module = 'mail' AND name = 'ir_cron_module_update_notification')
"""


def template(odoo: Odoo, server: Server, module: str, *, demo: bool) -> str:
    """Return the name of a template that holds ``module`` of Odoo itself.

    It is made on first use, and again when Odoo is another one.

    :param demo: whether Odoo's demo data are in it
    """
    version = output_of(odoo.command("--version"), env=odoo.environment)
    key = short_hash(f"{odoo.program[-1]} {version}")
    content = "with demo data" if demo else "without demo data"

    def fill(database: str) -> None:
        _fill(odoo, server, database, module, demo)

    name = f"odoo-template-{module}-{'demo' if demo else 'plain'}-{key}"
    make_once(server, name, f"Preparing a database for Odoo, {content}, once", fill)
    return name


def make_once(server: Server, name: str, title: str, fill: Callable[[str], None]) -> None:
    """Make the template ``name`` by ``fill``, unless that is done already."""
    with lock(name):
        # It is marked as template when it is complete: without the mark, it is a leftover.
        if not server.is_template(name):
            with step(title):
                fill(name)
                server.mark_as_template(name)


def copy(server: Server, source: str, database: str) -> None:
    """Create ``database`` as a copy of ``source``, to which nobody is connected.

    Its files are copied as well: its pictures and its scripts.
    """
    server.drop(database)
    server.create(database, source)
    shutil.rmtree(filestore(database), ignore_errors=True)
    if filestore(source).exists():
        shutil.copytree(filestore(source), filestore(database))


def install(odoo: Odoo, server: Server, database: str, modules: str) -> None:
    """Install ``modules`` in ``database``."""
    command = odoo.command("-d", database, "-i", modules, "--stop-after-init", "--no-http")
    run(command, log=f"{database}-install", env=odoo.environment | server.environment)


def _fill(odoo: Odoo, server: Server, database: str, module: str, demo: bool) -> None:
    """Create ``database`` with ``module``."""
    server.drop(database)
    shutil.rmtree(filestore(database), ignore_errors=True)
    server.create(database)
    options = ["--with-demo"] if demo else []
    command = odoo.command("-d", database, "-i", module, "--stop-after-init", "--no-http", *options)
    run(command, log=database, env=odoo.environment | server.environment)
    server.query(NO_CALLS_HOME, database)
