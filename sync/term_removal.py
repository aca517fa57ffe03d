"""Delete terms that no record of Odoo is any more; what they were is kept before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError
from ..medusa.products import ProductApi
from ..medusa.terms import KINDS, TermApi
from .changed import Changed, Note
from .difference import Difference
from .failures import is_store_wide
from .identity import OURS, Databases, Remote, whose


class TermRemoval:
    """Deletes terms one by one.

    :param databases: whose marks are ours
    :param note: keeps what a term was before it is deleted, see `changed`
    """

    def __init__(
        self, client: MedusaClient, databases: Databases, note: Note | None = None
    ) -> None:
        self.client = client
        self.databases = databases
        self.note = note
        # Terms that were deleted.
        self.gone: set[str] = set()
        # What was written, and what was noted in vain.
        self.changes: list[Changed] = []
        self._known: dict[str, Remote] = {}
        self._asked: set[str] = set()

    def look_at(self, wanted: Mapping[str, Sequence[str]]) -> None:
        """Read what terms are that may be deleted.

        :param wanted: {kind: ids}
        :raise MedusaError: of the client
        """
        for kind, ids in wanted.items():
            self._asked.update(ids)
            api = TermApi(self.client, kind)
            for row in api.list_by("id", sorted(set(ids)), get_record_fields(kind)):
                self._known[row["id"]] = row

    def delete(self, kind: str, medusa_id: str) -> bool:
        """Delete a term that no record is any more; return whether it can be forgotten.

        One that products of others have stays, and is theirs from now on. A category with children
        is refused, and any may be by an error of the store: they are tried again.

        :raise MedusaError: if the store as a whole fails
        """
        if medusa_id in self._asked and medusa_id not in self._known:
            # Somebody was faster, or a former process.
            self.gone.add(medusa_id)
            return True
        changed = None
        try:
            if is_used_by_others(self.client, self.databases, kind, medusa_id):
                return True
            changed = self._tell(kind, medusa_id)
            if self.note:
                self.note([changed])
            TermApi(self.client, kind).delete(medusa_id)
        except MedusaError as error:
            if changed and not error.outcome_unknown:
                changed.differences = []
                self.changes.append(changed)
            if is_store_wide(error):
                raise
            # It is one term's trouble, and stops no run.
            return False
        self.changes.append(changed)
        self.gone.add(medusa_id)
        return True

    def _tell(self, kind: str, medusa_id: str) -> Changed:
        row = self._known.get(medusa_id)
        name = row[KINDS[kind].label] if row else medusa_id
        rows = [Difference("term", None, name, None)]
        former = {**row, "kind": kind} if row else None
        return Changed("term", None, name, medusa_id, "delete", rows, former=former)


def get_record_fields(kind: str) -> str:
    """Return the fields of all that a term is."""
    fields = KINDS[kind].fields
    return f"{fields},is_internal" if kind == "category" else fields


def is_used_by_others(
    client: MedusaClient, databases: Databases, kind: str, medusa_id: str
) -> bool:
    """Tell whether a product has this term that isn't this Odoo database's."""
    pages = ProductApi(client).iter_sorted_by(KINDS[kind].filter, medusa_id)
    return any(whose(row, databases) != OURS for page in pages for row in page)
