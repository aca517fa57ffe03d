"""Which option of the store is which attribute of Odoo, and what must change there.

An option that the whole shop shares is known by its id, and so are its values: see `option_push`.

Medusa drops metadata that is given to an option at its creation, so nothing marks a product's own
one as ours. A renamed one is recognised by the variants, which are: if variant 33 is "Red" in the
store and "Crimson" in Odoo, then "Red" was renamed.

A product passes from the one kind to the other in one update that links the new option, gives all
variants their values of it and drops the old one, so that it has options at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .identity import Remote
from .option_names import hide, show

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
    :param link: ids of options that the update links, with all their values
    :param make: wanted options that are made without a product, for an update that links them
    :param hidden: {option key: title} of those that were made so, as long as the update takes
    """

    rename: list[tuple[str, str]] = field(default_factory=list)
    rename_values: list[tuple[str, str, str]] = field(default_factory=list)
    add: list[dict[str, Any]] = field(default_factory=list)
    update: list[dict[str, Any]] = field(default_factory=list)
    remove_values: dict[str, list[str]] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    link: list[str] = field(default_factory=list)
    make: list[dict[str, Any]] = field(default_factory=list)
    hidden: dict[str, str] = field(default_factory=dict)

    @property
    def is_needed_first(self) -> bool:
        """Whether the store's options must change before the variants can."""
        first = (self.rename, self.rename_values, self.add, self.update, self.make)
        return any(first)

    @property
    def option_ids(self) -> list[str] | None:
        """The options that the product is to have, None where they are those it has."""
        return [*self.kept, *self.link] if self.dropped or self.link else None


def compare_options(
    wanted: list[dict[str, Any]],
    remote: list[Remote],
    pairs: list[Pair],
    foreign: Iterable[Remote] = (),
    own: Collection[str] = (),
    made: Mapping[str, str] | None = None,
) -> OptionChanges:
    """Compare the wanted options of a product with those it has in the store.

    :param wanted: `[{key, title, values: [{key, title}]}]`; of a shared one also the `id` of the
        option and of each value
    :param remote: the product's options in the store, with their values
    :param pairs: the variants that both sides know
    :param foreign: variants that were made in Medusa: the values they use stay
    :param own: ids of shared options that came from Odoo: none is taken for a product's own
    :param made: {option key: id} of the options that were made for this update
    """
    changes = OptionChanges()
    shared = {option["id"]: option for option in wanted if option.get("id")}
    _compare_shared(changes, shared, remote, foreign)
    rest = [row for row in remote if row["id"] not in shared and row["id"] not in own]
    private = [option for option in wanted if not option.get("id")]
    matched = _match_options(private, rest, pairs)
    titles = {row["title"] for row in remote}
    for option in private:
        present = matched.get(option["key"])
        if present is None:
            _add(changes, option, titles, made or {})
            continue
        changes.kept.append(present["id"])
        if present["title"] != option["title"]:
            changes.rename.append((present["id"], option["title"]))
        _compare_values(changes, option, present, pairs, _get_used(present["id"], foreign))
    claimed = set(changes.kept)
    changes.dropped = [row["id"] for row in remote if row["id"] not in claimed]
    _make_room(changes, wanted, remote)
    return changes


def _add(
    changes: OptionChanges, option: dict[str, Any], titles: set[str], made: Mapping[str, str]
) -> None:
    """Let a product get an option of its own."""
    if option["key"] in made:
        changes.link.append(made[option["key"]])
        changes.hidden[option["key"]] = hide(option["title"])
    elif option["title"] in titles:
        changes.make.append(option)
    else:
        changes.add.append(_prepare_option(option))


def _compare_shared(
    changes: OptionChanges,
    shared: Mapping[str, dict[str, Any]],
    remote: list[Remote],
    foreign: Iterable[Remote],
) -> None:
    """Add to the changes what the options need that the whole shop shares."""
    present = {row["id"]: row for row in remote}
    for option_id, option in shared.items():
        row = present.get(option_id)
        if row is None:
            changes.link.append(option_id)
            continue
        changes.kept.append(option_id)
        linked = {value["id"]: value["value"] for value in row.get("values") or []}
        wanted = [value["id"] for value in option["values"]]
        added = [key for key in wanted if key not in linked]
        if added:
            # A plain text is the id of a value that the option has.
            changes.update.append({"product_option_id": option_id, "add": added})
        used = _get_used(option_id, foreign)
        unused = [key for key, text in linked.items() if key not in wanted and text not in used]
        if unused:
            changes.remove_values[option_id] = unused


def _make_room(changes: OptionChanges, wanted: list[dict[str, Any]], remote: list[Remote]) -> None:
    """Rename an option that goes where one of its title comes.

    Both are the product's for the length of the update, whose variants name options by title
    (docs/medusa-api.md#equal-titles-lose-options).
    """
    titles = {option["title"] for option in wanted if option.get("id")}
    for row in remote:
        is_own = row.get("is_exclusive", True)
        if row["id"] in changes.dropped and is_own and row["title"] in titles:
            changes.rename.append((row["id"], hide(row["title"])))


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
        same = [row for row in free.values() if show(row["title"]) == option["title"]]
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
