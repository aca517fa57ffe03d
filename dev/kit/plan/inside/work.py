"""A shop that is edited, planned and run."""

import sys
from pathlib import Path
from random import Random

import requests
from meter import Meter
from odoo_store import connect, push_stock, run_job

from odoo.addons.medusa_connector.medusa.client import MedusaClient

sys.path.append(str(Path(__file__).parents[4] / "tests" / "support"))
from truth import edits as truth_edits  # noqa: E402
from truth.expect import Expected  # noqa: E402
from truth.lines import prepare_lines  # noqa: E402
from truth.look import Reader  # noqa: E402
from truth.shop import Shop  # noqa: E402

OPEN_STATES = ("queued", "running")
COUNTERS = ("created", "updated", "withdrawn", "failed", "unchanged")
MOST_CALLS = 1000


def compare(env, url, key, count, edits, seeds, is_own):
    """Make a shop and push it; then edit, plan, run and compare it, once for each seed.

    :return: {"rounds": what each of them showed}
    """
    store = Store(url, key)
    env["product.template"].search([]).sale_ok = False
    backend = connect(env, name="Plan", url=url, api_key=key)
    shop = Shop(backend, "plan", store.call)
    shop.make(count)
    env.cr.commit()
    backend.action_test_connection()
    env.cr.commit()
    env.invalidate_all()
    if backend.connection_state != "ok":
        raise AssertionError(backend.connection_message)
    if backend.missing_currencies:
        backend.action_add_currencies()
    push_stock(backend, env["stock.warehouse"].search([], limit=1))
    _do_night(env)
    # What the first night leaves to the next one.
    _do_night(env)
    reader = Reader(store.read, backend.database_uuid)
    kinds = set(truth_edits.EDITS) if is_own else None
    return {"rounds": [_do_round(shop, store, reader, edits, seed, kinds) for seed in seeds]}


def _do_round(shop, store, reader, count, seed, kinds):
    env = shop.env
    with _metered(store) as night:
        _do_night(env)
    done = truth_edits.edit(shop, Random(seed), count, kinds)
    env.cr.commit()
    before = reader.look()
    with _metered(store) as cost_of_plan:
        plan = _do_plan(env, shop.backend)
    lines, methods = prepare_lines(plan), list(store.methods)
    with _metered(store) as cost:
        run = _do_night(env)
    faults = Expected(before, reader.look()).find_faults(lines)
    faults += [
        f"{name}: planned {plan[f'{name}_count']}, done {run[f'{name}_count']}"
        for name in COUNTERS
        if plan[f"{name}_count"] != run[f"{name}_count"]
    ]
    return {
        "seed": seed,
        "edits": dict(done),
        "lines": len(lines),
        "changes": sum(len(line["changes"]) for line in lines),
        "run": {"state": run.state} | {name: run[f"{name}_count"] for name in COUNTERS},
        "methods": sorted(set(methods)),
        "writes": [plan.write_count, run.write_count],
        "faults": faults[:200],
        "night": night,
        "plan": cost_of_plan,
        "cost": cost,
    }


def _do_night(env):
    for _call in range(MOST_CALLS):
        run_job(env, "sync")
        run = env["medusa.sync.run"].search([("scope", "=", "full")], order="id desc", limit=1)
        if run.state not in OPEN_STATES:
            return run
    raise TimeoutError(f"{run.display_name} does not come to an end")


def _do_plan(env, backend):
    plan = env["medusa.plan"].browse(backend.action_plan()["res_id"])
    for _call in range(MOST_CALLS):
        run_job(env, "plan")
        if plan.state not in OPEN_STATES:
            if plan.state != "done":
                raise AssertionError(f"{plan.state}: {plan.failure_answer}")
            return plan
    raise TimeoutError(f"{plan.display_name} does not come to an end")


class _metered:
    """Measures a block; with it, what the addon sends."""

    def __init__(self, store):
        self.store = store
        self.meter = Meter()

    def __enter__(self):
        self.store.methods.clear()
        self.results = {}
        self.meter.__enter__()
        return self.results

    def __exit__(self, *exc_info):
        self.meter.__exit__(*exc_info)
        self.results |= self.meter.results() | {"requests": len(self.store.methods)}


class Store:
    """The store, asked as by another program, and what the addon sends to it.

    :param methods: of the addon's requests since they were counted last
    """

    def __init__(self, url, key):
        self.url = url
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.auth = (key, "")
        self.methods = []
        send, methods = MedusaClient._send_once, self.methods

        def record(client, prepared, *args):
            methods.append(prepared.method)
            return send(client, prepared, *args)

        MedusaClient._send_once = record

    def call(self, method, path, body, query):
        """Return the answer to a request."""
        answer = self.session.request(
            method, f"{self.url}{path}", params=list(query), json=body, timeout=120
        )
        answer.raise_for_status()
        return answer.json()

    def read(self, path, query):
        """Return the answer to a read."""
        return self.call("GET", path, None, query)
