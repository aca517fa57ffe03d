"""Test against another Medusa than the pinned one: what it takes, and what it answers.

What runs is what stands between Odoo and a store: the contract, and a product's life from its
creation to its withdrawal. All tests of Odoo's own side run on the pinned Medusa alone.
"""

from contextlib import ExitStack
from dataclasses import replace

from . import databases, medusa
from .odoo_tests import TestRun
from .paths import ADDON

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
    installation = medusa.setup(version)
    number = installation.packages.version
    with ExitStack() as stack:

        def start(installed: medusa.Installation, purpose: str) -> medusa.Store:
            shop = stack.enter_context(databases.database(run.server, purpose))
            return stack.enter_context(medusa.installed_store(installed, run.server, shop))

        store = start(installation, "medusa-other")
        environment = {
            "MEDUSA_TEST_URL": store.url,
            "MEDUSA_TEST_API_KEY": store.api_key,
            "MEDUSA_TEST_REQUIRE_REAL": "1",
            # By it, a test knows what this Medusa can't (medusa/versions.py).
            "MEDUSA_TEST_VERSION": number,
        }
        if with_roles := installation.with_roles():
            strict = start(with_roles, "medusa-roles")
            environment["MEDUSA_TEST_ROLES_URL"] = strict.url
            environment["MEDUSA_TEST_ROLES_API_KEY"] = strict.api_key
            tags = f"{tags},{ROLES}"
        else:
            run.report.skip(f"Medusa {number}: roles", "they need a licence in this version")
        named = replace(run, environment=environment, label=f"Medusa {number}: ")
        named.run(database, ADDON, tags, f"medusa-{number}")
