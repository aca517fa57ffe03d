"""Databases of a run, and those of Odoo as quick copies of templates."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from .medusa import Store, fresh_store
from .odoo import DATA, Odoo
from .paths import ADDON, short_hash
from .postgres import Server
from .shell import alive, output_of, run, say, step

# Modules of Odoo that take long to install.
TEMPLATES = {
    "stock": "stock",
    "taxes": "stock,account",
    # A shop of Odoo's own, with taxes and prices to compare with.
    "shop": "website_sale_stock",
    # What the addon reads where it is there.
    "website": "website_sale,stock_delivery,mrp,loyalty,event_booth_sale,partnership,"
    "website_sale_slides,pos_sale,pos_discount",
}
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
def with_odoo(
    odoo: Odoo,
    server: Server,
    purpose: str,
    content: str = "stock",
    *,
    demo: bool = False,
    keep: bool = False,
) -> Iterator[str]:
    """Give the name of a fresh Odoo database without the addon, see ``database``.

    :param content: which of the ``TEMPLATES``
    """
    with database(server, purpose, keep=keep) as name:
        copy(server, template(odoo, server, content, demo=demo), name)
        yield name


@contextmanager
def with_addon(
    odoo: Odoo,
    server: Server,
    purpose: str,
    *options: str,
    demo: bool = False,
    modules: str = ADDON,
    content: str = "stock",
    keep: bool = False,
) -> Iterator[str]:
    """Give the name of a fresh Odoo database with the addon, see ``database``.

    :param options: Odoo's own, with which the ``modules`` are installed
    :param content: which of the ``TEMPLATES`` it is made of
    """
    with with_odoo(odoo, server, purpose, content, demo=demo, keep=keep) as name:
        with step(f"Installing {modules}"):
            install(odoo, server, name, modules, *options)
        yield name


@contextmanager
def with_store(
    odoo: Odoo,
    server: Server,
    purpose: str,
    *,
    modules: str = ADDON,
    content: str = "stock",
    quick: bool = False,
) -> Iterator[tuple[str, Store]]:
    """Give the name of a fresh Odoo database with the addon, see ``with_addon``, and a fresh store.

    :param quick: see ``medusa.Installation.quick``
    """
    with (
        database(server, f"{purpose}-medusa") as shop,
        fresh_store(server, shop, quick=quick) as store,
        with_addon(odoo, server, purpose, modules=modules, content=content) as name,
    ):
        yield name, store


def leftovers(server: Server) -> Iterator[str]:
    """Yield the databases of runs that were killed."""
    for name in server.query("SELECT datname FROM pg_database").splitlines():
        if (found := OF_A_RUN.match(name)) and not alive(int(found[1])):
            yield name


def drop(server: Server, name: str) -> None:
    """Drop a database where it exists, and what Odoo keeps of it in files."""
    server.drop(name)
    shutil.rmtree(DATA / "filestore" / name, ignore_errors=True)


def template(odoo: Odoo, server: Server, content: str, *, demo: bool) -> str:
    """Return the name of a template that holds modules of Odoo itself.

    It is made on first use, and again when Odoo is another one.

    :param content: which of the ``TEMPLATES``
    :param demo: whether Odoo's demo data are in it
    """
    version, modules = (
        output_of(odoo.command("--version"), env=odoo.environment),
        TEMPLATES[content],
    )
    key = short_hash(f"{odoo.program[-1]} {version} {modules}")

    def fill(name: str) -> None:
        drop(server, name)
        server.create(name)
        install(odoo, server, name, modules, *(["--with-demo"] if demo else []))
        server.query(NO_CALLS_HOME, name)

    name = f"odoo-{content}-{'demo' if demo else 'plain'}-{key}"
    data = "with demo data" if demo else "without demo data"
    title = f"Preparing a database for Odoo with {content}, {data}, once"
    return server.make_once(name, title, fill)


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
