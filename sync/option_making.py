"""Options of a product's own that are there before the product has them.

In the place of a shared one of the same title: the update that drops the one links the other.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..medusa.options import OptionApi
from .identity import Remote
from .job import Job
from .option_names import hide


class OptionMaker:
    """Makes them, each once, however often a push is broken off."""

    def __init__(self, options: OptionApi) -> None:
        self.options = options

    def make(self, job: Job, wanted: Iterable[dict[str, Any]]) -> dict[str, str]:
        """Return {option key: id} of options that no product has yet.

        :param wanted: of the payload
        :raise MedusaError: of the client
        """
        return {option["key"]: self._make(job, option) for option in wanted}

    def _make(self, job: Job, option: dict[str, Any]) -> str:
        texts = [value["title"] for value in option["values"]]
        title, mark = hide(option["title"]), _get_mark(job)
        for row in self.options.list_unused(title):
            if (row.get("metadata") or {}) != mark:
                continue
            if _get_texts(row) == set(texts):
                return row["id"]
            # Its product has other values by now.
            self.options.delete(row["id"])
        body = {
            "title": title,
            "values": texts,
            "ranks": {text: rank for rank, text in enumerate(texts)},
            "is_exclusive": True,
            "metadata": mark,
        }
        return self.options.create(body)["id"]


def _get_mark(job: Job) -> dict[str, Any]:
    """Return the metadata that tells whose option it is: the product's."""
    mark = job.payload["product"]["metadata"]
    return {key: mark[key] for key in ("external_id", "odoo_database") if key in mark}


def _get_texts(row: Remote) -> set[str]:
    return {value["value"] for value in row.get("values") or []}
