"""Who makes, changes or deletes a store's shared options claims them: no two processes do."""

from ..core.locks import claim


def claim_options(backend):
    """Hold all shared options of a store; yield nothing where another process keeps them long.

    :param backend: `medusa.backend`
    """
    return claim(backend.env, "option", backend.ids, wait=True)
