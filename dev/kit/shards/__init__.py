"""The addon's own tests in shards, which run beside one another.

Each has an Odoo database of its own. All that need a real store are in one: some count what is in
the store, and would see each other's.
"""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from ..odoo_task import Tasks
from ..odoo_tests import TestRun
from ..paths import ADDON, CHECKOUT
from ..report import Report

# What has a tag of its own needs more than this part sets up.
ELSEWHERE = "-medusa_website,-medusa_queue_job,-medusa_roles"
TAGS = f"/{ADDON},{ELSEWHERE}"
REAL = "addon-real"
# Together they take as long as the other parts.
FAKE = ("addon-fake-1", "addon-fake-2")
HERE = "-medusa_website,-medusa_queue_job,-medusa_roles"
TAGS = f"/{ADDON},{ELSEWHERE}"
SHARDS = {
    "addon-real": f"medusa_real/{ADDON},{ELSEWHERE}",
    "addon-fake": f"{TAGS},-medusa_real",
}
HERE = Path(__file__).parent


def share_out() -> dict[str, str]:
    """Return {shard: Odoo's test tags}; the files of tests are dealt out by their size."""
    files = sorted((CHECKOUT / "tests").glob("test_*.py"), key=lambda path: path.name)
    files.sort(key=lambda path: path.stat().st_size, reverse=True)
    dealt = {shard: [] for shard in FAKE}
    for file in files:
        least = min(FAKE, key=lambda shard: sum(each.stat().st_size for each in dealt[shard]))
        dealt[least].append(file)
    tags = {REAL: f"medusa_real/{ADDON},{ELSEWHERE}"}
    for shard in FAKE:
        # A file that isn't another shard's is this one's, whatever its name.
        others = [file for each in FAKE if each != shard for file in dealt[each]]
        left_out = [f"-/{ADDON}/tests/{file.name}" for file in others]
        tags[shard] = ",".join([TAGS, "-medusa_real", *left_out])
    return tags


SHARDS = share_out()


def tell_known(run: TestRun, database: str) -> list[str]:
    """Return the names of all tests that the shards share out among themselves."""
    tell = Tasks(run.odoo, run.server, database, HERE)
    return tell("tests.tell", module=ADDON, tags=TAGS)


def check(reports: Mapping[str, Report], report: Report) -> None:
    """Report whether every test of the tree ran in exactly one shard, when all shards are over."""
    if not reports.keys() >= SHARDS.keys() or any(reports[name].failures for name in SHARDS):
        return  # Of a class that fails as a whole, no test is named.
    times = Counter(name for shard in SHARDS for name in reports[shard].names())
    known = {name for shard in SHARDS for name in reports[shard].known}
    wrong = [f"{name} ran {times[name]} times" for name in sorted(known) if times[name] != 1]
    wrong += [f"{name} isn't known" for name in sorted(times.keys() - known)]
    if wrong:
        report.add("shards", "\n".join(wrong))
