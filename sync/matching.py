"""Finding in the store what belongs to an Odoo record, in the contract's order."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from .failures import ConflictError
from .identity import Databases, Remote, get_external_id, is_contested, is_ours, tell_owner
from .job import Job
from .labels import get_labels, get_remote_options, get_titles
from .option_names import show


def get_variant_ids(remote: Remote) -> dict[str, str]:
    """Return {external_id: Medusa id} of a product's variants that came from Odoo."""
    rows = remote.get("variants") or []
    return {key: row["id"] for row in rows if (key := get_external_id(row))}


def match_product(
    job: Job,
    by_id: dict[str, Remote],
    found: Iterable[Remote],
    databases: Databases,
    makes: bool = True,
) -> Remote | None:
    """Return the product of the store that is the job's, or None if it is not there.

    :param by_id: products of the store by their id, as just read.
    :param found: products whose external_id is the job's, as just read.
    :param databases: whose marks are ours.
    :param makes: whether the product is made where there is none.
    :raise ConflictError: if several could be it, or if another database's may be it.
    """
    stored = by_id.get(job.medusa_id) if job.medusa_id else None
    if stored and is_ours(stored, databases):
        return stored
    if stored and is_contested(stored, databases):
        raise ConflictError("foreign", [tell_owner(stored)])
    # One that a database took over whose products are left alone is that database's now.
    candidates = {row["id"]: row for row in found}
    candidates |= {key: by_id[key] for key in job.candidates if key in by_id}
    for key in job.refused:
        candidates.pop(key, None)
    ours = [row for row in candidates.values() if is_ours(row, databases)]
    if len(ours) > 1:
        raise ConflictError("candidates", sorted(row["id"] for row in ours))
    contested = [row for row in candidates.values() if is_contested(row, databases)]
    if makes and contested and not ours:
        raise ConflictError("foreign", [tell_owner(row) for row in contested])
    return ours[0] if ours else None


def match_variants(job: Job, remote: Remote) -> tuple[dict[str, Remote], list[Remote]]:
    """Return ({external_id: variant of the store}, the store's variants nobody claimed).

    Variants are looked for inside their own product only: template 12 and variant 12 are both
    "12". The order is the contract's: stored id, metadata.external_id, SKU, options.

    :raise ConflictError: if two variants of the store claim one variant of Odoo.
    """
    wanted = {row["external_id"]: row for row in job.payload["variants"]}
    titles = {row["id"]: show(row["title"]) for row in remote.get("options") or []}
    labels = get_labels(job.payload["options"])
    free = {row["id"]: row for row in remote.get("variants") or []}
    pairs: dict[str, Remote] = {}

    def claim(matches: Callable[[str, dict[str, Any], Remote], bool]) -> None:
        for external_id in [key for key in wanted if key not in pairs]:
            row = wanted[external_id]
            hits = [cand for cand in free.values() if matches(external_id, row, cand)]
            if len(hits) > 1:
                raise ConflictError("variants", sorted(hit["id"] for hit in hits))
            if hits:
                pairs[external_id] = free.pop(hits[0]["id"])

    def is_unnamed(candidate: Remote) -> bool:
        # One that names a sibling by its external_id is that sibling's, whatever its SKU says.
        return get_external_id(candidate) not in wanted

    claim(lambda key, _row, cand: job.variant_ids.get(key) == cand["id"])
    claim(lambda key, _row, cand: get_external_id(cand) == key)
    claim(
        lambda _key, row, cand: (
            bool(row["fields"].get("sku"))
            and row["fields"]["sku"] == cand.get("sku")
            and is_unnamed(cand)
        )
    )
    claim(
        lambda _key, row, cand: (
            get_remote_options(cand, titles) == get_titles(row, labels) and is_unnamed(cand)
        )
    )
    return pairs, list(free.values())
