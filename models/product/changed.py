"""What was written of products, as values for whoever keeps them."""

from ...sync.changed import tell_product


def prepare_changes(outcomes):
    """Return what the writes of some products changed, and what was noted before in vain.

    :param list[Outcome] outcomes: see `sync.result`
    :rtype: list[Changed]
    """
    return [
        tell_product(outcome) for outcome in outcomes if outcome.changes or outcome.note is not None
    ]
