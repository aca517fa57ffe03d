"""The addon beside OCA's queue_job: its tests with it, and a run by its real job runner."""

import time
from contextlib import ExitStack, contextmanager
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from .. import databases, medusa
from ..install import install_once
from ..odoo import Odoo
from ..odoo_task import do_in_odoo
from ..odoo_tests import TestRun
from ..paths import ADDON, CACHE, DEV, LOGS, files_hash
from ..shell import Failure, run as run_command, step, stop
from ..venv import venv
from ..web import free_port, serve

TAGS = f"medusa_queue_job/{ADDON}"
REQUIREMENTS = DEV / "requirements-queue_job.txt"
HERE = Path(__file__).parent / "inside"
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
    shop = stack.enter_context(databases.database(run.server, "queue_job-medusa"))
    store = stack.enter_context(medusa.fresh_store(run.server, shop))
    name = stack.enter_context(databases.database(run.server, "queue_job-runner"))
    template = databases.template(run.odoo, run.server, "stock", demo=False)
    databases.copy(run.server, template, name)
    with step(f"Installing {ADDON} beside queue_job"):
        databases.install(run.odoo, run.server, name, f"{ADDON},queue_job")
    do = _Tasks(run, name)
    do("shop.press", url=store.url, key=store.api_key, products=PRODUCTS, workers=WORKERS)
    with _running(run, name), step(f"Having queue_job's runner push {PRODUCTS} products"):
        found = _wait(do)
    for test, fault in _compare(found).items():
        run.report.add(f"queue_job: {test}", fault)


class _Tasks:
    """Calls the functions of ``inside`` in one database."""

    def __init__(self, run: TestRun, database: str) -> None:
        self._run = run
        self._database = database

    def __call__(self, task: str, **arguments: Any) -> Any:
        return do_in_odoo(self._run.odoo, self._run.server, self._database, HERE, task, **arguments)


@contextmanager
def _running(run: TestRun, database: str) -> Iterator[None]:
    """Run Odoo with the job runner and without a scheduler: whatever is done, jobs do it."""
    port = free_port()
    log = LOGS / f"{database}-server.log"
    command = run.odoo.command(
        f"--database={database}",
        f"--http-port={port}",
        f"--workers={WORKERS + 1}",
        "--max-cron-threads=0",
        "--load=base,web,queue_job",
        f"--db-filter=^{database}$",
    )
    env = run.odoo.environment | run.server.environment
    env |= {"ODOO_QUEUE_JOB_CHANNELS": f"root:{WORKERS + 1},root.medusa:{WORKERS}"}
    url = f"http://127.0.0.1:{port}/web/health"
    pid = serve("Odoo with the job runner", command, url, log=log, env=env)
    try:
        yield
    finally:
        stop(pid)


def _wait(do: _Tasks) -> dict[str, Any]:
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
