"""What several models need and no model is."""


def commit(env):
    """Commit the connector's own transaction: what was pushed must stay recorded.

    It is only called on a cursor of the connector's own (see `medusa.backend._new_env`), never in
    a user's transaction: before the network, so that no transaction is open while the store is
    waited for, and after it, so that no rollback takes away what happened.

    :param Environment env: on that cursor
    """
    env.cr.commit()  # pylint: disable=invalid-commit
