"""Whether a store shows what Odoo has."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from .proxy import Watch
from .shown import Row, Shown

# Seconds until an upload is recorded: who is killed in between leaves a file.
UNTIL_RECORDED = 1.5


def compare(expected: Row, shown: Shown, watch: Watch) -> Iterator[str]:
    """Yield each difference."""
    yield from expected["troubles"]
    yield from shown.faults
    if expected["locks"]:
        yield f"{expected['locks']} claims are left"
    for key, product in expected["products"].items():
        if key not in shown.products:
            yield f"product {key} ({product['title']}) isn't in the shop"
            continue
        yield from _differ(f"product {key}", product, shown.products[key])
    for key in shown.products.keys() - expected["products"].keys():
        yield f"product {key} is still in the shop"
    for key, count in shown.drafts.items():
        if count > 1 or key in expected["products"]:
            yield f"product {key} has {count} drafts in the store"
    # Medusa leaves the item of a variant that isn't counted any more.
    for sku in shown.left_items:
        if sku not in watch.uncounted:
            yield f"nobody sells the item {sku}"
    for key, (title, values) in expected["options"].items():
        name, present = shown.options.get(key, (None, []))
        # Those that drafts alone have stay.
        both = [name, [value for value in present if value in values]]
        yield from _differ(f"option {key}", [title, values], both)
    terms = expected["terms"]
    yield from _differ("category", terms["categories"], shown.categories)
    yield from _differ("order of categories", terms["order"], shown.order)
    yield from _differ("tags", terms["tags"], shown.tags)
    yield from _compare_lists(expected["list"], shown)


def _compare_lists(expected: dict[str, float], shown: Shown) -> Iterator[str]:
    if len(shown.lists) != 1:
        yield f"the store has {len(shown.lists)} price lists"
        return
    [prices] = shown.lists
    wanted = {key: [amount] for key, amount in expected.items()}
    yield from _differ("price list, variant", wanted, prices)


def _differ(path: str, here: Any, there: Any) -> Iterator[str]:
    """Yield where two values differ."""
    if isinstance(here, dict) and isinstance(there, dict):
        for key in sorted(here.keys() | there.keys()):
            yield from _differ(f"{path} {key}", here.get(key), there.get(key))
    elif here != there:
        yield f"{path}: Odoo has {here!r}, the store shows {there!r}"


def compare_files(folder: Path, shown: Shown, watch: Watch, kills: list[float]) -> Iterator[str]:
    """Yield files that are missing, or that nobody shows although nothing got in the way.

    An upload without an answer leaves a file that nobody can find again.
    """
    present = {file.name for file in folder.rglob("*") if file.is_file()}
    for name in sorted(shown.files - present):
        yield f"the file {name} is missing"
    for name in sorted(present - shown.files - watch.lost):
        began, ended = watch.uploaded.get(name, (0.0, 0.0))
        if not any(began <= kill <= ended + UNTIL_RECORDED for kill in kills):
            yield f"no product shows the file {name}"
