"""The linters: of Python, of Odoo addons, of XML, and Odoo's own."""

import shutil
import subprocess
import tempfile
from pathlib import Path
from xml.etree import ElementTree

from .odoo_tests import TestRun
from .paths import ADDON, CHECKOUT, DEV
from .report import Report
from .shell import step
from .venv import venv

REQUIREMENTS = DEV / "requirements-tools.txt"
# What it has to say about an addon; all of it takes minutes, and is about Odoo itself.
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


def tools() -> Path:
    """Return the Python that has the linters."""
    return venv("tools", "Installing the linters", REQUIREMENTS)


def check_files(report: Report) -> None:
    """Run the linters that only read files."""
    python = tools()
    with step("Linters"):
        _run(
            report, "ruff check", [python, "-m", "ruff", "check", "--quiet", "--no-cache", CHECKOUT]
        )
        _run(
            report,
            "ruff format",
            [python, "-m", "ruff", "format", "--diff", "-q", "--no-cache", CHECKOUT],
        )
        check_odoo_rules(report, python)
        check_xml(report)


def _run(report: Report, name: str, command: list, cwd: Path = CHECKOUT) -> None:
    """Add to ``report`` how ``command`` went; what it prints is the explanation."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd=cwd,
        check=False,
    )
    printed = (done.stdout + done.stderr).strip()
    report.add(name, (printed or f"exit code {done.returncode}") if done.returncode else "")


def check_odoo_rules(report: Report, python: Path) -> None:
    """Run pylint-odoo on a copy of the addon.

    The rules know an addon by the name of its folder, which the checkout need not have.
    """
    with tempfile.TemporaryDirectory() as folder:
        left_out = shutil.ignore_patterns(".*", "__pycache__", "dev", "build", "dist")
        shutil.copytree(CHECKOUT, Path(folder) / ADDON, ignore=left_out)
        options = [f"--rcfile={CHECKOUT / 'pyproject.toml'}"]
        options.append(f"--disable={','.join(PYLINT_EXCEPTIONS)}")
        pylint = [python, "-m", "pylint", *options, ADDON]
        _run(report, "pylint-odoo", pylint, cwd=Path(folder))


def check_xml(report: Report) -> None:
    """Check that every XML file of the addon is well-formed."""
    wrong = []
    for file in sorted(CHECKOUT.rglob("*.xml")):
        try:
            ElementTree.parse(file)
        except ElementTree.ParseError as error:
            wrong.append(f"{file.relative_to(CHECKOUT)}: {error}")
    report.add("XML", "\n".join(wrong))


def check_in_odoo(run: TestRun, database: str) -> None:
    """Run Odoo's own linter in ``database``, where the addon gets installed."""
    run.run(database, f"{ADDON},test_lint", ODOO_LINT_TAGS, "test_lint")
