"""What the answer to a write must tell of its products."""

from __future__ import annotations

from collections.abc import Sequence

from .identity import Remote
from .job import Job
from .option_order import OPTION_ORDER_FIELDS, needs_options
from .pictures import PICTURE_FIELDS, needs_images
from .plan import ANSWER_FIELDS, UpdatePlan


def get_answer_fields(written: Sequence[tuple[Job, tuple[UpdatePlan, Remote] | None]]) -> str:
    """Return what the answer to a write must tell of its products, and no more.

    :param written: the products, each with its plan and what it was before; None at its creation
    """
    fields = [ANSWER_FIELDS]
    if any(needs_options(job, update and update[0].options) for job, update in written):
        fields.append(OPTION_ORDER_FIELDS)
    if any(needs_images(job, update and update[1]) for job, update in written):
        fields.append(PICTURE_FIELDS)
    return ",".join(fields)
