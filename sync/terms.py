"""Which categories, tags, type and collection a product of the store needs."""

from __future__ import annotations

from typing import Any

from .identity import Remote
from .job import Job
from .sections import LISTS, SINGLES

# What the comparison of terms looks at.
TERM_FIELDS = "categories.id,tags.id,type_id,collection_id"


def prepare_create_terms(job: Job) -> dict[str, Any]:
    """Return the fields of a new product that sort it."""
    wanted = job.payload["terms"]
    body: dict[str, Any] = {
        field: [{"id": key} for key in wanted[kind]]
        for kind, field in LISTS.items()
        if wanted.get(kind)
    }
    return body | {field: wanted[kind][0] for kind, field in SINGLES.items() if wanted.get(kind)}


def prepare_terms(job: Job, remote: Remote) -> dict[str, Any]:
    """Return the fields that sort a product of the store, as far as they differ.

    What a marketer added stays: only terms that came from Odoo are taken off.
    """
    body: dict[str, Any] = {}
    for kind, field in LISTS.items():
        if kind not in job.payload["terms"]:
            continue
        # docs/medusa-api.md#links-to-nothing-read-as-null
        present = [row["id"] for row in remote.get(field) or [] if row]
        others = [key for key in present if key not in job.own_terms]
        merged = [*job.payload["terms"][kind], *others]
        if set(merged) != set(present):
            body[field] = [{"id": key} for key in merged]
    for kind, field in SINGLES.items():
        if kind not in job.payload["terms"]:
            continue
        wanted = job.payload["terms"][kind][0] if job.payload["terms"][kind] else None
        present_one = remote.get(field)
        # Without one in Odoo, a marketer's choice stays and ours goes.
        if wanted != present_one and (wanted or present_one in job.own_terms):
            body[field] = wanted
    return body
