"""Send recorded requests again with a plain client, and print how many seconds that took.

A program of its own: it has ``requests`` and nothing of Odoo.
"""

import json
import os
import sys
import time
from pathlib import Path

import requests


def main(recording: str, url: str) -> None:
    """Send the requests of the file ``recording`` to the store at ``url``."""
    rows = [json.loads(line) for line in Path(recording).read_text().splitlines()]
    session = requests.Session()
    session.trust_env = False
    session.auth = (os.environ["MEDUSA_API_KEY"], "")
    seconds = {"all": 0.0, "writes": 0.0}
    for row in rows:
        start = time.perf_counter()
        send(session, url, row)
        taken = time.perf_counter() - start
        seconds["all"] += taken
        seconds["writes"] += taken if row["method"] != "GET" else 0.0
    print(json.dumps(seconds))


def send(session: requests.Session, url: str, row: dict) -> None:
    """Send one request, and read its answer."""
    body = row["body"] and row["body"].encode()
    headers = {"Content-Type": "application/json"} if body else {}
    response = session.request(row["method"], url + row["path"], data=body, headers=headers)
    response.raise_for_status()
    response.json()


if __name__ == "__main__":
    main(*sys.argv[1:])
