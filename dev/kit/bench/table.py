"""The results, as tables of Markdown."""

from collections.abc import Sequence

from .lab import Results

Row = Sequence[str]


def tables(results: Results) -> str:
    """Return all tables, and a sentence on how much the seconds are worth."""
    machine = results["machine"]
    conditions = (
        f"Measured on {machine['cores']} cores that Odoo, PostgreSQL and Medusa shared with other "
        f"work: {machine['load']:.1f} programs wanted a core on average. The plain client sent "
        "the very same requests afterwards, one after the other, to a store in the same state: of "
        "the seconds, take the ratios."
    )
    return "\n\n".join([_table(_pushes(results)), _table(_others(results)), conditions])


def _table(rows: Sequence[Row]) -> str:
    """Return a table; the first row is its head."""
    head, *body = rows
    line = ("---", *["---:"] * (len(head) - 1))
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, line, *body))


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
    count = verify["products"]
    rows = [
        ("Without the network", "with the addon", "without it"),
        (f"Verifying {count:,} products, per product", _ms(verify["seconds"] / count), ""),
        ("… SQL queries per product", f"{verify['queries'] / count:.3f}", ""),
    ]
    titles = {
        "price": "Saving a product's price",
        "name": "Saving a product's name",
        "barcode": "Saving a product's barcode",
        "create": "Creating a product",
        "move": "Receiving a product",
        "load": "Importing 1,000 rows",
        "rename": f"Renaming a value that {results['renamed']:,} products use",
    }
    for key, title in titles.items():
        sides = [saves[key][side] for side in ("with", "without")]
        rows.append((title, *(_ms(side["seconds"]) for side in sides)))
        rows.append(("… SQL queries", *(f"{side['queries']:.0f}" for side in sides)))
    return rows


def _ms(seconds: float) -> str:
    """Return seconds as milliseconds."""
    return f"{1000 * seconds:.2f} ms"
