"""Claims: what one process works on, no other does.

An advisory lock needs no row, holds over commits, and ends with the connection: a killed process
leaves nothing behind. No user's transaction asks for one.
"""

import zlib
from contextlib import contextmanager, suppress

import psycopg2

from odoo.tools import SQL

from .transaction import commit
from .trial import get_trial


def get_space(name, env=None):
    """Return the first key of a kind of locks, a signed 32-bit number.

    :param Environment env: one of a run on trial has claims of its own: nobody waits for it, and
        it waits for nobody
    """
    trial = env and get_trial(env)
    return get_key(f"medusa_connector.{f'{trial.name}.' if trial else ''}{name}")


def get_key(text):
    """Return a key that stands for a text, as an id of the store: a signed 32-bit number."""
    return zlib.crc32(text.encode()) - 2**31


@contextmanager
def claim(env, space, keys, wait=False, is_new=False):
    """Hold some keys; yield those that nobody else holds.

    What is open on the cursor when the claim ends is rolled back: an error must not have half of
    its work committed with the release. So record and commit before.

    :param Environment env: on a cursor of the connector's own
    :param str space: what the keys are of, as "product.7"
    :param keys: ids, as numbers or as their digits
    :param bool wait: wait for who holds a key, no longer than the cursor's lock timeout; after
        that, none is claimed
    :param bool is_new: the keys are of records that this transaction made: they are held before
        anybody else sees them
    :return: a list of the claimed keys
    """
    claimed = _lock(env, space, keys, wait, is_new)
    try:
        yield claimed
    except BaseException:
        # What went wrong is told, and perhaps repeated, by what it is: a release that fails as
        # well, on a connection that is gone, must not take its place.
        with suppress(psycopg2.Error):
            _release(env, space, claimed)
        raise
    _release(env, space, claimed)


def claim_all(record, space):
    """Hold all of one kind that a record has, as a store's terms.

    Yield nothing where another process keeps them for long. All else is as for `claim`.
    """
    return claim(record.env, space, record.ids, wait=True)


@contextmanager
def claim_first(env, space, keys, wait=False):
    """Hold the first key that nobody else holds; yield it, or None.

    All else is as for `claim`.

    :param bool wait: where none is free, wait for the first
    """
    commit(env)
    # The keys are tried in their order, until one is free.
    rows = env.execute_query(
        SQL(
            "SELECT key FROM unnest(%s::int[]) key WHERE pg_try_advisory_lock(%s, key) LIMIT 1",
            list(keys),
            get_space(space, env),
        )
    )
    commit(env)
    if not rows and wait and keys:
        with claim(env, space, keys[:1], wait=True) as claimed:
            yield claimed[0] if claimed else None
        return
    held = [row[0] for row in rows]
    try:
        yield held[0] if held else None
    except BaseException:
        with suppress(psycopg2.Error):
            _release(env, space, held)
        raise
    _release(env, space, held)


def hold_until_commit(env, space, key):
    """Hold a key until the present transaction ends; return whether nobody else holds it.

    Unlike a claim it may be held in a person's transaction: nothing is committed.
    """
    query = SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", get_space(space, env), key)
    [[is_held]] = env.execute_query(query)
    return is_held


def find_free(env, space, keys):
    """Return those of some numbers that nobody holds right now, without asking for them."""
    rows = env.execute_query(
        SQL(
            """
            SELECT key FROM unnest(%s::int[]) key
             WHERE NOT EXISTS (
                   SELECT FROM pg_locks lock JOIN pg_database ON pg_database.oid = lock.database
                    WHERE lock.locktype = 'advisory' AND lock.granted AND lock.objsubid = 2
                      AND lock.classid::bigint = %s AND lock.objid::bigint = key
                      AND datname = current_database())
            """,
            list(keys),
            # It is shown without a sign.
            get_space(space, env) % 2**32,
        )
    )
    return [row[0] for row in rows]


def _release(env, space, keys):
    env.cr.rollback()
    _unlock(env, space, keys)


def _lock(env, space, keys, wait, is_new):
    if not is_new:
        # What is open here may fail to be committed: nothing is held then.
        commit(env)
    try:
        return _ask_for(env, space, keys, wait)
    except psycopg2.errors.LockNotAvailable:
        _release(env, space, keys)
        return []
    except BaseException:
        with suppress(psycopg2.Error):
            _release(env, space, keys)
        raise


def _ask_for(env, space, keys, wait):
    condition = SQL(
        "pg_advisory_lock(%(space)s, key::int) IS NOT NULL"
        if wait
        else "pg_try_advisory_lock(%(space)s, key::int)",
        space=get_space(space, env),
    )
    rows = env.execute_query(
        SQL(
            "SELECT key FROM unnest(%s::text[]) key WHERE %s",
            [str(key) for key in keys],
            condition,
        )
    )
    # The snapshot of this transaction may be older than the locks: what another process committed
    # before it let go must be seen.
    commit(env)
    held = {row[0] for row in rows}
    return [key for key in keys if str(key) in held]


def _unlock(env, space, keys):
    env.execute_query(
        SQL(
            "SELECT pg_advisory_unlock(%s, key::int) FROM unnest(%s::text[]) key",
            get_space(space, env),
            [str(key) for key in keys],
        )
    )
    commit(env)
