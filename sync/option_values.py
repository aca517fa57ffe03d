"""Which value of a shared option is which value of Odoo, and what each is to be called."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from .identity import OURS, UNMARKED, Databases, Remote, carries_our_mark, whose
from .option_job import Known, OptionJob, ValueJob
from .option_names import hide, is_called, number
from .option_order import compare_ranks


@dataclass
class ValuePlan:
    """What the values of an option must become.

    :param rows: {key: value of the store}, of those that are there
    :param made: keys of those that were not made by somebody else
    :param titles: {key: what it is called once all is done}
    """

    rows: dict[str, Remote] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    titles: dict[str, str] = field(default_factory=dict)

    def get_known(self, key: str) -> Known:
        """Return what a value that is there is in the store."""
        row = self.rows[key]
        return Known(row["id"], row["value"], key in self.made)


def plan_values(job: OptionJob, row: Remote, is_made: bool, databases: Databases) -> ValuePlan:
    """Match the values of an attribute with those of its option, and name them.

    :param row: the option of the store
    :param is_made: the option was not made by somebody else
    """
    plan = ValuePlan()
    free = {value["id"]: value for value in row.get("values") or []}

    def claim(wanted: ValueJob, found: Remote, made: bool) -> None:
        plan.rows[wanted.key] = free.pop(found["id"])
        if made:
            plan.made.add(wanted.key)

    for value, found in _find(job, free, plan, _is_known):
        is_ours = carries_our_mark(found, databases, value.key)
        claim(value, found, is_ours or bool(value.known and value.known.is_made))
    for value, found in _find(job, free, plan, lambda v, r: carries_our_mark(r, databases, v.key)):
        claim(value, found, True)
    for value, found in _find(job, free, plan, lambda v, r: r["value"] == v.title):
        # One without a mark in an option of ours is of a push that was broken off.
        claim(value, found, is_made and whose(found, databases) in (OURS, UNMARKED))
    plan.made |= {value.key for value in job.values if value.key not in plan.rows}
    _name(job, free, plan)
    return plan


def _find(
    job: OptionJob,
    free: dict[str, Remote],
    plan: ValuePlan,
    fits: Callable[[ValueJob, Remote], bool],
) -> Iterator[tuple[ValueJob, Remote]]:
    for value in job.values:
        if value.key in plan.rows:
            continue
        found = next((row for row in free.values() if fits(value, row)), None)
        if found:
            yield value, found


def _is_known(value: ValueJob, row: Remote) -> bool:
    """Tell whether a value of the store is the one that is remembered, and still may be it.

    One of a marketer has its own name: a value that was renamed in Odoo is another one.
    """
    known = value.known
    if not known or known.medusa_id != row["id"]:
        return False
    return known.is_made or is_called(row["value"], value.title)


def _name(job: OptionJob, others: dict[str, Remote], plan: ValuePlan) -> None:
    taken = {row["value"] for row in others.values()}
    for key, row in plan.rows.items():
        if key not in plan.made:
            plan.titles[key] = row["value"]
            taken.add(row["value"])
    for value in job.values:
        if value.key in plan.made:
            plan.titles[value.key] = number(value.title, taken)
            taken.add(plan.titles[value.key])


def order_renames(plan: ValuePlan) -> Iterator[tuple[str, str]]:
    """Yield (key, text) of the values to rename, so that no text is there twice at any time."""
    wanted = {
        key: plan.titles[key] for key, row in plan.rows.items() if row["value"] != plan.titles[key]
    }
    texts = {key: plan.rows[key]["value"] for key in wanted}
    while wanted:
        free = [key for key, text in wanted.items() if text not in texts.values()]
        if not free:
            # They change places: one steps aside.
            key = next(iter(wanted))
            texts[key] = hide(wanted[key])
            yield key, texts[key]
            continue
        texts.pop(free[0])
        yield free[0], wanted.pop(free[0])


def plan_ranks(job: OptionJob, row: Remote, plan: ValuePlan, is_made: bool) -> dict[str, int]:
    """Return the places to give to the values, {} where they are right.

    The order of a marketer's own option stays: what is added comes behind.

    :param row: the option with the values as they are going to be
    """
    order = [plan.titles[value.key] for value in job.values]
    ranks = {value["value"]: value.get("rank") for value in row.get("values") or []}
    known = [rank for rank in ranks.values() if rank is not None]
    if is_made or not known:
        return compare_ranks(order, row)
    missing = [text for text in order if ranks.get(text) is None]
    return {text: max(known) + 1 + place for place, text in enumerate(missing)}
