"""Send requests with a plain client, and print how many seconds each of them takes.

A program of its own: it has ``requests`` and nothing of Odoo. It reads a request from each line
of its input.
"""

import json
import os
import sys
import time

import requests


def main(url: str) -> None:
    """Send the requests to the store at ``url``."""
    session = requests.Session()
    session.trust_env = False
    session.auth = (os.environ["MEDUSA_API_KEY"], "")
    for line in sys.stdin:
        row = json.loads(line)
        start = time.perf_counter()
        body = row["body"] and row["body"].encode()
        headers = {"Content-Type": "application/json"} if body else {}
        response = session.request(row["method"], url + row["path"], data=body, headers=headers)
        if response.status_code == 404:
            # It names a record that the addon has just made in its own store.
            print("unmatched", flush=True)
            continue
        response.raise_for_status()
        response.json()
        print(time.perf_counter() - start, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
