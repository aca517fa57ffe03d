"""The addon beside OCA's queue_job: its tests with it, and a run by its real job runner."""

import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import databases
from ..install import install_once
from ..odoo import serving
from ..odoo_task import Tasks
from ..odoo_tests import TestRun
from ..paths import ADDON, CACHE, DEV, files_hash
from ..shell import Failure, run as run_command, step
from ..venv import venv
from ..web import free_port

TAGS = f"medusa_queue_job/{ADDON}"
REQUIREMENTS = DEV / "requirements-queue_job.txt"
HERE = Path(__file__).parent
PRODUCTS = 900
WORKERS = 3
PATIENCE = 300


def check(run: TestRun, tags: str | None, stack: ExitStack) -> None:
    """Run the tests that need queue_job, then let its runner do a run; report both."""
    beside = replace(run, odoo=replace(run.odoo, packages=setup()))
    modules = f"{ADDON},queue_job"
    tested = stack.enter_context(databases.database(run.server, "queue_job"))
    beside.run(tested, modules, tags or TAGS, "queue_job")
    if not tags:
        _check_runner(beside, stack)


def setup() -> Path:
    """Return the folder of queue_job's packages; download them first when they are missing."""

    def fill(folder: Path) -> None:
        pip = [venv("odoo", "Installing what Odoo needs from Python"), "-m", "pip"]
        options = ["--disable-pip-version-check", "--no-deps", "--target", folder]
        command = [*pip, "install", *options, "--requirement", REQUIREMENTS]
        run_command(command, log=f"{folder.name}-pip")

    folder = CACHE / f"queue_job-{files_hash(REQUIREMENTS)}"
    return install_once(folder, "Downloading queue_job", fill)


def _check_runner(run: TestRun, stack: ExitStack) -> None:
    """Let a manager press a button, and queue_job's runner do the rest."""
    modules = f"{ADDON},queue_job"
    opened = databases.with_store(
        run.odoo, run.server, "queue_job-runner", modules=modules, quick=True
    )
    name, store = stack.enter_context(opened)
    do = Tasks(run.odoo, run.server, name, HERE)
    do("shop.press", url=store.url, key=store.api_key, products=PRODUCTS, workers=WORKERS)
    # Without a scheduler: whatever is done, jobs do it.
    options = (f"--workers={WORKERS + 1}", "--max-cron-threads=0", "--load=base,web,queue_job")
    channels = {"ODOO_QUEUE_JOB_CHANNELS": f"root:{WORKERS + 1},root.medusa:{WORKERS}"}
    running = serving(run.odoo, run.server, name, free_port(), *options, environment=channels)
    with running, step(f"Having queue_job's runner push {PRODUCTS} products"):
        found = _wait(do)
    for test, fault in _compare(found).items():
        run.report.add(f"queue_job: {test}", fault)


def _wait(do: Tasks) -> dict[str, Any]:
    """Return what became of the run, when it is over."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found = do("shop.look")
        if found["state"] not in ("queued", "running") and not found["open_jobs"]:
            return found
        time.sleep(1)
    raise Failure(f"queue_job's runner did not come to an end: {found}")


def _compare(found: dict[str, Any]) -> dict[str, str]:
    """Return {what is checked: what is wrong with it, or nothing}."""
    created = f"{found['created']} of {PRODUCTS}" if found["created"] != PRODUCTS else ""
    channels = found["channels"] != [f"root.medusa.{found['store']}"]
    helped = found["functions"] != ["_job_help", "_job_run"]
    return {
        "the run is done": "" if found["state"] == "done" else str(found),
        "all products are created": created,
        "no job failed": "" if found["states"] == ["done"] else str(found["states"]),
        "jobs have the store's channel": str(found["channels"]) if channels else "",
        "helpers had jobs of their own": str(found["functions"]) if helped else "",
        "no job committed on its own cursor": found["errors"],
    }
