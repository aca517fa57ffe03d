"""Upgrade a database of the former version that is in use, and let a night pass.

The former version comes out of git's history. It fills a store, and leaves behind what a shop has
in the middle of its work: failed products, an open run, one that waits. After the upgrade a night
must write nothing to the store.
"""

from contextlib import ExitStack
from pathlib import Path
from typing import Any

from .. import databases, medusa
from ..install import install_once
from ..odoo import Odoo
from ..odoo_task import Tasks
from ..paths import ADDON, CACHE, CHECKOUT
from ..postgres import Server
from ..report import Report
from ..shell import Failure, output_of, run, step

# 19.0.1.0.0, the version before this one.
FORMER = "20ab710df8e07fbbbb00e2eee8967173f90674c8"
HERE = Path(__file__).parent


def check(odoo: Odoo, server: Server, report: Report, stack: ExitStack) -> None:
    """Upgrade a database that is in use, and report what the next night does."""
    if not (former := checkout_former()):
        report.skip("upgrade", f"git knows no commit {FORMER}: this copy has no history")
        return
    shop = stack.enter_context(databases.database(server, "upgrade-medusa"))
    store = stack.enter_context(medusa.store(server, shop, quick=True))
    path = f"--addons-path={former}"
    options = (path, "--load-language=fr_FR")
    opened = databases.with_addon(odoo, server, "upgrade", *options, demo=True)
    do = Tasks(odoo, server, stack.enter_context(opened), HERE)
    with step("Filling a store by the former version"):
        before = do("former.run", path, url=store.url, key=store.api_key)
    with step("Upgrading its database"):
        command = odoo.command("-d", do.database, "-u", ADDON, "--stop-after-init", "--no-http")
        run(command, log=f"{do.database}-upgrade", env=odoo.environment | server.environment)
    held = look_at(server, shop, store)
    after = do("night.run")
    for test, fault in compare(before, after).items():
        report.add(f"upgrade: {test}", fault)
    changed = {key for key, row in look_at(server, shop, store).items() if held.get(key) != row}
    report.add("upgrade: the store is as it was", ", ".join(sorted(changed)))


def checkout_former() -> Path | None:
    """Return an addons folder with the former version, None where git has no history."""
    try:
        output_of(["git", "-C", CHECKOUT, "cat-file", "-e", f"{FORMER}^{{commit}}"])
    except Failure:
        return None

    def fill(folder: Path) -> None:
        archive = folder / "former.tar"
        target = folder / ADDON
        target.mkdir()
        output_of(["git", "-C", CHECKOUT, "archive", "-o", archive, FORMER])
        output_of(["tar", "-x", "-C", target, "-f", archive])

    return install_once(CACHE / f"former-{FORMER[:10]}", "Taking the former version from git", fill)


def look_at(server: Server, database: str, store: medusa.Store) -> dict[str, str]:
    """Return {table: what tells that nothing in it was written} of a store of ours."""
    if store.files is None:
        return {}
    columns = server.query(
        "SELECT table_name, bool_or(column_name = 'deleted_at') FROM information_schema.columns "
        "WHERE table_schema = 'public' GROUP BY 1 HAVING bool_or(column_name = 'updated_at')",
        database,
    )
    tables = dict(row.split("|") for row in columns.splitlines())
    union = " UNION ALL ".join(
        f"SELECT '{table}', count(*), {'count(deleted_at)' if soft == 't' else 0}, "
        f'max(updated_at) FROM "{table}"'
        for table, soft in tables.items()
    )
    rows = server.query(union, database).splitlines()
    return dict(row.split("|", 1) for row in rows)


def compare(before: dict[str, Any], after: dict[str, Any]) -> dict[str, str]:
    """Return {what is checked: what is wrong with it, or nothing}."""

    def same(name: str) -> str:
        return "" if before[name] == after[name] else f"{before[name]} became {after[name]}"

    return {
        "the former version was at rest": str(before["writes"] or ""),
        "a night writes nothing": str(after["writes"] or ""),
        "products are known as before": same("states"),
        "variants are known as before": same("variants"),
        "levels, price lists, pictures, terms, translations are": same("records"),
        "the open run ends": "" if after["open"] in ("done", "errors") else after["open"],
        "the waiting run still asks": "" if after["waiting"] == "waiting" else after["waiting"],
        "no run breaks off": ", ".join(after["broken"]),
    }
