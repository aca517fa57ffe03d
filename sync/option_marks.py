"""The marks of an option's values, and what a shop shows them by: the store takes them one by one.

They don't depend on each other, so that they go out on several connections.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.options import OptionApi
from .difference import VALUE, Difference, compare_rows
from .failures import is_store_wide
from .identity import Databases, make_mark
from .lanes import Done, work_through
from .option_job import OptionJob
from .option_values import ValuePlan

Work = Callable[[MedusaClient, Any], Any]
# What works on items that don't depend on each other, as `Lanes.share` does.
Share = Callable[[MedusaClient, Work, Iterable[Any]], Done]


@dataclass(frozen=True)
class Mark:
    """What is to be written of one value, in a request of its own.

    :param told: what that changes
    """

    option_id: str
    value_id: str
    metadata: dict[str, str]
    told: tuple[Difference, ...]


def plan_marks(
    option_id: str, job: OptionJob, plan: ValuePlan, databases: Databases
) -> Iterator[Mark]:
    """Yield what is to be written of the values that are ours.

    :param option_id: of the option in the store
    :param databases: whose marks are ours
    """
    for value in job.values:
        if value.key not in plan.made or value.key not in plan.rows:
            continue
        row = plan.rows[value.key]
        present = row.get("metadata") or {}
        wanted = {**make_mark(value.key, databases.current), **value.display}
        if all(present.get(name, "") == text for name, text in wanted.items()):
            continue
        # Merged: "" takes a key away, where there is one.
        body = {name: text for name, text in wanted.items() if text or name in present}
        shown = compare_rows({"metadata": body}, {"metadata": present})
        name = f"{VALUE}{row['value']}"
        told = tuple(replace(each, field=f"{name} {each.field}") for each in shown)
        yield Mark(option_id, row["id"], body, told)


def write_mark(client: MedusaClient, mark: Mark) -> None:
    """Write the mark of one value.

    :raise MedusaError: of the client
    """
    OptionApi(client).change_value(mark.option_id, mark.value_id, {"metadata": mark.metadata})


def choose_error(errors: Sequence[Exception]) -> Exception:
    """Return which error is told: the whole store's, else that of what may be written."""
    return max(
        errors,
        key=lambda error: (
            isinstance(error, MedusaError) and is_store_wide(error),
            getattr(error, "outcome_unknown", False),
        ),
    )


def work_alone(client: MedusaClient, work: Work, items: Iterable[Any]) -> Done:
    """Work on items one after the other, where there is no other connection."""
    done = Done()
    work_through(client, work, deque(items), done)
    return done
