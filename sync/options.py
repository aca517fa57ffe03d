"""Which option of the store is which attribute of Odoo, and what must change there.

An option that the whole shop shares is known by its id, and so are its values: see `option_push`.

Medusa drops metadata that is given to an option at its creation, so nothing marks a product's own
one as ours. A renamed one is recognised by the variants, which are: if variant 33 is "Red" in the
store and "Crimson" in Odoo, then "Red" was renamed.

A product passes from the one kind to the other in one update that links the new option, gives all
variants their values of it and drops the old one, so that it has options at any time.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from .identity import Remote
from .option_changes import OptionChanges
from .option_names import hide, show
from .option_sharing import compare_shared, find_former, get_used, make_room

# (wanted variant, the same variant in the store)
Pair = tuple[dict[str, Any], Remote]


def compare_options(
    wanted: list[dict[str, Any]],
    remote: list[Remote],
    pairs: list[Pair],
    foreign: Sequence[Remote] = (),
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
    compare_shared(changes, shared, remote, foreign)
    rest = [row for row in remote if row["id"] not in shared and row["id"] not in own]
    private = [option for option in wanted if not option.get("id")]
    matched = _match_options(private, rest, pairs)
    for option in private:
        present = matched.get(option["key"])
        if present is None:
            _add(changes, option, remote, foreign, made or {})
            continue
        changes.kept.append(present["id"])
        if present["title"] != option["title"]:
            changes.rename.append((present["id"], option["title"]))
        _compare_values(changes, option, present, pairs, get_used(present["id"], foreign))
    claimed = set(changes.kept)
    dropped = [row for row in remote if row["id"] not in claimed]
    changes.dropped = [row["id"] for row in dropped]
    changes.own_dropped = [row["id"] for row in dropped if row.get("is_exclusive")]
    make_room(changes, wanted, remote)
    return changes


def _add(
    changes: OptionChanges,
    option: dict[str, Any],
    remote: list[Remote],
    foreign: Sequence[Remote],
    made: Mapping[str, str],
) -> None:
    """Let a product get an option of its own."""
    title, key = option["title"], option["key"]
    if title not in {row["title"] for row in remote}:
        changes.add.append(_prepare_option(option))
        return
    # A shared one of this title goes: the new one is made without the product, and linked then.
    former = find_former(title, remote, foreign)
    if former:
        changes.heirs[former["id"]] = (made.get(key, ""), hide(title))
    if key in made:
        changes.link.append(made[key])
        changes.hidden[key] = hide(title)
        return
    texts = {value["title"] for value in option["values"]}
    theirs = get_used(former["id"], foreign) - texts if former else set()
    values = [*option["values"], *({"title": text} for text in sorted(theirs))]
    changes.make.append({**option, "values": values})


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
