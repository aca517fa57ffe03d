"""Which images a product of the store needs, and which variants they show."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from .identity import Remote
from .job import Job

# What the comparison of pictures looks at, and an answer must tell to assign them.
PICTURE_FIELDS = "images.id,images.url,images.rank,images.variants.id"

# A picture is uploaded under the name of its checksum; stores add words of their own around it.
_CHECKSUM = re.compile(r"(?<![0-9a-f])[0-9a-f]{40}(?![0-9a-f])")


def get_checksum(url: str) -> str | None:
    """Return the checksum that the name of a file tells, None where Odoo didn't upload it."""
    try:
        name = urlsplit(url).path.rpartition("/")[2]
    except ValueError:
        return None
    found = _CHECKSUM.search(name)
    return found[0] if found else None


def has_pictures(job: Job) -> bool:
    """Tell whether the store gets pictures at all."""
    return job.payload.get("pictures") is not None


def get_urls(job: Job) -> list[str]:
    """Return the URLs of the job's pictures, in Odoo's order."""
    known = job.pictures
    return [known[row["key"]] for row in job.payload["pictures"] if row["key"] in known]


def prepare_create_pictures(job: Job) -> dict[str, Any]:
    """Return `images` and `thumbnail` of a new product, {} without pictures."""
    urls = get_urls(job) if has_pictures(job) else []
    if not urls:
        return {}
    return {"images": [{"url": url} for url in urls], "thumbnail": urls[0]}


def prepare_pictures(job: Job, remote: Remote) -> dict[str, Any]:
    """Return `images` and `thumbnail` of a product that is in the store; {} if they are right.

    The list is replaced by what is sent. An image that is sent with its id keeps the variants it
    shows; one without would be made anew (docs/medusa-api.md#images-keep-their-id). Images that a
    marketer added follow after Odoo's, unless Odoo owns the pictures.
    """
    wanted = get_urls(job)
    # A list's order means nothing in an answer; the rank is the place in the shop.
    present = sorted(remote.get("images") or [], key=lambda row: row.get("rank") or 0)
    ids = {row["url"]: row["id"] for row in reversed(present)}
    # Also those of a push that had no answer, and of records that are no more.
    ours = {*job.former_picture_urls, *wanted}
    ours |= {row["url"] for row in present if get_checksum(row["url"])}
    others = [] if job.owns_pictures else [row for row in present if row["url"] not in ours]
    images = [{"id": ids[url], "url": url} if url in ids else {"url": url} for url in wanted]
    images += [{"id": row["id"], "url": row["url"]} for row in others]
    thumbnail = wanted[0] if wanted else _keep_thumbnail(remote, ours, others)
    body: dict[str, Any] = {}
    if job.force or [row["url"] for row in images] != [row["url"] for row in present]:
        body["images"] = images
    if thumbnail != remote.get("thumbnail"):
        body["thumbnail"] = thumbnail
    return body


def _keep_thumbnail(remote: Remote, ours: set[str], others: list[Remote]) -> str | None:
    """Return the thumbnail of a product that has no picture in Odoo (any more)."""
    present = remote.get("thumbnail")
    if present and present not in ours:
        return present
    return others[0]["url"] if others else None


def plan_assignments(
    job: Job, images: list[Remote], variant_ids: dict[str, str]
) -> list[tuple[Remote, list[str], list[str]]]:
    """Return (image, variants to add, variants to remove) where they differ.

    An image without variants shows all of them.

    :param images: the product's images in the store, with their variants
    :param variant_ids: Medusa variant id by the variant's external_id
    """
    by_url = {row["url"]: row for row in images}
    changes = []
    for row in job.payload.get("pictures") or []:
        image = by_url.get(job.pictures.get(row["key"], ""))
        if not image:
            continue
        wanted = {variant_ids[key] for key in row["variants"] if key in variant_ids}
        present = {variant["id"] for variant in image.get("variants") or []}
        if wanted != present:
            changes.append((image, sorted(wanted - present), sorted(present - wanted)))
    return changes


def needs_images(job: Job, remote: Remote | None = None) -> bool:
    """Tell whether an answer must show the images: some are, or were, for certain variants."""
    if not has_pictures(job):
        return False
    shown = [row.get("variants") for row in (remote or {}).get("images") or []]
    return any(shown) or any(row["variants"] for row in job.payload["pictures"])


def has_new_variants(job: Job, variant_ids: dict[str, str]) -> bool:
    """Tell whether a variant with a picture of its own isn't the one of the last push any more.

    :param variant_ids: Medusa variant id by the variant's external_id, as they are now
    """
    named = {key for row in job.payload.get("pictures") or [] for key in row["variants"]}
    return any(variant_ids.get(key) != job.variant_ids.get(key) for key in named)
