"""The results, as tables of Markdown."""

from collections.abc import Iterator, Sequence

from .lab import Results

Row = Sequence[str]


def tables(results: Results) -> str:
    """Return all tables."""
    parts = ["\n".join(_table(rows)) for rows in (_pushes(results), _others(results))]
    return "\n\n".join([*parts, _conditions(results["machine"])])


def _conditions(machine: Results) -> str:
    """Return a sentence on how much the seconds are worth."""
    return (
        f"Measured on {machine['cores']} cores that Odoo, PostgreSQL and Medusa shared with other "
        f"work: {machine['load']:.1f} programs wanted a core on average. The plain client sent "
        "each request right before or after the addon did, to a store in the same state: of the "
        "seconds, take the ratios."
    )


def _table(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a table; the first row is its head."""
    head, *body = rows
    yield _line(head)
    yield _line(["---", *["---:"] * (len(head) - 1)])
    yield from map(_line, body)


def _line(cells: Row) -> str:
    return f"| {' | '.join(cells)} |"


def _pushes(results: Results) -> list[Row]:
    """Return the table of the pushes."""
    size, changes = results["products"], results["changes"]
    big = results["big"]
    return [
        (
            *("The nightly job", "addon", "plain client", "ratio", "products/s", "requests"),
            *("of them writes", "SQL per product", "waits for the store", "CPU of Odoo", "memory"),
        ),
        _push(f"Cold push of {size:,} products", results["cold"], size),
        _push(f"Cold push of {big['products']:,} products", big["cold"], big["products"]),
        _push(f"Nothing changed among {size:,}", results["unchanged"], size),
        _push(f"{changes:,} changed among {size:,}", results["changed"], size),
    ]


def _push(title: str, push: Results, products: int) -> Row:
    """Return the row of a case."""
    has_bare = "bare" in push
    return (
        title,
        f"{push['seconds']:.2f} s",
        f"{push['bare']:.2f} s" if has_bare else "",
        f"{push['ratio']:.2f}" if has_bare else "",
        f"{products / push['seconds']:,.0f}",
        f"{push['request']:.0f}",
        f"{push['write']:.0f}",
        f"{push['queries'] / products:.2f}",
        f"{100 * push['waiting'] / push['seconds']:.0f} %",
        f"{push['cpu']:.2f} s",
        f"+{push['memory']:.0f} MB",
    )


def _others(results: Results) -> list[Row]:
    """Return the table of what needs no store."""
    verify, saves = results["verify"], results["saves"]
    milliseconds = 1000 * verify["seconds"] / verify["products"]
    queries = verify["queries"] / verify["products"]
    return [
        ("Without the network", "with the addon", "without it"),
        (f"Verifying {verify['products']:,} products, per product", f"{milliseconds:.2f} ms", ""),
        ("… SQL queries per product", f"{queries:.3f}", ""),
        *_save("Saving a product's price", saves["price"]),
        *_save("Saving a product's name", saves["name"]),
        *_save(f"Renaming a value that {results['renamed']:,} products use", saves["rename"]),
    ]


def _save(title: str, sides: Results) -> list[Row]:
    """Return the rows of something that is saved."""
    seconds = [f"{1000 * sides[side]['seconds']:.2f} ms" for side in ("with", "without")]
    queries = [f"{sides[side]['queries']:.0f}" for side in ("with", "without")]
    return [(title, *seconds), ("… SQL queries", *queries)]
