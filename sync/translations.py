"""Which translations of a store must be created, changed or deleted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .digest import digest, is_same

# (language, id of a record of the store): (kind of record, texts)
Wanted = dict[tuple[str, str], tuple[str, dict[str, str]]]
# "language:id of a record": [id of the translation, hash of its texts, keys of its texts]
Known = dict[str, list[Any]]


@dataclass
class TranslationChanges:
    """The elements of three batch calls, and what will be known once they went through."""

    create: list[dict[str, Any]] = field(default_factory=list)
    update: list[dict[str, Any]] = field(default_factory=list)
    delete: list[str] = field(default_factory=list)
    known: Known = field(default_factory=dict)


def compare_translations(
    wanted: Wanted, known: Known, is_guest: bool = False
) -> TranslationChanges:
    """Compare the wanted texts with those that were pushed.

    A text that is gone is emptied: an update merges its keys.

    :param is_guest: the record was not made here: texts that others gave it, known without an id,
        stay
    """
    changes = TranslationChanges()
    for (locale, record_id), (reference, texts) in wanted.items():
        key = f"{locale}:{record_id}"
        present = known.get(key)
        if present and not present[0] and is_guest:
            changes.known[key] = present
            continue
        if present is None or not present[0]:
            changes.create.append(make_creation(locale, record_id, reference, texts))
            changes.known[key] = [None, digest(texts), sorted(texts)]
            continue
        if is_same(texts, present[1]):
            changes.known[key] = present
            continue
        emptied = {name: "" for name in present[2] if name not in texts}
        changes.update.append({"id": present[0], "translations": {**emptied, **texts}})
        changes.known[key] = [present[0], digest(texts), sorted(texts)]
    changes.delete = [row[0] for key, row in known.items() if row[0] and key not in changes.known]
    return changes


def forget_texts(known: Known, further: dict[str, set[str]] | None = None) -> Known:
    """Return what is known of texts that are about to be sent, until that is recorded.

    A push may be broken off when the store has them: whatever is wanted then is sent.

    :param further: {id of a record: keys of texts that it may have by then}
    """
    forgotten: Known = {}
    for key, (translation_id, _hash, names) in known.items():
        more = (further or {}).get(key.partition(":")[2], set())
        forgotten[key] = [translation_id, "", sorted({*names, *more})]
    return forgotten


def make_creation(
    locale: str, record_id: str, reference: str, texts: dict[str, str]
) -> dict[str, Any]:
    """Return a translation to create, as Medusa takes it."""
    return {
        "reference": reference,
        "reference_id": record_id,
        "locale_code": locale,
        "translations": texts,
    }
