"""The order of an option's values: a creation takes none (docs/medusa-api.md#option-ranks)."""

from __future__ import annotations

from .identity import Remote
from .job import Job
from .option_changes import OptionChanges
from .sections import VARIANTS

# What the comparison looks at.
OPTION_ORDER_FIELDS = (
    "options.id,options.title,options.is_exclusive,options.values.id,options.values.value,"
    "options.values.rank"
)


def needs_options(job: Job, changes: OptionChanges | None = None) -> bool:
    """Tell whether an answer must show the options: some have an order of their own, or passed.

    :param changes: of an update, None at a creation
    """
    if changes and (changes.link or changes.hidden):
        return True
    options = job.payload["options"]
    return any(not option.get("id") and len(option["values"]) > 1 for option in options)


def plan_value_ranks(job: Job, row: Remote, is_new: bool) -> list[tuple[str, dict[str, int]]]:
    """Return (option id, {value: rank}) for each option whose values stand in another order.

    An option shared by the whole shop is none of ours to sort.

    :param row: the product as the store has it now, with `OPTION_ORDER_FIELDS`
    :param is_new: the product was created, or is ours only now
    """
    if not (is_new or job.force or VARIANTS in job.sections):
        return []
    options = {
        option["title"]: option
        for option in row.get("options") or []
        if option.get("is_exclusive", True)
    }
    planned = []
    for wanted in job.payload["options"]:
        present = options.get(wanted["title"])
        order = [value["title"] for value in wanted["values"]]
        ranks = present and compare_ranks(order, present)
        if present and ranks:
            planned.append((present["id"], ranks))
    return planned


def compare_ranks(order: list[str], present: Remote) -> dict[str, int]:
    """Return the ranks of all values of an option, ours before others; {} if ours are in order.

    :param order: texts of our values
    :param present: the option of the store, with its values
    """
    there = {value["value"]: value.get("rank") for value in present.get("values") or []}
    ours = [value for value in order if value in there]
    ranks = [there[value] for value in ours]
    is_ranked = all(rank is not None for rank in ranks)
    if len(ours) < 2 or (is_ranked and ranks == sorted(set(ranks))):
        return {}
    others = sorted(set(there) - set(ours), key=lambda value: (there[value] or 0, value))
    return {value: rank for rank, value in enumerate([*ours, *others])}
