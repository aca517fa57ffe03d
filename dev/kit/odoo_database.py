"""Databases of Odoo, made as quick copies of templates."""

import shutil

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


def create(odoo: Odoo, server: Server, database: str, module: str, *, demo: bool) -> None:
    """Create ``database`` with ``module`` of Odoo itself, as a copy of a template.

    The template is made on first use, and again when Odoo is another one.

    :param demo: whether Odoo's demo data are in it
    """
    version = output_of(odoo.command("--version"), env=odoo.environment)
    key = short_hash(f"{odoo.program[-1]} {version}")
    template = f"odoo-template-{module}-{'demo' if demo else 'plain'}-{key}"
    with lock(template):
        # It is marked as template when it is complete: without the mark, it is a leftover.
        if not server.is_template(template):
            content = "with demo data" if demo else "without demo data"
            with step(f"Preparing a database for Odoo, {content}, once"):
                _make_template(odoo, server, template, module, demo)
    server.drop(database)
    server.create(database, template)
    _copy_files(template, database)


def install(odoo: Odoo, server: Server, database: str, modules: str) -> None:
    """Install ``modules`` in ``database``."""
    command = odoo.command("-d", database, "-i", modules, "--stop-after-init", "--no-http")
    run(command, log=f"{database}-install", env=odoo.environment | server.environment)


def _make_template(odoo: Odoo, server: Server, database: str, module: str, demo: bool) -> None:
    """Create ``database`` with ``module``."""
    server.drop(database)
    shutil.rmtree(filestore(database), ignore_errors=True)
    server.create(database)
    options = ["--with-demo"] if demo else []
    command = odoo.command("-d", database, "-i", module, "--stop-after-init", "--no-http", *options)
    run(command, log=database, env=odoo.environment | server.environment)
    server.query(NO_CALLS_HOME, database)
    server.mark_as_template(database)


def _copy_files(template: str, database: str) -> None:
    """Copy the files that belong to a database: its pictures and its scripts."""
    shutil.rmtree(filestore(database), ignore_errors=True)
    if filestore(template).exists():
        shutil.copytree(filestore(template), filestore(database))
