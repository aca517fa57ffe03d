"""Variants that pictures get back: each image that stays, or comes back, shows what it did."""

from __future__ import annotations

from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.images import ImageApi
from .assignments import assign, read_assignments
from .difference import IMAGE, Difference
from .identity import Remote
from .result import Outcome
from .undo_plan import Undone, decide


def plan_shown(remote: Remote, undone: Undone) -> None:
    """Decide what images show again; what becomes of the images themselves is decided before.

    :param remote: the product, with `pictures.PICTURE_FIELDS`
    :param undone: is changed
    """
    rows = [row for row in undone.alone if row.field.startswith(IMAGE)]
    if not rows:
        return
    ids = undone.variant_ids
    there = {*ids, *(row["id"] for row in remote.get("variants") or [])}
    keys = {medusa_id: key for key, medusa_id in ids.items()}
    present = read_assignments(remote.get("images") or [], keys)
    body = undone.body
    after = {row["url"] for row in body["images"]} if "images" in body else present.keys()
    for row in rows:
        url, former = row.field.removeprefix(IMAGE), row.store
        # What the run added goes, or stays with all that it has; and so does what can't come back.
        if former is None or url not in after:
            continue
        wanted = [key for key in former if key in there]
        if len(wanted) < len(former):
            gone = [key for key in former if key not in there]
            undone.stays.append(Difference(row.field, None, gone, row.odoo))
        if former and not wanted:
            # Without any it would show all variants.
            continue
        # Made again by an undo that was broken off, it shows nothing for certain variants yet.
        now = present.get(url) if row.odoo is not None else present.get(url) or None
        if decide(Difference(row.field, None, wanted, row.odoo), now, undone, _is_same):
            undone.shown[url] = [ids.get(key, key) for key in wanted]


def _is_same(first: Any, second: Any) -> bool:
    return (first is None) == (second is None) and set(first or ()) == set(second or ())


def show(client: MedusaClient, outcome: Outcome, row: Remote, undone: Undone) -> None:
    """Let images show what they did.

    :param row: the product as it is by now, with `pictures.PICTURE_FIELDS`
    :raise MedusaError: of the client
    """
    images = ImageApi(client)
    for image in row.get("images") or []:
        wanted = undone.shown.get(image["url"])
        if wanted is None:
            continue
        present = {each["id"] for each in image.get("variants") or []}
        add, remove = sorted(set(wanted) - present), sorted(present - set(wanted))
        if add or remove:
            assign(images, outcome, row["id"], image, add, remove)
