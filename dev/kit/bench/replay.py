"""Send requests with a plain client, one after the other, and print how long they take.

A program of its own: it has ``requests`` and nothing of Odoo. It reads the requests from a file, a
line each. The other store gives its records other ids: they are learned from its answers.
"""

import base64
import json
import os
import re
import sys
import time

import requests

ID = re.compile(r"\b[a-z]+_[0-9A-Z]{26}\b")
# What tells a record from its siblings, whatever its id is.
NAMES = ("external_id", "sku", "handle", "value", "title", "name", "code", "currency_code", "key")


def main(url: str, file: str) -> None:
    """Send the requests of a file to the store at ``url``."""
    session = requests.Session()
    session.trust_env = False
    session.auth = (os.environ["MEDUSA_API_KEY"], "")
    ids: dict[str, str] = {}
    seconds = 0.0
    with open(file, encoding="utf-8") as rows:
        for line in rows:
            row = json.loads(line)
            headers = {"Content-Type": row["type"]} if row["type"] else {}
            body = _translate(base64.b64decode(row["body"]), ids)
            path = _translate(row["path"].encode(), ids).decode()
            start = time.perf_counter()
            response = session.request(row["method"], url + path, data=body, headers=headers)
            answer = response.json() if response.content else None
            seconds += time.perf_counter() - start
            response.raise_for_status()
            learn(row["answer"], answer, ids)
    print(seconds)


def _translate(text: bytes, ids: dict[str, str]) -> bytes:
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
        named = {_get_name(row, place): row for place, row in enumerate(theirs)}
        for place, row in enumerate(ours):
            learn(row, named.get(_get_name(row, place)), ids)


def _get_name(row: object, place: int) -> str:
    if not isinstance(row, dict):
        return str(place)
    mark = (row.get("metadata") or {}).get("external_id")
    found = [(name, str(row[name])) for name in NAMES if row.get(name)]
    return str((mark, found)) if mark or found else str(place)


if __name__ == "__main__":
    main(*sys.argv[1:])
