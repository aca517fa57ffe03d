"""The results, as tables of Markdown."""

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

from .lab import Results

Row = Sequence[str]
CASES = {
    "cold": "Cold push of {size:,} products",
    "single": "… on a single connection",
    "pictures": "… with a picture of 100 kB each",
    "unchanged": "Nothing changed among {size:,}",
    "changed": "1 % changed among {size:,}",
}
RUNS = {
    "verify": "Verifying all products, without the store",
    "unchanged": "A night without changes, on a store in memory",
    "plan": "A plan, 6 % of the products changed",
    "cold": "A cold push to a store in memory",
}
PER_PRODUCT = ("seconds", "cpu", "queries")
SAVES = {
    "price": "Saving a product's price",
    "name": "Saving a product's name",
    "barcode": "Saving a product's barcode",
    "create": "Creating a product",
    "move": "Receiving a product",
    "load": "Importing 1,000 rows",
    "rename": "Renaming a value that every fifth product uses",
}


class Figure(NamedTuple):
    """The median of what was measured, and how far it was spread."""

    middle: float
    low: float
    high: float


def summarize(rounds: list[Results]) -> Results:
    """Return {case: {name: Figure}} of all numbers, each from the lowest round to the highest."""
    found: Results = {}
    for case, figures in rounds[0].items():
        found[case] = {}
        for name in (name for name, value in figures.items() if isinstance(value, int | float)):
            values = [each[case][name] for each in rounds]
            found[case][name] = Figure(median(values), min(values), max(values))
    return found


def tables(results: Results) -> str:
    """Return all tables, and a sentence on how much the seconds are worth."""
    machine, sizes = results["machine"], results["sizes"]
    load = _spread(list(sizes.values())[-1]["machine"]["load"])
    conditions = (
        f"Medians, with the lowest and the highest of {machine['rounds']} rounds; of saves, the "
        f"middle half of the pairs. Measured on {machine['cores']} cores that Odoo, PostgreSQL and "
        f"Medusa shared with other work: {load} programs wanted a core. The "
        "plain client sent the very same requests afterwards, one after the other, to a store in "
        "the same state; Medusa's import took the same catalogue. Of the seconds, take the ratios."
    )
    found = [
        _pushes(sizes),
        _ceilings(sizes),
        _imports(sizes),
        _compare(sizes, ("verify",)),
        _saves(results["saves"]),
    ]
    return "\n\n".join([*map(_table, found), conditions])


def scale_table(found: dict[int, Results]) -> str:
    """Return what grows with the catalogue, a size a column."""
    return _table(_compare(found, ("verify", "unchanged", "plan", "cold")))


def _compare(sizes: dict[int, Results], cases: Sequence[str]) -> list[Row]:
    """Return the table of runs whose cost is compared between the sizes."""
    rows: list[Row] = [("", *(f"{size:,} products" for size in sizes))]
    for case in cases:
        found = [(figures[case], size) for size, figures in sizes.items()]
        each = {name: [(row[name].middle / size) for row, size in found] for name in PER_PRODUCT}
        rows += [
            (RUNS[case], *(f"{_spread(row['seconds'])} s" for row, _size in found)),
            ("… per product", *map(_ms, each["seconds"])),
            ("… of it CPU of Odoo", *map(_ms, each["cpu"])),
            ("… SQL queries per product", *(f"{queries:.3f}" for queries in each["queries"])),
            ("… memory", *(f"+{_spread(row['memory'], 0)} MB" for row, _size in found)),
        ]
    return rows


def _table(rows: Sequence[Row]) -> str:
    """Return a table; the first row is its head."""
    head, *body = rows
    line = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, line, *body))


def _pushes(sizes: Results) -> list[Row]:
    """Return the table of the pushes beside a plain client."""
    head = (
        *("The nightly job", "addon", "plain client", "ratio", "products/s", "requests"),
        *("of them writes", "SQL per product", "waits for the store", "CPU of Odoo", "memory"),
    )
    return [head] + [
        _push(title.format(size=size), figures[case], size)
        for size, figures in sizes.items()
        for case, title in CASES.items()
        if case in figures
    ]


def _push(title: str, push: Results, size: int) -> Row:
    """Return the row of a case."""
    middle = {name: figure.middle for name, figure in push.items()}
    return (
        title,
        *(f"{_spread(push[name])} s" for name in ("seconds", "bare")),
        _spread(push["ratio"]),
        f"{size / middle['seconds']:,.0f}",
        *(f"{middle[name]:.0f}" for name in ("request", "write")),
        f"{middle['queries'] / size:.2f}",
        f"{100 * middle['waiting'] / middle['seconds']:.0f} %",
        f"{middle['cpu']:.2f} s",
        f"+{middle['memory']:.0f} MB",
    )


def _ceilings(sizes: Results) -> list[Row]:
    """Return the table of what two connections get out of the store, with no Odoo before it."""
    return [("A plain client's cold push", "two connections", "one", "ratio")] + [
        (
            f"{size:,} products",
            *(f"{_spread(figures['ceiling'][name])} s" for name in ("seconds", "bare")),
            _spread(figures["ceiling"]["ratio"]),
        )
        for size, figures in sizes.items()
    ]


def _imports(sizes: Results) -> list[Row]:
    """Return the table of cold pushes beside Medusa's own import."""
    return [("Into an empty store", "addon", "Medusa's own CSV import", "ratio")] + [
        (
            f"{size:,} products",
            *(f"{_spread(figures[case]['seconds'])} s" for case in ("cold", "import")),
            _spread(figures["import"]["ratio"]),
        )
        for size, figures in sizes.items()
    ]


def _saves(saves: Results) -> list[Row]:
    """Return the table of what a person waits for."""
    rows: list[Row] = [("A save", "with the addon", "without it", "ratio", "SQL", "without it")]
    for key, title in SAVES.items():
        sides = [saves[key][side] for side in ("with", "without")]
        times = (_ms(side["seconds"]) for side in sides)
        queries = (f"{side['queries']:.0f}" for side in sides)
        rows.append((title, *times, _spread(Figure(*saves[key]["ratio"])), *queries))
    return rows


def _spread(figure: Figure, digits: int = 2) -> str:
    """Return a median, and how far it is spread, if there were several rounds."""
    middle, low, high = (f"{value:,.{digits}f}" for value in figure)
    return middle if figure.low == figure.high else f"{middle} ({low} to {high})"


def _ms(seconds: float) -> str:
    """Return seconds as milliseconds, unless they are too many."""
    return f"{1000 * seconds:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"
