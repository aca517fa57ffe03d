"""Test against another Medusa than the pinned one: what it takes, and what it answers.

What runs is what stands between Odoo and a store: the contract, and a product's life from its
creation to its withdrawal. All tests of Odoo's own side run on the pinned Medusa alone.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace

from . import databases, medusa
from .odoo_tests import TestRun
from .paths import ADDON
from .postgres import Server

# Of all that run against a real store, those that see the most of it in the least time.
BRIEF = f"medusa_brief/{ADDON}"
WHOLE = f"medusa_real/{ADDON}"
ROLES = f"medusa_roles/{ADDON}"


def check(run: TestRun, database: str, version: str, tags: str) -> None:
    """Run tests on a Medusa of its own, whose database is empty, and its roles where it has any.

    :param database: Odoo's
    :param version: see ``medusa_packages.find``
    :param tags: Odoo's test tags
    """
    installation = medusa.setup(version).quick()
    number = installation.packages.version
    with ExitStack() as stack:
        shop = stack.enter_context(databases.database(run.server, "medusa-other"))
        store = stack.enter_context(medusa.installed_store(installation, run.server, shop))
        environment = {
            "MEDUSA_TEST_URL": store.url,
            "MEDUSA_TEST_API_KEY": store.api_key,
            "MEDUSA_TEST_REQUIRE_REAL": "1",
            # By it, a test knows what this Medusa can't (medusa/versions.py).
            "MEDUSA_TEST_VERSION": number,
        }
        if strict := installation.with_roles():
            shop = stack.enter_context(databases.database(run.server, "medusa-roles"))
            store = stack.enter_context(store_with_roles(installation, strict, run.server, shop))
            environment["MEDUSA_TEST_ROLES_URL"] = store.url
            environment["MEDUSA_TEST_ROLES_API_KEY"] = store.api_key
            tags = f"{tags},{ROLES}"
        else:
            run.report.skip(f"Medusa {number}: roles", "they need a licence in this version")
        named = replace(run, environment=environment, label=f"Medusa {number}: ")
        named.run(database, ADDON, tags, f"medusa-{number}")


@contextmanager
def store_with_roles(
    installation: medusa.Installation, strict: medusa.Installation, server: Server, database: str
) -> Iterator[medusa.Store]:
    """Give a store with role-based access.

    :param strict: the same installation with roles: there, nobody could make a key any more
    """
    installation.create_database(server, database)
    with installation.running(server, database) as url:
        key = medusa.create_key(url)
    strict.migrate(server, database)
    with strict.running(server, database) as url:
        yield medusa.Store(url, key)
