"""When a product of the store was last changed there, as the connector remembers it."""

from __future__ import annotations

from .identity import Remote

# A change of a variant doesn't touch its product
# (docs/medusa-api.md#updated-at-misses-variants).
SEEN_FIELDS = "updated_at,variants.updated_at"
# A time has 24 characters; nobody says what an answer holds.
_LONGEST = 40
# What no product shows: somebody else changed it, and it wasn't compared since.
SUSPECT = ""


def get_seen(row: Remote) -> str:
    """Return the time of a product's last change, its variants' among them, as Medusa writes it.

    :param row: with `SEEN_FIELDS`; "" without any of them
    """
    rows = (row, *(row.get("variants") or []))
    return max((str(each.get("updated_at") or "") for each in rows), default="")[:_LONGEST]


def settle_seen(row: Remote, met: str | None, known: str | None, is_whole: bool) -> str:
    """Return what to remember of a product that was just pushed.

    A push sends what changed in Odoo. What somebody else had changed before it is still there, and
    must not pass for ours.

    :param row: the product after the push
    :param met: what it showed before, None of a new one
    :param known: what was remembered until now, None: nothing
    :param is_whole: whether all of it was compared
    """
    if is_whole or met is None or known in (None, met):
        return get_seen(row)
    return SUSPECT
