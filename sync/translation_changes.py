"""What a push of translations changed in the store, text by text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from .difference import Difference
from .identity import Remote
from .translations import Known

if TYPE_CHECKING:
    from .translation_push import TranslationJob


def get_name(locale: str, record_id: str) -> str:
    """Return by what a translation is known, in the one form in which names are compared."""
    return f"{locale}:{record_id}".lower()


def find_changes(
    job: TranslationJob, known: Known, former: Mapping[str, Remote]
) -> list[Difference]:
    """Return what was written of one record; `translation <language> <kind of record> <field>`.

    :param known: what the store holds now
    :param former: translations of the store before, by `get_name`
    """
    found = []
    refused = {key for key in known if job.known.get(key) == known[key]}
    for (locale, record_id), (reference, texts) in job.wanted.items():
        key = f"{locale}:{record_id}"
        if key not in known or key in refused:
            continue
        before = former.get(get_name(locale, record_id), {}).get("translations") or {}
        # A text that is gone is emptied.
        wanted = {**dict.fromkeys(job.known.get(key, [None, "", []])[2], ""), **texts}
        found += _compare(locale, reference, job.variants.get(record_id), before, wanted)
    for key, row in job.known.items():
        if row[0] and key not in known:
            locale, _colon, record_id = key.partition(":")
            there = former.get(get_name(locale, record_id), {})
            before = there.get("translations") or {}
            reference = there.get("reference", "product")
            variant = job.variants.get(record_id)
            is_there = variant if reference == "product_variant" else record_id == job.medusa_id
            if not is_there and reference in ("product", "product_variant"):
                # Of what was made anew since: nobody shows its texts any more.
                continue
            found += _compare(locale, reference, variant, before, dict.fromkeys(before))
    return found


def _compare(
    locale: str,
    reference: str,
    variant: str | None,
    before: Mapping[str, Any],
    wanted: Mapping[str, Any],
) -> list[Difference]:
    return [
        Difference(
            f"translation {locale} {reference} {name}",
            variant,
            before.get(name) or None,
            text or None,
        )
        for name, text in wanted.items()
        if (text or None) != (before.get(name) or None)
    ]
