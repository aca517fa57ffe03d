"""What was written of products, as values for whoever keeps them."""

from ..run.phase import Changed


def prepare_changes(outcomes):
    """Return what the writes of some products changed.

    :param list[Outcome] outcomes: see `sync.result`
    :rtype: list[Changed]
    """
    return [
        Changed(
            "product",
            outcome.job.external_id,
            (outcome.job.payload.get("product") or {}).get("title"),
            outcome.medusa_id or outcome.job.medusa_id,
            outcome.operation,
            outcome.changes,
        )
        for outcome in outcomes
        if outcome.changes
    ]
