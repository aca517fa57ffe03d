"""The one option of a product without options: each side has its own word for it."""

from __future__ import annotations

from dataclasses import replace

from .identity import Remote
from .job import Job

# Odoo's and the recipe's …
_OURS = "Default"
# … and that of Medusa's admin and its import template (dashboard: product-create).
_OPTION, _VALUE = "Default option", "Default option value"


def use_medusas_default(job: Job, remote: Remote) -> Job:
    """Return a job that calls the option as the store does.

    A product that was made in Medusa keeps its word, which no shopper sees: calling it otherwise
    takes two requests for each product.
    """
    options, present = job.payload["options"], remote.get("options") or []
    if [option["key"] for option in options] != [_OURS] or len(present) != 1:
        return job
    values = [value["value"] for value in present[0].get("values") or []]
    if (present[0]["title"], values) != (_OPTION, [_VALUE]):
        return job
    named = {
        **options[0],
        "title": _OPTION,
        "values": [{**value, "title": _VALUE} for value in options[0]["values"]],
    }
    return replace(job, payload={**job.payload, "options": [named]})
