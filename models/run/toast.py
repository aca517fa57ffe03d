"""Toasts that tell of runs."""

from ..core.toast import make_link, make_toast

# Beyond so many, their names would fill the screen.
_MOST_PRODUCTS = 3


def make_run_toast(message, runs, obstacles=()):
    """Return a toast about runs in the background; where it was asked for, the page shows them.

    :param runs: `medusa.sync.run`
    :param obstacles: sentences on what was asked for as well, and doesn't go on; it warns then
    :return: a client action
    """
    kind = "warning" if obstacles else "info"
    toast = make_toast("\n".join([message, *obstacles]), kind, links=get_run_links(runs))
    return {
        **toast,
        "tag": "medusa_follow",
        "params": {**toast["params"], "run_ids": runs.ids},
    }


def get_run_links(runs):
    """Return links to runs."""
    return [make_link(run, runs.env._("Run of %s", run.display_name)) for run in runs]


def get_product_links(products):
    """Return links to products, to none of them where they are many."""
    few = products if len(products) <= _MOST_PRODUCTS else products.browse()
    return [make_link(product, product.display_name) for product in few]


def get_log_links(logs):
    """Return links to the lines of a log that tell of failures; to the first ones of many."""
    failed = logs.filtered(lambda log: log.result == "failure").sorted("id")[:_MOST_PRODUCTS]
    return [make_link(log, logs.env._("Log line: %s", log.display_name)) for log in failed]
