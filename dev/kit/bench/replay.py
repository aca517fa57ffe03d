"""Send requests with a plain client, one after the other, and print how long they take.

A program of its own: it has ``requests`` and nothing of Odoo. It reads the requests from a file: a
line of JSON, then the body, then the answer that Odoo got. The other store gives its records other
ids: they are learned from its answers.
"""

import json
import os
import re
import sys
import time
from collections import defaultdict

import requests

ID = re.compile(r"(?<![a-z])[a-z]+_[0-9A-Z]{26}(?![0-9A-Z])")
# What tells a record from its siblings, whatever its id is.
NAMES = ("external_id", "sku", "handle", "value", "title", "name", "code", "currency_code", "key")


def main(url: str, file: str) -> None:
    """Send the requests of a file to the store at ``url``."""
    session = requests.Session()
    session.trust_env = False
    session.auth = (os.environ["MEDUSA_API_KEY"], "")
    ids: dict[str, str] = {}
    seconds = 0.0
    with open(file, "rb") as rows:
        while line := rows.readline():
            row = json.loads(line)
            headers = {"Content-Type": row["type"]} if row["type"] else {}
            body = translate(rows.read(row["body"]), ids)
            ours = rows.read(row["answer"])
            path = translate(row["path"].encode(), ids).decode()
            start = time.perf_counter()
            response = session.request(row["method"], url + path, data=body, headers=headers)
            answer = response.json() if response.content else None
            seconds += time.perf_counter() - start
            if response.status_code != row["status"]:
                raise ValueError(f"{row} was answered {response.status_code}: {response.text}")
            learn(json.loads(ours or b"null"), answer, ids)
    print(seconds)


def translate(text: bytes, ids: dict[str, str]) -> bytes:
    """Return a text with the other store's ids."""
    if b"--" in text[:2] or not ids:
        # Files.
        return text
    return ID.sub(lambda found: ids.get(found[0], found[0]), text.decode()).encode()


def learn(ours: object, theirs: object, ids: dict[str, str]) -> None:
    """Find out which ids of two answers mean the same records."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        if isinstance(ours.get("id"), str) and isinstance(theirs.get("id"), str):
            ids[ours["id"]] = theirs["id"]
        for key, value in ours.items():
            learn(value, theirs.get(key), ids)
    elif isinstance(ours, list) and isinstance(theirs, list):
        named = defaultdict(list)
        for row in reversed(theirs):
            named[_get_name(row)].append(row)
        for row in ours:
            if same := named[_get_name(row)]:
                learn(row, same.pop(), ids)


def _get_name(row: object) -> str:
    """Return what two stores call the same row; of several, the order tells which is which."""
    if not isinstance(row, dict):
        return ""
    mark = (row.get("metadata") or {}).get("external_id")
    return str((mark, [(name, row[name]) for name in NAMES if row.get(name)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
