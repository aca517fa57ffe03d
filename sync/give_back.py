"""Give products back that were taken over: what a push overwrote of their identity.

It is given back where it is still what the push made of it. What somebody else changed since then
stays, and so does all that is no identity: titles, texts, options, base prices. What is Odoo's own
beside the product goes: its prices in Odoo's price lists, for nobody would ever change them again;
and a base price that is struck through becomes what a shopper pays today.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from typing import Any

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaError, MedusaNotFoundError
from ..medusa.inventory import InventoryApi
from .batches import BatchCall, Item
from .chunk import Chunk
from .failures import raise_if_store_wide
from .identity import DATABASE, EXTERNAL_ID, UNIQUE_FIELDS, Databases, Remote, get_database
from .items import get_item_ids
from .job import Job
from .plan import PRICE_FIELDS
from .price_list import PriceChanges, PriceListPush
from .prices import merge_prices
from .result import Outcome
from .shop_index import get_marks

_FIELDS = (
    "id,external_id,handle,metadata,variants.id,variants.sku,variants.barcode,variants.metadata,"
    "variants.inventory_items.inventory_item_id"
)


@dataclass
class Pushed:
    """What pushes made of a product's identity, and what they gave it beside it.

    :param variants: {id of a variant of the store: the `external_id`, and all `sku` and `barcode`
        that it may have of Odoo}
    :param handles: that it may have of Odoo
    :param today: {id of a variant: its prices of today, of the markets that are struck through}
    :param list_prices: {id of a price list of Odoo's: ids of the prices that are this product's}
    """

    variants: dict[str, dict[str, Any]] = field(default_factory=dict)
    handles: Container[str] = ()
    today: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    list_prices: dict[str, list[str]] = field(default_factory=dict)


def make_job(external_id: str, medusa_id: str, before: dict[str, Any], pushed: Pushed) -> Job:
    """Return the job of giving back one product.

    :param external_id: of the product that took it over
    :param before: what it was before, see `shop_index.prepare_before`
    """
    return Job(external_id, {"before": before, "pushed": pushed}, medusa_id=medusa_id)


class ChunkGiveBack(Chunk):
    """Gives a chunk's products back. One that is gone, or another one's by now, needs no write."""

    makes = False

    def __init__(self, client: MedusaClient, databases: Databases, *args: Any) -> None:
        super().__init__(client, databases, *args)
        self.inventory = InventoryApi(client)

    def _carry_out(self, jobs: list[Job]) -> None:
        items: list[Item] = []
        renamed: dict[int, dict[str, tuple[str | None, str | None]]] = {}
        ready: list[Outcome] = []
        for outcome, remote in self._locate(jobs, self._get_fields(jobs)):
            if not remote or remote["id"] != outcome.job.medusa_id:
                outcome.operation = "gone"
                self._finish(outcome)
                continue
            outcome.operation = "give_back"
            outcome.medusa_id = remote["id"]
            body = plan_give_back(outcome.job, remote, self.databases)
            if not body:
                ready.append(outcome)
                continue
            renamed[id(outcome)] = _get_renamed_items(remote, body)
            items.append((outcome, {"id": remote["id"], **body}))
        call = BatchCall(self.products, "update", "id", self._check_alive, clock=self.clock)
        for outcome, _row in call.run(items):
            error = outcome.error or self._rename(renamed[id(outcome)])
            if error:
                self._finish(outcome, error)
            else:
                ready.append(outcome)
        error = self._delete_prices(ready)
        for outcome in ready:
            self._finish(outcome, error if outcome.job.payload["pushed"].list_prices else None)

    def _get_fields(self, jobs: list[Job]) -> str:
        has_prices = any(job.payload["pushed"].today for job in jobs)
        return f"{_FIELDS},{PRICE_FIELDS}" if has_prices else _FIELDS

    def _delete_prices(self, outcomes: Iterable[Outcome]) -> MedusaError | None:
        """Take products out of price lists; return why one of these can't be written.

        What is struck through costs what it did by then: its price of today is the base price.
        """
        by_list: dict[str, list[str]] = {}
        for outcome in outcomes:
            for list_id, ids in outcome.job.payload["pushed"].list_prices.items():
                by_list.setdefault(list_id, []).extend(ids)
        lists, failed = PriceListPush(self.products.client, self.databases), None
        for list_id, ids in by_list.items():
            try:
                for _sent in lists.push_prices(list_id, PriceChanges(deletes=ids)):
                    pass
            except MedusaNotFoundError:
                # Somebody deleted the list: its prices went with it.
                continue
            except MedusaError as error:
                raise_if_store_wide(error)
                failed = error
        return failed

    def _rename(self, items: dict[str, tuple[str | None, str | None]]) -> MedusaError | None:
        """Let inventory items follow their variants; return why one can't."""
        try:
            present = self.inventory.read_items(list(items)) if items else {}
            for item_id, (former, sku) in items.items():
                if item_id in present and present[item_id]["sku"] == former:
                    self.inventory.update_item(item_id, {"sku": sku})
        except MedusaError as error:
            raise_if_store_wide(error)
            return error
        return None


def _get_renamed_items(
    remote: Remote, body: dict[str, Any]
) -> dict[str, tuple[str | None, str | None]]:
    """Return {item: (its SKU by the push, the one to come)} of variants whose SKU changes."""
    changed = {row["id"]: row["sku"] for row in body.get("variants", ()) if "sku" in row}
    return {
        item_id: (variant.get("sku"), changed[variant["id"]])
        for variant in remote.get("variants") or []
        if variant["id"] in changed
        for item_id in get_item_ids(variant)
    }


def plan_give_back(job: Job, remote: Remote, databases: Databases) -> dict[str, Any]:
    """Return the element of a batch update; {} where nothing is left of the push.

    :param job: see `make_job`
    :param remote: the product, as just read
    """
    before, body = job.payload["before"], {}
    if remote.get("external_id") == job.external_id != before.get("external_id"):
        body["external_id"] = before.get("external_id")
    handle, handles = before.get("handle"), job.payload["pushed"].handles
    if handle and remote.get("handle") in handles and remote.get("handle") != handle:
        body["handle"] = handle
    metadata = _plan_metadata(job.external_id, remote, before, databases)
    if metadata is not False:
        body["metadata"] = metadata
    changes = {}
    for row in remote.get("variants") or []:
        known = before.get("variants", {}).get(row["id"], {})
        was_there = row["id"] in before.get("variants", {})
        changes[row["id"]] = _plan_variant(job, row, known, was_there)
    if any(changes.values()):
        # All of them: one that is left out is deleted (docs/medusa-api.md#lists-are-replaced).
        body["variants"] = [{"id": key, **change} for key, change in changes.items()]
    return body


def _plan_metadata(
    external_id: str, remote: Remote, before: dict[str, Any], databases: Databases
) -> dict[str, Any] | None | bool:
    """Return what to send of a product's metadata, False for nothing.

    It is merged there: "" deletes a key, None all of them
    (docs/medusa-api.md#metadata-is-merged-or-replaced).
    """
    now, former = get_marks(remote), before.get("marks", {})
    if str(now.get(EXTERNAL_ID)) != external_id:
        now.pop(EXTERNAL_ID, None)
    if not databases.are_ours(get_database(remote) or ""):
        now.pop(DATABASE, None)
    changes = {name: former.get(name, "") for name in now if now[name] != former.get(name)}
    if not changes:
        return False
    left = {name for name in remote["metadata"] if changes.get(name) != ""}
    return changes if left else None


def _plan_variant(job: Job, row: Remote, known: dict[str, Any], was_there: bool) -> dict[str, Any]:
    """Return what to send of a variant: its metadata is replaced there, so it goes whole."""
    change: dict[str, Any] = {}
    pushed = job.payload["pushed"]
    own = pushed.variants.get(row["id"])
    if own is None:
        return change
    if pushed.today.get(row["id"]):
        prices = merge_prices(pushed.today[row["id"]], row.get("prices") or [])
        change |= {} if prices is None else {"prices": prices}
    now, former = get_marks(row), known.get("marks", {})
    if now != former and now.get(EXTERNAL_ID) == own[EXTERNAL_ID]:
        rest = {key: value for key, value in row["metadata"].items() if key not in now}
        change["metadata"] = {**rest, **former} or None
    for name in UNIQUE_FIELDS if was_there else ():
        if row.get(name) in own[name] and row.get(name) != known.get(name):
            change[name] = known.get(name)
    return change
