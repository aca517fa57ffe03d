"""What a Medusa can by its version: one closed list, with its place in docs/medusa-api.md.

Medusa tells its version nowhere (docs/medusa-api.md#no-answer-names-the-version), so the addon
never asks for it: it looks for the thing itself, as each entry says. The list is what people and
tests go by: which Medusa is needed at least, and what an older one than the newest lacks.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Feature:
    """One thing that not every Medusa can.

    :param since: the first version that can
    :param anchor: where docs/medusa-api.md tells of it
    :param is_needed: the addon can't do without
    """

    since: str
    anchor: str
    is_needed: bool = False


FEATURES: Mapping[str, Feature] = MappingProxyType(
    {
        # Sent to all that are new enough to be pushed to.
        "variant_images": Feature("2.11.2", "images-of-variants", is_needed=True),
        "term_external_ids": Feature("2.14.1", "terms-have-external-ids", is_needed=True),
        # `OptionApi.is_available`
        "product_options": Feature("2.17.0", "options-are-records", is_needed=True),
        # `TranslationApi.is_available`, for it can be switched off as well.
        "translations": Feature("2.12.3", "translations-are-behind-a-flag"),
        # `sync/translation_sending.py` compares codes without their case.
        "script_locales": Feature("2.21.0", "codes-of-scripts"),
        # `sync/own_calls.py` looks whether an option is still there.
        "dropped_options_go": Feature("2.18.0", "dropping-an-option"),
        # `models/drift` compares all products by turns, whatever no time tells of.
        "variant_times": Feature("2.21.2", "updated-at-misses-variants"),
        # Nothing leans on these; tests that do are left out.
        "unique_option_titles": Feature("2.18.0", "options-are-exclusive-or-shared"),
        "merged_variant_metadata": Feature("2.19.0", "metadata-is-merged-or-replaced"),
        "word_on_bearer_keys": Feature("2.18.0", "the-key-is-a-user-without-password"),
        # `sync/items.py` looks whether an update has made the item.
        "late_items": Feature("2.21.1", "managed-variants-have-an-item"),
    }
)


def parse_version(text: str) -> tuple[int, ...]:
    """Return a version as numbers to compare; a preview counts as what it precedes."""
    return tuple(int(part) for part in re.findall(r"\d+", text.partition("-")[0]))


# The oldest Medusa that the addon works with; the tests run on just this one.
MINIMUM = max(
    (feature.since for feature in FEATURES.values() if feature.is_needed), key=parse_version
)


def has(version: str, name: str) -> bool:
    """Tell whether a Medusa of this version has the feature ``name``."""
    return parse_version(version) >= parse_version(FEATURES[name].since)
