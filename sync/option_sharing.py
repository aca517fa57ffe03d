"""Options of a product that the whole shop shares: known by their ids, and so are their values."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .identity import Remote
from .option_changes import OptionChanges
from .option_names import hide, show


def compare_shared(
    changes: OptionChanges,
    shared: Mapping[str, dict[str, Any]],
    remote: list[Remote],
    foreign: Sequence[Remote],
) -> None:
    """Add to the changes what the options need that the whole shop shares.

    :param shared: {id: wanted option}
    :param foreign: variants that were made in Medusa
    """
    present = {row["id"]: row for row in remote}
    rest = [row for row in remote if row["id"] not in shared]
    for option_id, option in shared.items():
        former = find_former(option["title"], rest, foreign)
        theirs = get_used(former["id"], foreign) if former else set()
        if former:
            changes.heirs[former["id"]] = (option_id, option["title"])
        row = present.get(option_id)
        if row is None and former:
            _link_with(changes, option, theirs)
        elif row is None:
            changes.link.append(option_id)
        else:
            changes.kept.append(option_id)
            _compare_values(changes, option, row, theirs | get_used(option_id, foreign))


def _link_with(changes: OptionChanges, option: dict[str, Any], theirs: set[str]) -> None:
    """Link an option before the update, so that it can get values of variants of Medusa."""
    ids = [value["id"] for value in option["values"]]
    changes.add.append({"id": option["id"], "value_ids": ids})
    further = theirs - {value["title"] for value in option["values"]}
    if further:
        add = [{"value": text} for text in sorted(further)]
        changes.update.append({"product_option_id": option["id"], "add": add})


def _compare_values(
    changes: OptionChanges, option: dict[str, Any], row: Remote, used: set[str]
) -> None:
    linked = {value["id"]: value["value"] for value in row.get("values") or []}
    wanted = [value["id"] for value in option["values"]]
    # A plain text is the id of a value that the option has.
    added: list[Any] = [key for key in wanted if key not in linked]
    texts = {*linked.values(), *(value["title"] for value in option["values"])}
    added += [{"value": text} for text in sorted(used - texts)]
    if added:
        changes.update.append({"product_option_id": option["id"], "add": added})
    unused = [key for key, text in linked.items() if key not in wanted and text not in used]
    if unused:
        changes.remove_values[option["id"]] = unused


def make_room(changes: OptionChanges, wanted: list[dict[str, Any]], remote: list[Remote]) -> None:
    """Rename an option that goes where one of its title comes.

    Both are the product's for the length of the update, whose variants name options by title
    (docs/medusa-api.md#equal-titles-lose-options).
    """
    titles = {option["title"] for option in wanted if option.get("id")}
    for row in remote:
        is_own = row.get("is_exclusive", True)
        if row["id"] in changes.dropped and is_own and row["title"] in titles:
            changes.rename.append((row["id"], hide(row["title"])))


def find_former(title: str, remote: Iterable[Remote], foreign: Sequence[Remote]) -> Remote | None:
    """Return the option of a title that variants which were made in Medusa use, if any.

    :param remote: options of the product that are going to leave it
    """
    rows = (row for row in remote if show(row["title"]) == title)
    return next((row for row in rows if get_used(row["id"], foreign)), None)


def get_used(option_id: str, variants: Iterable[Remote]) -> set[str]:
    """Return the values of one option that the variants use."""
    rows = [row for variant in variants for row in variant.get("options") or []]
    return {row["value"] for row in rows if row["option_id"] == option_id}


def find_surplus(
    wanted: Iterable[dict[str, Any]], row: Remote, linked: Collection[str]
) -> dict[str, list[str]]:
    """Return {option id: value ids} that a product got with an option and doesn't have.

    :param row: the product in the store, after an update
    :param linked: ids of the options that the update linked, each with all its values
    """
    values = {o["id"]: {v["id"] for v in o["values"]} for o in wanted if o.get("id") in linked}
    surplus = {
        option["id"]: [v["id"] for v in option["values"] if v["id"] not in values[option["id"]]]
        for option in row.get("options") or []
        if option["id"] in values
    }
    return {key: ids for key, ids in surplus.items() if ids}
