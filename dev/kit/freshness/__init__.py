"""How soon is in the shop what is saved in Odoo: seen by a shopper, while the pusher is killed.

Odoo's own scheduler pushes, in a process of its own that gets SIGKILL again and again. Somebody
saves a name, a price, a rule or a stock level each second; a shopper reads the Store API.
"""

import json
import time
from collections import defaultdict
from contextlib import suppress
from pathlib import Path
from statistics import median
from threading import Event, Thread

from .. import databases
from ..demo.shop import open_shop
from ..medusa import Store
from ..odoo import Odoo
from ..odoo_task import Tasks
from ..paths import LOGS
from ..postgres import Server
from ..shell import alive, say, start, step, stop
from .reader import Shopper

HERE = Path(__file__).parent
MINUTES, KILLS = 10.0, 5
CURRENCY = "SELECT lower(name) FROM res_currency WHERE id = (SELECT currency_id FROM res_company)"
# How long the last save may take.
PATIENCE = 150


class Pusher:
    """Odoo's scheduler in a process of its own, that is killed and comes again."""

    def __init__(self, odoo: Odoo, server: Server, database: str) -> None:
        """Start it."""
        options = ("--no-http", "--max-cron-threads=2", "--log-level=info")
        self.command = odoo.command("-d", database, *options)
        self.environment = odoo.environment | server.environment
        self.log = LOGS / f"{database}-pusher.log"
        self.number = 0
        self.start()

    def start(self) -> None:
        """Start it, with a log of its own."""
        self.number += 1
        log = self.log.with_suffix(f".{self.number}.log")
        self.process = start(self.command, log=log, env=self.environment)

    def kill(self) -> None:
        """Kill it as a lack of memory does, and start it again."""
        self.process.kill()
        self.process.wait()
        self.start()

    def kill_often(self, count: int, seconds: float, over: Event) -> None:
        """Kill it so many times within the seconds."""
        for _kill in range(count):
            if over.wait(seconds / (count + 1)):
                return
            self.kill()

    def end(self) -> None:
        """End it."""
        if alive(self.process.pid):
            stop(self.process.pid)


def measure(odoo: Odoo, server: Server, minutes: float, kills: int) -> bool:
    """Let somebody save, and say how soon it was in the shop; return whether nothing was lost."""
    with databases.with_store(odoo, server, "fresh") as (name, store):
        return _measure(Tasks(odoo, server, name, HERE), store, minutes * 60, kills)


def _measure(do: Tasks, store: Store, seconds: float, kills: int) -> bool:
    told = LOGS / f"{do.database}-saves.log"
    told.write_text("")
    shop = open_shop(store, "Fresh", do.server.query(CURRENCY, do.database))
    with step("Filling a shop"):
        count = do("shop.make", url=store.url, key=store.api_key, channel=shop.channel["id"])
    say(f"  {count} products")
    shopper, pusher, over = Shopper(shop), Pusher(do.odoo, do.server, do.database), Event()
    killer = Thread(target=pusher.kill_often, args=(kills, seconds, over))
    shopper.start()
    killer.start()
    try:
        with step(f"One save a second for {seconds / 60:g} minutes, {kills} kills"):
            saved = do("editor.edit", seconds=seconds, told=str(told))
        with step("Waiting for the last save"):
            _wait(shopper, told)
    finally:
        over.set()
        killer.join()
        shopper.end()
        pusher.end()
    say(f"  a save took {saved['median']:.0f} ms, {saved['longest']:.0f} ms at the most")
    lost = _report(shopper, told)
    known = do("shop.tell")
    say(f"  runs: {known['runs']}, left to push: {known['left']}")
    for kind, (count, half, most) in known["figures"].items():
        say(f"  on the store's form: {kind}: {count} changes, {half:.1f} s, {most:.1f} s")
    return not lost


def _read(told: Path) -> list[dict]:
    return [json.loads(line) for line in told.read_text().splitlines()]


def _wait(shopper: Shopper, told: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and any(_find(shopper, row) is None for row in _read(told)):
        time.sleep(1)


def _find(shopper: Shopper, row: dict) -> float | None:
    with suppress(RuntimeError):  # it is looking right now
        return shopper.find(row["kind"], row["product"], row["number"])
    return None


def _report(shopper: Shopper, told: Path) -> list[dict]:
    """Say how soon each kind was seen, and return the saves that never were."""
    ages, lost = defaultdict(list), []
    for row in _read(told):
        at = _find(shopper, row)
        if at is None:
            lost.append(row)
        else:
            ages[row["kind"]].append(at - row["at"])
            ages["all"].append(at - row["at"])
    for kind, found in sorted(ages.items()):
        found.sort()
        most = found[min(int(len(found) * 0.95), len(found) - 1)]
        say(
            f"  seen by a shopper: {kind}: {len(found)} saves, half within {median(found):.1f} s, "
            f"95 % within {most:.1f} s, all within {found[-1]:.1f} s"
        )
    for row in lost:
        say(f"  LOST: {row}")
    return lost
