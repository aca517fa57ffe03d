"""Hold what Odoo has beside what the shop shows."""

from collections.abc import Mapping
from typing import Any

from ..shell import say
from .stage import Stage


def compare(stage: Stage, what: str, expected: Mapping[str, Any], seen: Mapping[str, Any]) -> None:
    """Say that all is as in Odoo, or note each difference.

    :param what: how many of what are compared, as in ``3 prices in EUR``
    :param expected: what Odoo has, by its ids
    :param seen: what the shop shows, by the same ids
    """
    different = [
        key
        for key in sorted(expected.keys() | seen.keys(), key=_number)
        if expected.get(key) != seen.get(key)
    ]
    for key in different:
        stage.trouble(
            f"{what}, number {key}: Odoo has {expected.get(key)}, the shop shows {seen.get(key)}."
        )
    if not different:
        say(f"  {what}: all as in Odoo.")


def _number(key: str) -> tuple[int, str]:
    """Sort ids by their number."""
    return (int(key), key) if key.isdigit() else (0, key)
