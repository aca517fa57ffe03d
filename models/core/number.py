"""Numbers in texts that any language reads."""


def show_number(value):
    """Return a number as text, with all its digits and no zeros behind them.

    `%g` alone would round a price of seven digits.
    """
    return f"{value:.15g}"
