"""The linters: of Python, of Odoo addons, of XML, and Odoo's own."""

import shutil
import sys
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from .databases import with_odoo
from .odoo_tests import TestRun
from .paths import ADDON, CHECKOUT
from .report import Report
from .shell import Failure, output_of, step

# What Odoo's linter has to say about an addon; all of it takes minutes, and is about Odoo itself.
ODOO_LINT_TAGS = ",".join(
    f"/test_lint:{name}"
    for name in (
        *("TestTestHoles", "TestIndex", "TestNaming", "ManifestLinter", "TestDunderinit"),
        *("TestOnchangeDomains", "TestI18n"),
    )
)
# Rules of pylint-odoo that see a fault where there is none.
PYLINT_EXCEPTIONS = (
    "prefer-env-translation",  # in methods that begin with "_ = self.env._"
    "consider-merging-classes-inherited",  # a large model has a file for each subject
    "no-search-all",  # where all stores are meant: they are few
    "method-required-super",  # in the client of Medusa's API, whose "create" is no model's
)


def check_files(report: Report) -> None:
    """Run the linters that only read files."""
    with step("Linters"):
        _run(report, "ruff check", "ruff", "check", "--quiet", "--no-cache")
        _run(report, "ruff format", "ruff", "format", "--diff", "-q", "--no-cache")
        check_odoo_rules(report)
        check_xml(report)


def _run(report: Report, name: str, module: str, *options: str, folder: Path = CHECKOUT) -> None:
    """Add to ``report`` how a linter of Python went in ``folder``; what it prints explains it."""
    try:
        output_of([sys.executable, "-m", module, *options], cwd=folder)
    except Failure as failure:
        report.add(name, str(failure))
    else:
        report.add(name)


def check_odoo_rules(report: Report) -> None:
    """Run pylint-odoo on a copy of the addon.

    The rules know an addon by the name of its folder, which the checkout need not have.
    """
    with tempfile.TemporaryDirectory() as folder:
        left_out = shutil.ignore_patterns(".*", "__pycache__", "dev", "build", "dist")
        shutil.copytree(CHECKOUT, Path(folder) / ADDON, ignore=left_out)
        options = [f"--rcfile={CHECKOUT / 'pyproject.toml'}"]
        options.append(f"--disable={','.join(PYLINT_EXCEPTIONS)}")
        _run(report, "pylint-odoo", "pylint", *options, ADDON, folder=Path(folder))


def check_xml(report: Report) -> None:
    """Check that every XML file of the addon is well-formed."""
    wrong = []
    for file in sorted(CHECKOUT.rglob("*.xml")):
        try:
            ElementTree.parse(file)
        except ElementTree.ParseError as error:
            wrong.append(f"{file.relative_to(CHECKOUT)}: {error}")
    report.add("XML", "\n".join(wrong))


def check_in_odoo(run: TestRun) -> None:
    """Run Odoo's own linter where the addon gets installed."""
    with with_odoo(run.odoo, run.server, "lint") as database:
        run.run(database, f"{ADDON},test_lint", ODOO_LINT_TAGS, "test_lint")
