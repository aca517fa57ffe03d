"""Options and values by the words that Medusa knows them by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .identity import Remote

# {option key: (title, {value key: label})}
Labels = dict[str, tuple[str, dict[str, str]]]


def get_labels(options: list[dict[str, Any]], hidden: Mapping[str, str] | None = None) -> Labels:
    """Return {option key: (title, {value key: label})} of the wanted options.

    :param hidden: {option key: title} of options that are called otherwise for now
    """
    titles = {option["key"]: option["title"] for option in options} | dict(hidden or {})
    return {
        option["key"]: (titles[option["key"]], {v["key"]: v["title"] for v in option["values"]})
        for option in options
    }


def get_titles(variant: dict[str, Any], labels: Labels) -> dict[str, str]:
    """Return {option title: value label} of a wanted variant, as Medusa takes it."""
    return {
        labels[option][0]: labels[option][1][value] for option, value in variant["options"].items()
    }


def get_remote_options(variant: Remote, titles: dict[str, str]) -> dict[str, str]:
    """Return {option title: value} of a variant of the store.

    :param titles: option title by option id, of the product.
    """
    return {
        titles[row["option_id"]]: row["value"]
        for row in variant.get("options") or []
        if row.get("option_id") in titles
    }
