"""The connector's own transactions: what was pushed must stay recorded."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tools import SQL

# How long the connector waits for a row of somebody else, or for another process of its own.
LOCK_TIMEOUT = "10s"


def commit(env):
    """Commit the connector's own transaction.

    It is only called on a cursor of the connector's own (see `new_env`), never in a user's
    transaction, unless that has nothing to commit (see `let_go`): before the network, so that no
    transaction is open while the store is waited for, and after it, so that no rollback takes away
    what happened.

    :param Environment env: on that cursor
    """
    env.cr.commit()  # pylint: disable=invalid-commit


def let_go(env):
    """End a person's transaction that has only read so far, before the store is waited for.

    One that has written something stays open: that is theirs to commit.
    """
    env.flush_all()
    [[has_written]] = env.execute_query(SQL("SELECT pg_current_xact_id_if_assigned() IS NOT NULL"))
    if not has_written:
        commit(env)


def record(env, write):
    """Call `write` and commit; again if another transaction was in between.

    A user may delete a product meanwhile, which empties its binding: then the writing is repeated
    on the new state.

    :param Environment env: on a cursor of the connector's own
    :param write: writes records, and makes no request
    :return: what `write` returns
    """
    result = retrying(write, env)
    commit(env)
    return result


@contextmanager
def new_env(env):
    """Yield the superuser's environment on a new cursor: what it commits, no caller rolls back."""
    with env.registry.cursor() as cr:
        # A caller that changed the store in its own transaction waits for us: without a limit
        # both would wait for ever. Pushes hold no lock while they wait for the network.
        cr.execute("SET lock_timeout = %s", [LOCK_TIMEOUT])
        cr.commit()  # pylint: disable=invalid-commit
        yield api.Environment(cr, SUPERUSER_ID, {"lang": "en_US"})
