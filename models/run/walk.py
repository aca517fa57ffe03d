from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from odoo import api, models

from ...medusa.exceptions import MedusaError
from .phase import Step


@dataclass
class Part:
    """Records that are looked at together.

    :param after: the id that lies before the first of them
    :param last: the last id
    :param work: what comes of them, for the phase's own `_record`
    :param count: how many there are
    :param held: claims, where nothing is sent: until what came of it is recorded
    """

    after: int
    last: int
    work: Any = None
    count: int = 1
    held: ExitStack = field(default_factory=ExitStack)


class MedusaWalk(models.AbstractModel):
    """A phase that walks over records by their ids, of which several parts are under way at once.

    Its cursor says up to which id all is done (`after`), and which parts beyond it are done
    (`landed`). What lies between is under way: a killed process does it again.
    """

    _name = "medusa.walk"
    _description = "Phase of a Medusa Run That Walks over Records"
    _inherit = ["medusa.phase"]

    @api.model
    def _take_part(self, run, lanes, cursor, after):
        """Look at the next records, and prepare what is to be sent of them.

        :param Lanes lanes: connections to the run's store, see `sync.lanes`
        :param dict cursor: what the phase keeps in it beside its place
        :param int after: the id that lies before the first of them
        :return: a `Flight` that sends what is to be sent, with a `Part` as its data; that part
            itself, where nothing is; None where there are no further records
        """
        raise NotImplementedError

    @api.model
    def _get_result(self, flight):
        """Return (what the phase records, why the whole store failed or None) of a flight.

        :raise MedusaError: if the whole store fails
        """
        raise NotImplementedError

    @api.model
    def _end(self, run):
        """Return the last step."""
        return Step(None)

    def _take_off(self, run, lanes, cursor):
        """Override of `medusa.phase` to send a part while the next one is prepared."""
        spans = {flight.data.after: flight.data.last for flight in lanes.flights}
        place = skip(cursor["after"], spans | dict(cursor.get("landed", [])))
        begun = self._take_part(run, lanes, cursor, place)
        if begun is None:
            return None if lanes.flights else self._end(run)
        if isinstance(begun, Part):
            return self._move_on(cursor, begun)
        return begun

    def _land(self, run, lanes, flight, cursor):
        """Override of `medusa.phase`."""
        try:
            work, error = self._get_result(flight)
        except MedusaError as store_error:
            return Step(cursor, store_error=store_error, flight=flight)
        step = self._move_on(cursor, flight.data)
        step.work, step.store_error, step.flight = work, error, flight
        return step

    def _move_on(self, cursor, part):
        """Return the step that a part is over."""
        after, landed = move_on(cursor["after"], cursor.get("landed", []), part)
        cursor = {**cursor, "after": after, "landed": landed}
        return Step(cursor, part.work, looked_at=part.count, done=part.count, held=part.held)


def move_on(after, landed, part):
    """Return (up to which id all is done, what is done beyond it), now that a part is.

    :param int after: up to which id all was done before
    :param list landed: [[place, where the next one begins]] of what was done beyond it
    """
    spans = {**dict(landed), part.after: part.last}
    after = skip(after, spans)
    return after, sorted([start, last] for start, last in spans.items() if start > after)


def skip(place, spans):
    """Return the place behind the spans that begin at a place, one after the other.

    :param dict spans: {place: where the next one begins}
    """
    while place in spans:
        place = spans[place]
    return place
