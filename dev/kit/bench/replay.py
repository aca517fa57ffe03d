"""Send requests with a plain client, and print how long they take.

A program of its own: it has ``requests`` and nothing of Odoo. It reads the requests from a file: a
line of JSON, then the body, then the answer that Odoo got. The other store gives its records other
ids: they are learned from its answers.

They go one after the other, or, from the first batch of products on, on several connections: what a
cold push sends by then needs nothing that an answer tells.
"""

import json
import os
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import BinaryIO

import requests

ID = re.compile(r"(?<![a-z])[a-z]+_[0-9A-Z]{26}(?![0-9A-Z])")
BATCHES = "/admin/products/batch"
# What tells a record from its siblings, whatever its id is.
NAMES = ("external_id", "sku", "handle", "value", "title", "name", "code", "currency_code", "key")


def main(url: str, file: str, connections: str = "1") -> None:
    """Send the requests of a file to the store at ``url``."""
    client, count = Client(url), int(connections)
    seconds = 0.0
    with open(file, "rb") as stream:
        rows = read(stream)
        for row in rows:
            if count > 1 and row["path"].startswith(BATCHES):
                seconds += client.send_at_once([row, *rows], count)
                break
            seconds += client.send_one(row)
    print(seconds)


def read(stream: BinaryIO) -> Iterator[dict]:
    """Yield each request, with its body and the answer that Odoo got."""
    while line := stream.readline():
        row = json.loads(line)
        yield row | {"body": stream.read(row["body"]), "answer": stream.read(row["answer"])}


class Client:
    """Sends requests to a store, and knows by which ids it has what Odoo's store had by others."""

    def __init__(self, url: str):
        self.url = url
        self.ids: dict[str, str] = {}
        # A thread has a connection of its own.
        self._local = threading.local()

    def send_one(self, row: dict) -> float:
        """Send a request, and learn from its answer; return the seconds that it took."""
        row = self._translate(row)
        start = time.perf_counter()
        answer = self._send(row)
        seconds = time.perf_counter() - start
        learn(json.loads(row["answer"] or b"null"), answer, self.ids)
        return seconds

    def send_at_once(self, rows: list[dict], connections: int) -> float:
        """Send requests on several connections; return the seconds that all of it took."""
        rows = [self._translate(row) for row in rows]
        with ThreadPoolExecutor(connections) as executor:
            start = time.perf_counter()
            list(executor.map(self._send, rows))
            return time.perf_counter() - start

    def _translate(self, row: dict) -> dict:
        path = translate(row["path"].encode(), self.ids).decode()
        return row | {"path": path, "body": translate(row["body"], self.ids)}

    def _send(self, row: dict) -> object:
        headers = {"Content-Type": row["type"]} if row["type"] else {}
        url = self.url + row["path"]
        response = self._session.request(row["method"], url, data=row["body"], headers=headers)
        answer = response.json() if response.content else None
        if response.status_code != row["status"]:
            request = f"{row['method']} {row['path']}"
            raise ValueError(f"{request} was answered {response.status_code}: {response.text}")
        return answer

    @property
    def _session(self) -> requests.Session:
        if not hasattr(self._local, "session"):
            session = self._local.session = requests.Session()
            session.trust_env = False
            session.auth = (os.environ["MEDUSA_API_KEY"], "")
        return self._local.session


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
