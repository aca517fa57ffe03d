"""Which option of the store is which attribute of Odoo, and what must change there.

Medusa drops metadata that is given to an option at its creation, so nothing marks an option as
ours. A renamed one is recognised by the variants, which are: if variant 33 is "Red" in the store
and "Crimson" in Odoo, then "Red" was renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from .identity import Remote

# (wanted variant, the same variant in the store)
Pair = tuple[dict[str, Any], Remote]


@dataclass
class OptionChanges:
    """What must happen to a product's options.

    :param rename: (option id, new title)
    :param rename_values: (option id, value id, new label)
    :param add: options as `/admin/products/:id/options/batch` takes them
    :param update: values to add to present options, the same way
    :param remove_values: {option id: value ids} that are to go once no variant uses them
    :param kept: ids of the store's options that stay
    :param dropped: ids of the store's options that go
    """

    rename: list[tuple[str, str]] = field(default_factory=list)
    rename_values: list[tuple[str, str, str]] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    update: list[dict[str, Any]] = field(default_factory=list)
    remove_values: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)

    @property
    def is_needed_first(self) -> bool:
        """Whether the store's options must change before the variants can."""
        return bool(self.rename or self.rename_values or self.add or self.update)


def compare_options(
    wanted: list[dict[str, Any]],
    remote: list[Remote],
    pairs: list[Pair],
    foreign: Iterable[Remote] = (),
) -> OptionChanges:
    """Compare the wanted options of a product with those it has in the store.

    :param wanted: `[{key, title, values: [{key, title}]}]`
    :param remote: the product's options in the store, with their values
    :param pairs: the variants that both sides know
    :param foreign: variants that were made in Medusa: the values they use stay
    """
    changes = OptionChanges()
    matched = _match_options(wanted, remote, pairs)
    for option in wanted:
        present = matched.get(option["key"])
        if present is None:
            changes.add.append(_prepare_option(option))
            continue
        changes.kept.append(present["id"])
        if present["title"] != option["title"]:
            changes.rename.append((present["id"], option["title"]))
        _compare_values(changes, option, present, pairs, _get_used(present["id"], foreign))
    claimed = set(changes.kept)
    changes.dropped = [row["id"] for row in remote if row["id"] not in claimed]
    return changes


def _prepare_option(option: dict[str, Any]) -> dict[str, Any]:
    # Without is_exclusive an added option is shared by the whole shop, and its title is taken.
    return {
        "title": option["title"],
        "values": [value["title"] for value in option["values"]],
        "is_exclusive": True,
    }


def _match_options(
    wanted: list[dict[str, Any]], remote: list[Remote], pairs: list[Pair]
) -> dict[str, Remote]:
    """Return {option key: option of the store}: by title, then by what the variants show."""
    free = {row["id"]: row for row in remote}
    matched: dict[str, Remote] = {}
    for option in wanted:
        same = [row for row in free.values() if row["title"] == option["title"]]
        if same:
            matched[option["key"]] = free.pop(same[0]["id"])
    for option in wanted:
        if option["key"] in matched:
            continue
        renamed = _find_renamed_option(option, free.values(), pairs)
        if renamed:
            matched[option["key"]] = free.pop(renamed["id"])
    return matched


def _find_renamed_option(
    option: dict[str, Any], candidates: Iterable[Remote], pairs: list[Pair]
) -> Remote | None:
    """Return the one option of the store that the variants use just as they use this one.

    An option shared by the whole shop is none of ours to rename.
    """
    scores = []
    labels = {value["key"]: value["title"] for value in option["values"]}
    for row in candidates:
        if not row.get("is_exclusive", True):
            continue
        mapping = _map_values(option["key"], row["id"], pairs)
        if mapping:
            scores.append((sum(labels.get(k) == v for k, v in mapping.items()), row))
    if not scores:
        return None
    best = max(score for score, _row in scores)
    winners = [row for score, row in scores if score == best]
    return winners[0] if len(winners) == 1 else None


def _map_values(key: str, option_id: str, pairs: list[Pair]) -> dict[str, str]:
    """Return {value key: label in the store} if the variants agree on it one to one, else {}."""
    mapping: dict[str, str] = {}
    for variant, remote in pairs:
        value = variant["options"].get(key)
        label = next(
            (row["value"] for row in remote.get("options") or [] if row["option_id"] == option_id),
            None,
        )
        if value is None or label is None:
            continue
        if mapping.setdefault(value, label) != label:
            return {}
    return mapping if len(set(mapping.values())) == len(mapping) else {}


def _get_used(option_id: str, variants: Iterable[Remote]) -> set[str]:
    """Return the values of one option that the variants use."""
    rows = [row for variant in variants for row in variant.get("options") or []]
    return {row["value"] for row in rows if row["option_id"] == option_id}


def _compare_values(
    changes: OptionChanges,
    option: dict[str, Any],
    present: Remote,
    pairs: list[Pair],
    used: set[str],
) -> None:
    """Add to the changes what the values of one option need.

    :param used: values that stay, whether or not they are wanted
    """
    free = {row["value"]: row["id"] for row in present.get("values") or []}
    missing = [value for value in option["values"] if free.pop(value["title"], None) is None]
    mapping = _map_values(option["key"], present["id"], pairs)
    added = []
    for value in missing:
        former = mapping.get(value["key"])
        if former in free and former not in used and present.get("is_exclusive", True):
            changes.rename_values.append((present["id"], free.pop(former), value["title"]))
        else:
            added.append({"value": value["title"]})
    if added:
        changes.update.append({"product_option_id": present["id"], "add": added})
    unused = [value_id for value, value_id in free.items() if value not in used]
    if unused:
        changes.remove_values[present["id"]] = unused
