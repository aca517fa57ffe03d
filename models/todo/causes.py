"""Why something waits for a person: failures, and what is no failure but waits all the same.

One closed list beside that of failures, `sync.failures`; each cause has its words in `texts`, and
what mends it here.
"""

from ...sync.failures import TIME, TYPES

# What isn't a failure: {cause: what it is called where only a word fits}
OWN = {
    "incomplete_draft": "Incomplete: stays a draft",
    "incomplete_tell": "Incomplete: sold all the same",
    "no_key": "No key",
    "copied": "Copied database",
    "other_store": "Another store answers",
    "database": "Whose products are these?",
    "match": "Proposals to decide",
    "currency": "Currency missing in the store",
    "stock_map": "Warehouse not mapped",
}
LABELS = {**{name: entry.label for name, entry in TYPES.items()}, **OWN}
# What a person can only wait for.
PASSING = tuple(name for name, entry in TYPES.items() if entry.mended_by == TIME)

# {cause: what mends all of it at once}; of a product, a price list … it is tried again.
MENDS = {
    "authentication": "key",
    "no_key": "key",
    "tls": "http",
    "currency": "currency",
    "stock_map": "stock_map",
    "guard": "guard",
    "match": "match",
    "conflict": "conflict",
    "database": "store",
    "copied": "store",
    "other_store": "store",
}
# {subject: the model of its records}
MODELS = {
    "product": "medusa.product.binding",
    "price_list": "medusa.price.list",
    "term": "medusa.term",
    "option": "medusa.option",
    "level": "medusa.stock.level",
    "stock_line": "medusa.stock.line",
    "run": "medusa.sync.run",
    "database": "medusa.other.database",
    "match": "medusa.match",
    "store": "medusa.backend",
}
# Subjects whose failures are tried again by a run.
RETRIED = ("product", "price_list", "term", "option", "level", "run")


def get_mend(subject, cause):
    """Return what mends all of a cause: an entry of `MENDS`, ``retry``, ``test`` or None."""
    if cause in MENDS and (cause, subject) != ("conflict", "price_list"):
        return MENDS[cause]
    if cause not in TYPES:
        return None
    return "retry" if subject in RETRIED else "test"
