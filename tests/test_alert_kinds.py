from datetime import datetime, timedelta

from odoo.tests import tagged
from odoo.tests.common import BaseCase

from ..models.alert.facts import Facts, Pulse, RunFacts, Schedule
from ..models.alert.kinds import KINDS, find_alarms
from ..models.alert.reading import get_covered_by, get_product_scopes

NOW = datetime(2026, 3, 1, 12)


def ago(**delta):
    return NOW - timedelta(**delta)


def run(key=2, state="failed", scope="full", **vals):
    vals = {"made": ago(hours=1), "ended": ago(minutes=30), "failure_type": "internal", **vals}
    return RunFacts(key, scope, state, **vals)


def went(hours=1, key=1, scope="full", backlogs=()):
    return {scope: Pulse(ago(hours=hours), key, tuple(backlogs))}


DAILY = Schedule("sync", "full", changed=ago(days=90))
CALM = {
    "went": went(),
    "schedules": (DAILY,),
    "crons": (("sync", True), ("queue", True)),
    "covered_by": get_covered_by(),
    "product_scopes": get_product_scopes(),
    "since": ago(days=100),
}

# What is told of what: the kind, and what differs from a calm store.
FOUND = [
    ("copied", {"is_own": False}),
    ("copied", {"is_own": False, "failed": (run(),), "crons": (("sync", False),)}),
    ("key_refused", {"state": "failed", "failure_type": "authentication", "failures": 3}),
    (
        "key_refused",
        {
            "state": "failed",
            "failure_type": "authentication",
            "failures": 1,
            "failed": (run(failure_type="authentication"),),
        },
    ),
    ("rights_missing", {"lacks_rights": True}),
    ("rights_missing", {"state": "failed", "failure_type": "no_role"}),
    (
        "rights_missing",
        {"state": "failed", "failure_type": "forbidden", "failures": 3, "went": went(hours=99)},
    ),
    ("paused", {"state": "paused", "failure_type": "server", "failures": 2}),
    ("paused", {"state": "paused", "failures": 2, "failed": (run(),), "went": went(hours=99)}),
    ("guard", {"waiting": run(state="waiting", leaving=12)}),
    ("guard", {"waiting": run(state="waiting"), "went": went(hours=99)}),
    ("run_failed", {"failed": (run(),)}),
    ("run_failed", {"state": "paused", "failures": 1, "failed": (run(),)}),
    ("run_failed", {"failed": (run(),), "went": went(hours=99)}),
    ("run_failed", {"failed": (run(scope="stock"),)}),
    ("cron_off", {"crons": (("sync", False), ("queue", True))}),
    ("cron_off", {"crons": (("sync", False),), "went": went(hours=99)}),
    ("overdue", {"went": went(hours=26.1)}),
    ("overdue", {"went": {}}),
    ("overdue", {"open": (run(state="running", made=ago(hours=9), moved=ago(hours=2)),)}),
    ("overdue", {"open": (run(state="queued", made=ago(hours=2)),)}),
    (
        "overdue",
        {
            "schedules": (
                DAILY,
                Schedule("stock", "stock", True, 15, "minutes", changed=ago(days=9)),
            ),
            "went": went() | went(scope="stock", hours=0.8),
        },
    ),
    ("refused", {"whole": (run(1, "errors", total=100, failed=6),)}),
    (
        "refused",
        {
            "whole": (run(1, "errors", total=100, failed=6),),
            "failing": (ago(days=2),) * 6,
        },
    ),
    ("refused", {"whole": (run(1, "errors", scope="stock", total=100, failed=6),)}),
    # What failed before is skipped by the next run: it fails all the same.
    (
        "refused",
        {"whole": (run(1, "done", total=100, skipped=6),), "failing": (ago(days=2),) * 6},
    ),
    ("failing", {"failing": (ago(hours=25), ago(hours=1))}),
    ("backlog", {"went": went(backlogs=(1, 2, 3))}),
    ("backlog", {"went": went(backlogs=(5, 6, 7, 8))}),
    ("stock_unsold", {"stock_is_stuck": True}),
]

NOTHING_FOUND = [
    {},
    # A schedule and its margin aren't over.
    {"went": went(hours=25.9)},
    # A run takes its time, but goes on.
    {"went": went(hours=40), "open": (run(3, "running", made=ago(hours=9), moved=ago(minutes=2)),)},
    # It was changed just now, or begins next week.
    {"went": went(hours=99), "schedules": (Schedule("sync", "full", changed=ago(hours=1)),)},
    {
        "went": went(hours=99),
        "schedules": (
            Schedule("sync", "full", first=NOW + timedelta(days=5), changed=ago(days=2)),
        ),
    },
    {"went": {}, "since": ago(hours=20)},
    # A test pushes when somebody asks.
    {"is_scheduled": False, "went": went(hours=99), "crons": (("sync", False),)},
    # What failed went through since, or as part of something larger.
    {"failed": (run(2),), "went": went(key=3)},
    {"failed": (run(2, scope="stock"),), "went": went(key=3)},
    {"failed": (run(2, scope="products"),), "went": went(key=3)},
    # A store that was never connected has nothing to lose.
    {"state": "failed", "failure_type": "authentication", "is_known": False},
    {"state": "paused", "failure_type": "server", "failures": 1},
    {"whole": (run(1, "errors", total=100, failed=5),)},
    {"whole": (run(1, "errors", total=0, failed=5),)},
    # A retry mended them.
    {
        "whole": (run(1, "errors", total=100, failed=50),),
        "went": went() | went(scope="products", key=2),
    },
    {"failing": (ago(hours=23),)},
    {"went": went(backlogs=(3, 2, 3, 4))},
    {"went": went(backlogs=(2, 3))},
    {"went": went(backlogs=(0, 0, 1, 2))},
]


@tagged("post_install", "-at_install")
class TestAlarmKinds(BaseCase):
    """What is found, and what is said by another alarm already: a table."""

    def find(self, vals):
        found, _hidden = find_alarms(Facts(now=NOW, **{**CALM, **vals}))
        return list(found)

    def test_found(self):
        for kind, vals in FOUND:
            with self.subTest(kind=kind, **vals):
                self.assertEqual(self.find(vals), [kind])

    def test_nothing_found(self):
        for vals in NOTHING_FOUND:
            with self.subTest(**vals):
                self.assertEqual(self.find(vals), [])

    def test_every_kind_is_tried(self):
        self.assertEqual({kind for kind, _vals in FOUND}, set(KINDS))

    def test_margin(self):
        for number, unit, hours in ((30, "minutes", 1), (1, "days", 26), (1, "weeks", 170)):
            schedule = Schedule("sync", "full", True, number, unit)
            self.assertEqual(schedule.get_limit(NOW), NOW + timedelta(hours=hours))
