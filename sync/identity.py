"""The mark by which a record of the store is known as an Odoo record's, see docs/contract.md."""

from __future__ import annotations

from typing import Any

Remote = dict[str, Any]

# The keys of metadata that nobody but the contract writes.
EXTERNAL_ID = "external_id"
DATABASE = "odoo_database"
MODEL = "odoo_model"
RESERVED_KEYS = frozenset({EXTERNAL_ID, DATABASE})

# Whose a record of the store says it is.
OURS = "ours"
UNMARKED = "unmarked"
FOREIGN = "foreign"


def make_mark(external_id: str, database: str, model: str | None = None) -> dict[str, str]:
    """Return the metadata that marks a record.

    :param external_id: the id of Odoo's record, as a string
    :param database: `database.uuid`: tells two Odoo databases on one store apart
    :param model: of Odoo's record, where ids of several models share one kind of the store
    """
    mark = {EXTERNAL_ID: external_id, DATABASE: database}
    return mark | ({MODEL: model} if model else {})


def get_external_id(remote: Remote) -> str | None:
    """Return metadata.external_id as text: other writers store it as a number as well."""
    value = (remote.get("metadata") or {}).get(EXTERNAL_ID)
    return None if value in (None, "") else str(value)


def get_model(remote: Remote) -> str | None:
    """Return the model of Odoo that a mark names."""
    return (remote.get("metadata") or {}).get(MODEL)


def whose(remote: Remote, databases: frozenset[str]) -> str:
    """Tell whether a record is this Odoo database's, another one's, or doesn't say.

    The pull side writes no database: whether a product without one is taken as ours is for the
    reader to decide. Price lists and terms are made by nobody else under our mark.

    :param databases: the uuids under which this Odoo database pushed
    """
    database = (remote.get("metadata") or {}).get(DATABASE)
    if not database:
        return UNMARKED
    return OURS if database in databases else FOREIGN


def is_ours(remote: Remote, databases: frozenset[str]) -> bool:
    """Tell whether a product of the store may belong to this Odoo database."""
    return whose(remote, databases) != FOREIGN


def is_own_creation(remote: Remote, mark: dict[str, Any], bound_at: str) -> bool:
    """Tell whether a product whose id isn't known was made by a push that was broken off.

    What others made carries our mark as well once it was adopted, but is older
    (docs/medusa-api.md#created-at-stays).

    :param mark: metadata of the product, as it is pushed
    :param bound_at: when Odoo began with the product, as Medusa writes times
    """
    database = mark.get(DATABASE)
    is_marked = database and (remote.get("metadata") or {}).get(DATABASE) == database
    return bool(is_marked and bound_at and (remote.get("created_at") or "") >= bound_at)


def carries_our_mark(remote: Remote, databases: frozenset[str], external_id: str) -> bool:
    """Tell whether a price list or term was made by this Odoo database for just this record."""
    return whose(remote, databases) == OURS and get_external_id(remote) == external_id
