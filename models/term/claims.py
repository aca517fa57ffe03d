"""Who makes, changes or deletes a store's terms claims them: no two processes do at once."""

from ..core.locks import claim


def claim_terms(backend):
    """Hold all terms of a store; yield nothing where another process keeps them for long.

    :param backend: `medusa.backend`
    """
    return claim(backend.env, "term", backend.ids, wait=True)
