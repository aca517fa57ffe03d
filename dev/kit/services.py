"""PostgreSQL and a Medusa store that stay up for a developer."""

import json
from pathlib import Path

from . import cluster, http, medusa, process
from .paths import CACHE
from .shell import say

DATABASE = "medusa-services"
USUAL_PORT = 9000
STATE = CACHE / "services" / "medusa.json"


def up() -> None:
    """Start what does not run yet; Medusa with an empty database."""
    if cluster.is_private():
        cluster.Cluster().keep()
    with cluster.server() as server:
        if _medusa():
            return
        installation = medusa.setup()
        medusa.create_database(installation, server, DATABASE)
        port = process.free_port_like(USUAL_PORT)
        url, pid = medusa.start(installation, server, DATABASE, port)
        state = {"pid": pid, "url": url, "api_key": medusa.create_key(url)}
        STATE.parent.mkdir(parents=True, exist_ok=True)
        STATE.touch(mode=0o600)
        STATE.write_text(json.dumps(state))


def down() -> None:
    """Stop what ``up`` has started; PostgreSQL only when nobody else uses it."""
    if state := _medusa():
        medusa.stop(state["pid"], DATABASE)
    STATE.unlink(missing_ok=True)
    if cluster.is_private():
        cluster.Cluster().release()


def status() -> bool:
    """Say what runs and how it is reached, and tell whether all of it does."""
    database, state = _database(), _medusa()
    say("\n".join(database) if database else "PostgreSQL is not running.")
    if not state:
        say("Medusa is not running.")
        return False
    say(f"MEDUSA_URL={state['url']}")
    say(f"MEDUSA_API_KEY={state['api_key']}")
    say(f"Medusa's admin user: {medusa.ADMIN}, password: {medusa.PASSWORD}")
    return bool(database)


def _database() -> list[str]:
    """Return the variables that reach PostgreSQL, as lines; none when it does not run."""
    if not cluster.is_private():
        with cluster.server() as server:
            return [f"{name}={value}" for name, value in server.environment.items()]
    private = cluster.Cluster()
    if not private.running():
        return []
    return [f"{name}={value}" for name, value in private.server.environment.items()]


def _medusa() -> dict | None:
    """Return the notes about the Medusa that ``up`` has started, when it runs."""
    if not STATE.exists():
        return None
    state = json.loads(STATE.read_text())
    command = Path(f"/proc/{state['pid']}/cmdline")
    ours = command.exists() and b"medusa" in command.read_bytes()
    return state if ours and http.answers(f"{state['url']}/health") else None
