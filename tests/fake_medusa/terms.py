"""Categories, tags, types and collections: one by one, with what each kind refuses."""

from .errors import ApiError
from .state import State

# {kind: (table, prefix of an id, columns)}
KINDS = {
    "category": (
        "categories",
        "pcat",
        ("name", "handle", "description", "is_active", "is_internal", "rank",
         "parent_category_id", "external_id", "metadata"),
    ),
    "tag": ("tags", "ptag", ("value", "external_id", "metadata")),
    "type": ("types", "ptyp", ("value", "external_id", "metadata")),
    "collection": ("collections", "pcol", ("title", "handle", "external_id", "metadata")),
}  # fmt: skip
_DEFAULTS = {"is_active": False, "is_internal": False, "description": ""}


def create_term(state: State, kind: str, given: dict) -> dict:
    """Make one term."""
    table, prefix, columns = KINDS[kind]
    row = {name: given.get(name, _DEFAULTS.get(name)) for name in columns}
    if "handle" in columns and not row["handle"]:
        row["handle"] = (given.get("name") or given.get("title")).lower().replace(" ", "-")
    _check_parent(state, given)
    if kind == "category":
        row["rank"] = _make_room(state, row["parent_category_id"], row["rank"])
    return state.insert(table, {"id": state.new_id(prefix), **row})


def update_term(state: State, kind: str, term_id: str, given: dict) -> dict | None:
    """Change a term: what is given is replaced, metadata as well.

    :return: the row, ``None`` for one that does not exist
    """
    table, _prefix, _columns = KINDS[kind]
    if term_id not in state.tables[table]:
        if kind == "category":
            # No error: an empty object (docs/medusa-api.md#an-unknown-category-is-an-empty-answer).
            return None
        message = f"{kind} with id: {term_id} not found"
        raise ApiError(404, {"type": "not_found", "message": message})
    _check_parent(state, given)
    if kind == "category":
        given = {**given, **_rerank(state, state.categories[term_id], given)}
    return state.update(table, term_id, **given)


def delete_term(state: State, kind: str, term_id: str) -> None:
    """Delete a term; unknown ids are no error, a category with children is."""
    table, _prefix, _columns = KINDS[kind]
    if kind == "category":
        for row in state.categories.values():
            if row["parent_category_id"] == term_id:
                raise ApiError(
                    400,
                    {
                        "type": "not_allowed",
                        "message": f"Deleting ProductCategory ({term_id}) with category children "
                        "is not allowed",
                    },
                )
    if term_id in state.tables[table]:
        if kind == "category":
            _close_gap(state, state.categories[term_id])
        state.delete(table, term_id)


# === THE ORDER OF CATEGORIES === #
# product/dist/repositories/product-category.js


def _siblings(state, parent_id, but=None):
    rows = list(state.categories.values())
    return [row for row in rows if row["parent_category_id"] == parent_id and row["id"] != but]


def _shift(state, rows, step):
    for row in rows:
        state.update("categories", row["id"], rank=row["rank"] + step)


def _make_room(state, parent_id, rank, but=None):
    """Return the rank of one that comes to some siblings; without one it is the last."""
    siblings = _siblings(state, parent_id, but)
    rank = len(siblings) if rank is None else min(rank, len(siblings))
    _shift(state, [row for row in siblings if row["rank"] >= rank], 1)
    return rank


def _close_gap(state, gone):
    siblings = _siblings(state, gone["parent_category_id"], gone["id"])
    _shift(state, [row for row in siblings if row["rank"] > gone["rank"]], -1)


def _rerank(state, row, given):
    """Return the rank that an update gives, if any; siblings in between give way."""
    parent_id = given.get("parent_category_id", row["parent_category_id"])
    if parent_id != row["parent_category_id"]:
        rank = _make_room(state, parent_id, given.get("rank"), row["id"])
        _close_gap(state, row)
        return {"rank": rank}
    if "rank" not in given:
        return {}
    siblings = _siblings(state, parent_id, row["id"])
    rank = min(given["rank"], len(siblings))
    former = row["rank"]
    _shift(state, [other for other in siblings if former < other["rank"] <= rank], -1)
    _shift(state, [other for other in siblings if rank <= other["rank"] < former], 1)
    return {"rank": rank}


def _check_parent(state, given):
    parent = given.get("parent_category_id")
    if parent and parent not in state.categories:
        raise ApiError(
            500,
            {
                "type": "invalid_argument",
                "message": f"Parent category with id: '{parent}' does not exist",
            },
        )


def check_terms(given: dict, state: State, no_relation) -> None:
    """Refuse links to terms that do not exist."""
    for column, table in (("type_id", "types"), ("collection_id", "collections")):
        if given.get(column) and given[column] not in state.tables[table]:
            raise no_relation(column, given[column])
    for link in given.get("categories") or []:
        if link["id"] not in state.categories:
            raise no_relation("product_category_id", link["id"])
