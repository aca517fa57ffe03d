"""Databases of a run, and those of Odoo as quick copies of templates."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from .odoo import DATA, Odoo
from .paths import ADDON, short_hash
from .postgres import Server
from .shell import alive, output_of, run, say, step

OF_A_RUN = re.compile(r"test-[\w-]+-(\d+)$")
# Once a week, this job would tell Odoo's maker which modules are installed: nothing that runs
# here talks to anybody but this machine.
NO_CALLS_HOME = """
UPDATE ir_cron SET active = false
 WHERE id IN (SELECT res_id FROM ir_model_data
               WHERE module = 'mail' AND name = 'ir_cron_module_update_notification')
"""


@contextmanager
def database(server: Server, purpose: str, *, keep: bool = False) -> Iterator[str]:
    """Give the name of a database that no other run uses; it is dropped after the block."""
    name = f"{'kept' if keep else 'test'}-{purpose}-{os.getpid()}"
    try:
        yield name
    finally:
        if keep:
            say(f"Kept: dev/odoo -d {name}")
        else:
            drop(server, name)


@contextmanager
def with_addon(
    odoo: Odoo,
    server: Server,
    purpose: str,
    *options: str,
    demo: bool = False,
    modules: str = ADDON,
    base: str = "stock",
    keep: bool = False,
) -> Iterator[str]:
    """Give the name of a fresh Odoo database with stock and the addon, see ``database``.

    :param options: Odoo's own, with which the ``modules`` are installed
    :param base: the module of Odoo that is there before, with all that it needs
    """
    with database(server, purpose, keep=keep) as name:
        copy(server, template(odoo, server, base, demo=demo), name)
        with step(f"Installing {modules}"):
            install(odoo, server, name, modules, *options)
        yield name


def leftovers(server: Server) -> Iterator[str]:
    """Yield the databases of runs that were killed."""
    for name in server.query("SELECT datname FROM pg_database").splitlines():
        if (found := OF_A_RUN.match(name)) and not alive(int(found[1])):
            yield name


def drop(server: Server, name: str) -> None:
    """Drop a database where it exists, and what Odoo keeps of it in files."""
    server.drop(name)
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def template(odoo: Odoo, server: Server, module: str, *, demo: bool) -> str:
    """Return the name of a template that holds ``module`` of Odoo itself.

    It is made on first use, and again when Odoo is another one.

    :param demo: whether Odoo's demo data are in it
    """
    version = output_of(odoo.command("--version"), env=odoo.environment)
    key = short_hash(f"{odoo.program[-1]} {version}")

    def fill(name: str) -> None:
        drop(server, name)
        server.create(name)
        install(odoo, server, name, module, *(["--with-demo"] if demo else []))
        server.query(NO_CALLS_HOME, name)

    name = f"odoo-{module}-{'demo' if demo else 'plain'}-{key}"
    content = "with demo data" if demo else "without demo data"
    return server.make_once(name, f"Preparing a database for Odoo, {content}, once", fill)


def copy(server: Server, source: str, name: str) -> None:
    """Create the database ``name`` as a copy of ``source``, to which nobody is connected.

    Odoo's files are copied as well: its pictures and its scripts.
    """
    drop(server, name)
    server.create(name, source)
    if (DATA / "filestore" / source).exists():
        shutil.copytree(DATA / "filestore" / source, DATA / "filestore" / name)


def install(odoo: Odoo, server: Server, name: str, modules: str, *options: str) -> None:
    """Install ``modules`` in the database ``name``."""
    command = odoo.command("-d", name, "-i", modules, "--stop-after-init", "--no-http", *options)
    run(command, log=f"{name}-install", env=odoo.environment | server.environment)
