"""The parts of ``dev/test``: what each of them needs, and what it runs."""

from contextlib import ExitStack
from dataclasses import dataclass, replace

from . import chaos, databases, debian, lint, medusa, queue_job, shards, upgrade, versions
from .odoo_tests import TestRun
from .paths import ADDON

WEBSITE_TAGS = f"medusa_website/{ADDON}"
# Those that take long begin first.
PARTS = (
    *("addon-real", "chaos", "addon-fake-1", "addon-fake-2"),
    *("minimum", "website", "queue_job", "lint", "upgrade"),
)


@dataclass(frozen=True)
class Wanted:
    """What a person wants of a part.

    :param tags: Odoo's test tags, instead of the part's own
    :param keep: whether the databases stay
    """

    tags: str = ""
    keep: bool = False


@dataclass(frozen=True)
class Part:
    """One part at work; what it starts ends with ``stack``."""

    wanted: Wanted
    run: TestRun
    stack: ExitStack

    def do(self, name: str) -> None:
        """Do the part ``name``."""
        if name in shards.FAKE:
            self.do_fake(name)
        else:
            getattr(self, f"do_{name.replace('-', '_')}")()

    def do_addon(self) -> None:
        """Run tests of the addon in one go, for those who want some of them."""
        self._on_store().run(self._database("addon"), ADDON, self.wanted.tags, "addon")

    def do_addon_real(self) -> None:
        """Run the tests that need a real store."""
        tags = self.wanted.tags or shards.SHARDS[shards.REAL]
        self._on_store().run(self._database("addon-real"), ADDON, tags, "addon")

    def do_fake(self, shard: str) -> None:
        """Run one shard of all others; the first tells which tests there are."""
        debian.require_browser()
        # One that needs a real store and lacks the tag fails.
        run = replace(self.run, environment={"MEDUSA_TEST_REQUIRE_REAL": "1"})
        database = self._database(shard)
        run.run(database, ADDON, self.wanted.tags or shards.SHARDS[shard], "addon")
        if shard == shards.FAKE[0]:
            self.run.report.known = shards.tell_known(run, database)

    def do_lint(self) -> None:
        """Run the linters."""
        lint.check_files(self.run.report)
        lint.check_in_odoo(self.run)

    def do_minimum(self) -> None:
        """Run what concerns a real store on the oldest Medusa that the addon takes."""
        self.do_other_medusa("minimum", versions.BRIEF)

    def do_other_medusa(self, version: str, tags: str = versions.WHOLE) -> None:
        """Run what concerns a real store on any Medusa, see ``medusa_packages.find``."""
        # Of its own: where the addon is installed, Odoo runs no test.
        versions.check(self.run, self._database("other"), version, self.wanted.tags or tags)

    def do_website(self) -> None:
        """Run the tests that need Odoo's shop and what else the addon reads where it is there."""
        tags = self.wanted.tags or WEBSITE_TAGS
        self._on_store().run(self._database("website", "website"), ADDON, tags, "website")

    def do_queue_job(self) -> None:
        """Run the tests beside queue_job, and its runner."""
        queue_job.check(self.run, self.wanted.tags, self.stack)

    def do_upgrade(self) -> None:
        """Upgrade a database of the former version."""
        upgrade.check(self.run.odoo, self.run.server, self.run.report, self.stack)

    def do_chaos(self) -> None:
        """Let everything happen at once."""
        chaos.check(self.run.odoo, self.run.server, self.run.report)

    def _on_store(self) -> TestRun:
        """Return how tests are run that have a real store, and are never skipped for lack of it."""
        debian.require_browser()
        opened = databases.database(self.run.server, "medusa", keep=self.wanted.keep)
        shop = self.stack.enter_context(opened)
        store = self.stack.enter_context(medusa.store(self.run.server, shop, quick=True))
        environment = {
            "MEDUSA_TEST_URL": store.url,
            "MEDUSA_TEST_API_KEY": store.api_key,
            "MEDUSA_TEST_REQUIRE_REAL": "1",
        }
        return replace(self.run, environment=environment)

    def _database(self, purpose: str, content: str = "stock") -> str:
        """Return a database of Odoo without the addon, see ``databases.with_odoo``."""
        run = self.run
        opened = databases.with_odoo(run.odoo, run.server, purpose, content, keep=self.wanted.keep)
        return self.stack.enter_context(opened)
