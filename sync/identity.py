"""The mark by which a record of the store is known as an Odoo record's, see docs/contract.md."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..medusa.text import make_line

Remote = dict[str, Any]
# Columns of variants of which the store has each value once.
UNIQUE_FIELDS = ("sku", "barcode")

# The keys of metadata that nobody but the contract writes.
EXTERNAL_ID = "external_id"
DATABASE = "odoo_database"
MODEL = "odoo_model"
RESERVED_KEYS = frozenset({EXTERNAL_ID, DATABASE})

# Whose a record of the store says it is.
OURS = "ours"
UNMARKED = "unmarked"
FOREIGN = "foreign"


@dataclass(frozen=True)
class Databases:
    """The Odoo databases that a store may know, as this one sees them.

    :param current: the uuid by which this database marks what it pushes
    :param former: uuids that count as this database's as well: it had them once, or a manager said
        that what they mark is its own
    :param apart: of others that share the store: what they mark is left alone, and is in nobody's
        way. Of all further ones nobody has decided yet.
    """

    current: str
    former: frozenset[str] = frozenset()
    apart: frozenset[str] = frozenset()

    def are_ours(self, database: str) -> bool:
        """Tell whether a mark of this database is this Odoo's."""
        return database == self.current or database in self.former


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


def get_database(remote: Remote) -> str | None:
    """Return the database that a mark names, as text: nobody says what others write there."""
    value = (remote.get("metadata") or {}).get(DATABASE)
    return None if value in (None, "") else str(value)


def whose(remote: Remote, databases: Databases) -> str:
    """Tell whether a record is this Odoo database's, another one's, or doesn't say.

    The pull side writes no database: whether a product without one is taken as ours is for the
    reader to decide. Price lists and terms are made by nobody else under our mark.
    """
    database = get_database(remote)
    if not database:
        return UNMARKED
    return OURS if databases.are_ours(database) else FOREIGN


def is_ours(remote: Remote, databases: Databases) -> bool:
    """Tell whether a product of the store may belong to this Odoo database."""
    return whose(remote, databases) != FOREIGN


def is_contested(remote: Remote, databases: Databases) -> bool:
    """Tell whether a record may be ours under the mark of another database.

    That of a restored copy is: its uuid changed and was forgotten with the addon. As long as
    nobody said whose it is, nothing is made in its place.
    """
    return whose(remote, databases) == FOREIGN and get_database(remote) not in databases.apart


def tell_owner(remote: Remote) -> str:
    """Return a record of another database as a person finds it in the store."""
    names = (remote.get(key) for key in ("title", "name", "value", "handle"))
    name = next((str(name) for name in names if name), remote["id"])
    return make_line(f"{name[:100]} ({remote['id']}, {DATABASE} {get_database(remote)})"[:300])


def make_own_handle(handle: str, database: str) -> str:
    """Return the handle of what another database, whose records are left alone, called the same.

    Two copies of one Odoo have the same names and numbers. It is the same at each try, as the
    contract's own handle is.
    """
    plain = "".join(char for char in database.lower() if char.isascii() and char.isalnum())
    return f"{handle}-{plain[:8]}"


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


def carries_our_mark(remote: Remote, databases: Databases, external_id: str) -> bool:
    """Tell whether a price list or term was made by this Odoo database for just this record."""
    return whose(remote, databases) == OURS and get_external_id(remote) == external_id
