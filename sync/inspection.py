"""What the store holds of one product, and what a push would change of it; nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace

from ..medusa.client import MedusaClient
from ..medusa.products import ProductApi
from .differences import Difference, find_differences, get_compared_fields
from .failures import ConflictError
from .identity import Databases, is_ours
from .job import Job
from .matching import match_product
from .pictures import get_urls
from .plan import plan_update
from .sections import PICTURES, SECTIONS
from .seen import get_seen


@dataclass
class Inspection:
    """A product as the store holds it.

    :param medusa_id: None where the store doesn't have it
    :param channels: Medusa's ids of the sales channels that it is in
    :param lists: ids of whatever is needed to tell whose prices a shopper pays
    :param variant_ids: {external_id: Medusa id} of the variants that are Odoo's
    :param differences: what a push that compares all of it would change
    """

    medusa_id: str | None = None
    title: str = ""
    handle: str = ""
    status: str = ""
    variant_count: int = 0
    channels: list[str] = field(default_factory=list)
    variant_ids: dict[str, str] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


@dataclass(frozen=True)
class Comparison:
    """What a product of the store shows beside Odoo's.

    :param seen: when it was last changed there, see `seen`
    :param differences: what a push that compares all of it would change
    """

    seen: str
    differences: list[Difference]


def inspect(client: MedusaClient, databases: Databases, job: Job) -> Inspection:
    """Read the job's product, and compare all sections of it.

    Pictures that were never uploaded aren't compared: nobody knows what they are called there.

    :raise ConflictError: several products of the store may be it
    :raise MedusaError: of the client
    """
    job = make_whole(job)
    remote = _find(client, databases, job)
    if remote is None:
        return Inspection()
    plan = plan_update(job, remote)
    return Inspection(
        remote["id"],
        str(remote.get("title") or ""),
        str(remote.get("handle") or ""),
        str(remote.get("status") or ""),
        len(remote.get("variants") or []),
        [row["id"] for row in remote.get("sales_channels") or [] if row and row["id"]],
        plan.variant_ids,
        find_differences(job, remote, plan),
    )


def compare_all(
    client: MedusaClient, databases: Databases, jobs: Sequence[Job]
) -> dict[str, Comparison]:
    """Read the products of jobs that were pushed before, and compare all sections of them.

    One that isn't there any more, or is in conflict, is left out: a push tells of that.

    :param jobs: as many as are read in one request
    :return: {external_id: what its product shows}
    :raise MedusaError: of the client
    """
    # What was left to Medusa as well: it may be the same again.
    whole = [replace(make_whole(job), kept_fields={}) for job in jobs if job.medusa_id]
    if not whole:
        return {}
    fields = dict.fromkeys(name for job in whole for name in get_compared_fields(job).split(","))
    ids = [job.medusa_id for job in whole if job.medusa_id]
    rows = {row["id"]: row for row in ProductApi(client).list_by("id", ids, ",".join(fields))}
    found = {}
    for job in whole:
        remote = rows.get(job.medusa_id or "")
        if remote is None or not is_ours(remote, databases):
            continue
        with suppress(ConflictError):
            plan = plan_update(job, remote)
            differences = find_differences(job, remote, plan)
            differences = [row for row in differences if not _is_former_title(job, row)]
            found[job.external_id] = Comparison(get_seen(remote), differences)
    return found


def _is_former_title(job: Job, row: Difference) -> bool:
    """Tell whether a variant is called as the last push called it, and Odoo's value otherwise.

    The name of a value that the whole shop shares is written once; titles of variants follow with
    what else is pushed of their product (see `plan`): nobody else changed them. What the last push
    called it isn't known of one from before an upgrade.
    """
    if row.field != "title" or row.variant is None:
        return False
    if not any(option.get("id") for option in job.payload["options"]):
        return False
    names = job.item_names.get(row.variant)
    return not names or row.store in {title for _sku, title in names}


def make_whole(job: Job) -> Job:
    """Return a job that compares all that can be compared."""
    sections = set(SECTIONS)
    if job.payload.get("pictures") and len(get_urls(job)) < len(job.payload["pictures"]):
        sections.discard(PICTURES)
    return replace(job, sections=frozenset(sections), force=False)


def _find(client: MedusaClient, databases: Databases, job: Job):
    api, fields = ProductApi(client), get_compared_fields(job)
    ids = [key for key in (job.medusa_id, *job.candidates) if key]
    by_id = {row["id"]: row for row in api.list_by("id", ids, fields)} if ids else {}
    found = api.list_by("external_id", [job.external_id], fields)
    return match_product(job, by_id, found, databases)
