"""Which variants a picture shows: what a push changes of it, and how that is sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..medusa.images import ImageApi
from .difference import IMAGE, Difference
from .identity import Remote
from .job import Job
from .matching import get_variant_ids
from .pictures import needs_images
from .plan import UpdatePlan
from .result import Outcome, sending_alone


def list_assignments(job: Job, remote: Remote, plan: UpdatePlan) -> list[Difference]:
    """Return what a push changes of the variants that pictures show.

    An image that the store doesn't have holds None, one that shows all variants [].

    :param remote: the product, with `pictures.PICTURE_FIELDS`
    """
    if not needs_images(job, remote) or not _is_looked_at(job, plan):
        return []
    keys = {
        medusa_id: key
        for key, medusa_id in (*get_variant_ids(remote).items(), *plan.variant_ids.items())
    }
    present = read_assignments(remote.get("images") or [], keys)
    # What a variant showed that is deleted goes with it.
    going = {keys.get(medusa_id, medusa_id) for medusa_id in plan.delete_variants}
    body = plan.body or {}
    after = [row["url"] for row in body["images"]] if "images" in body else list(present)
    known = {row["external_id"] for row in job.payload["variants"]}
    wanted = {
        job.pictures.get(row["key"]): sorted(key for key in row["variants"] if key in known)
        for row in job.payload["pictures"]
    }
    found = []
    for url in dict.fromkeys([*after, *present]):
        before = present.get(url)
        left = before and [key for key in before if key not in going]
        since = wanted.get(url, left) if url in after else None
        # What shows all variants before and after is told with the pictures.
        if since != left and (left or since):
            found.append(Difference(f"{IMAGE}{url}", None, before, since))
    return found


def _is_looked_at(job: Job, plan: UpdatePlan) -> bool:
    """Tell whether the push assigns pictures at all, see `own_calls`."""
    named = {key for row in job.payload["pictures"] for key in row["variants"]}
    made = any(plan.variant_ids.get(key, "") != job.variant_ids.get(key) for key in named)
    return job.wants_pictures or made


def read_assignments(images: Sequence[Remote], keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Return {URL of an image: the variants that it shows}, by their external_id.

    :param keys: {Medusa id: external_id}; a variant that isn't in it goes by its id
    """
    return {
        row["url"]: sorted(keys.get(each["id"], each["id"]) for each in row.get("variants") or [])
        for row in images
        if row
    }


def assign(
    images: ImageApi,
    outcome: Outcome,
    product_id: str,
    image: Remote,
    add: Sequence[str],
    remove: Sequence[str],
) -> None:
    """Show an image for some variants, and no longer for others; the outcome knows it was sent.

    :raise MedusaError: of the client
    """
    with sending_alone(outcome, f"{IMAGE}{image['url']}"):
        images.assign(product_id, image["id"], add=add, remove=remove)
