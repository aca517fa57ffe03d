from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field

from odoo import fields, models

from ...sync.changed import Changed, settle_foreseen
from ...sync.lanes import Flight
from ...sync.price_list import PriceListPush, PricesSent, send_prices
from ..core.locks import claim
from ..run.phase import Step
from ..run.walk import Part, move_on, skip
from .phase_price_lists import ListWork


@dataclass
class PricesWork:
    """A part of a list's prices that is sent.

    :param list_id: of the price list in Odoo
    :param binding_ids: {variant in the store: id of its binding}
    :param counts: numbers of prices, see `medusa.price.list.push`
    :param creates: how many prices are to be created
    :param edited: see `_find_edited`
    :param sent: what went through
    :param foreseen: what was noted before, see `sync.changed`
    :param error: why not all of it went through
    :param is_settled: nothing else of the list is under way, and nothing of it failed
    """

    list_id: int
    binding_ids: dict[str, int]
    counts: Counter
    creates: int
    edited: dict[str, float | None] = field(default_factory=dict)
    sent: list[PricesSent] = field(default_factory=list)
    foreseen: list[Changed] = field(default_factory=list)
    error: Exception | None = None
    is_settled: bool = False


class MedusaPhasePriceLists(models.AbstractModel):
    """Sends the prices of a list in parts, while further parts are computed.

    The list is marked (`needs_reading`) as long as anything of it is under way: what a killed
    process left in the store is read before more is sent.
    """

    _inherit = "medusa.phase.price_lists"

    def _take_off(self, run, lanes, cursor):
        price_list = self.env["medusa.price.list"].browse(cursor["list"] or []).exists()
        if not price_list:
            # What is under way of the list before lands first.
            return None if lanes.flights else super()._take_off(run, lanes, cursor)
        with ExitStack() as stack:
            if not stack.enter_context(claim(self.env, "price_list", price_list.ids, wait=True)):
                # Another process is still at it.
                return None if lanes.flights else Step(cursor)
            begun = self._guard(
                price_list, cursor, lambda: self._take_part(run, lanes, cursor, price_list)
            )
            if begun is not None:
                begun.held = stack.pop_all()
            return begun

    def _take_part(self, run, lanes, cursor, price_list):
        """Compute the next part of a list's prices, and prepare what differs.

        :return: a `Flight`, a `Step`, or None where what is under way has to land first
        """
        pushing = self.env["medusa.price.list.push"]
        databases = run.backend_id._get_databases()
        if price_list.needs_reading and not lanes.flights:
            # The process was killed, or the step is done again: prices may be there unknown.
            with lanes.borrow() as client:
                pushing._read_prices(price_list, PriceListPush(client, databases))
        spans = {flight.data[0].after: flight.data[0].last for flight in lanes.flights}
        place = skip(cursor["variant"], spans | dict(cursor.get("landed", [])))
        bindings = self._get_variants(run, place)
        if not bindings:
            return None if lanes.flights else self._end_list(run, price_list, cursor)
        part = Part(place, bindings[-1].id)
        changes, counts = pushing._prepare_changes(price_list, bindings)
        if not changes:
            return Step(self._move_on(cursor, part, counts))
        if changes.overwrites and run._keeps_changes() and "edited" not in cursor:
            # Once a list, before the first of its prices is written over.
            return Step({**cursor, "edited": self._find_edited(lanes, price_list)})
        binding_ids = {binding.medusa_id: binding.id for binding in bindings}
        work = PricesWork(price_list.id, binding_ids, counts, len(changes.creates))
        work.edited = cursor.get("edited") or {}
        list_id = price_list.medusa_id
        if run._keeps_changes():
            work.foreseen = pushing._prepare_planned(price_list, changes, binding_ids, work.edited)
            self.env["medusa.written"]._foresee(run, work.foreseen)
        pushing._mark_begun(price_list)
        return Flight(
            "price_lists",
            lambda client: send_prices(client, databases, list_id, changes),
            frozenset([place]),
            (part, work),
        )

    def _find_edited(self, lanes, price_list):
        """Return {id of a price: what it costs in the store} of those that aren't as pushed last.

        None where it is gone. A room that compares lists with the store knows it.
        """
        return {}

    def _land(self, run, lanes, flight, cursor):
        part, work = flight.data
        work.sent, error = flight.result
        work.error = error
        is_current = cursor["list"] == work.list_id
        if not is_current:
            # The list failed before by another part, which was told.
            step = Step(cursor, work)
        elif error:
            price_list = self.env["medusa.price.list"].browse(work.list_id)
            step = self._fail(price_list, cursor, error, work)
        else:
            work.is_settled = all(other is flight for other in lanes.flights)
            step = Step(self._move_on(cursor, part, self._count_sent(work)), work)
        step.flight = flight
        return step

    def _move_on(self, cursor, part, counts):
        after, landed = move_on(cursor["variant"], cursor.get("landed", []), part)
        counts = Counter(cursor.get("counts")) + counts
        return {**cursor, "variant": after, "landed": landed, "counts": counts}

    def _count_sent(self, work):
        counts = Counter(work.counts)
        for sent in work.sent:
            counts[f"{sent.operation}d"] += len(sent.ids or sent.rows)
        counts["refused"] += work.creates - counts["created"]
        return counts

    def _end_list(self, run, price_list, cursor):
        following = {"after": price_list.id, "list": None}
        if run.scope == "products":
            return Step(following)
        work = ListWork(price_list, price_list.name, cursor["operation"], Counter(cursor["counts"]))
        return Step(following, work, done=1)

    def _record(self, run, step):
        part = step.work.part if isinstance(step.work, ListWork) else step.work
        changes = self._record_part(run, part) if part else []
        if isinstance(step.work, PricesWork):
            step = Step(step.cursor)
        record = super()._record(run, step)
        record.changes += changes
        return record

    def _record_part(self, run, work):
        """Keep what was sent of a part, also where the rest of it failed.

        :return: what was written, see `Record.changes`
        """
        changes, keeps_changes = [], run._keeps_changes()
        pushing = self.env["medusa.price.list.push"]
        price_list = self.env["medusa.price.list"].browse(work.list_id).exists()
        for sent in work.sent if price_list else ():
            if keeps_changes:
                changes += pushing._prepare_price_changes(
                    price_list, sent, work.binding_ids, work.edited
                )
            pushing._record_sent(price_list, sent, work.binding_ids)
        is_open = bool(getattr(work.error, "outcome_unknown", False))
        changes = settle_foreseen(work.foreseen, changes, is_open)
        if work.is_settled:
            price_list.write({"needs_reading": False, "last_push": fields.Datetime.now()})
        return changes
