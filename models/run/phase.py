"""The one table of what runs go through, and what a phase is."""

from collections import Counter
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from odoo import api, models

from ...sync.changed import Changed
from .line import Line


@dataclass(frozen=True)
class Scope:
    """What a kind of run goes through.

    :param phases: names of phases, in their order; each is the model `medusa.phase.<name>`
    :param main: the phase whose records are the run's total and progress
    :param is_quiet: a scheduled run that found nothing to do leaves no trace
    :param is_aside: nobody waits for it: that it fails is no reason to hold other runs back
    :param is_shared: whether all workers of a store work on such a run
    :param kind: an entry of `KINDS`: with which other runs a person counts it
    """

    phases: tuple[str, ...]
    main: str
    kind: str = "products"
    is_quiet: bool = False
    is_aside: bool = False
    is_shared: bool = False


# How people tell runs apart: {kind: icon}, in the order in which they are shown.
KINDS = {
    "full": "fa-refresh",
    "products": "fa-cube",
    "prices": "fa-tags",
    "stock": "fa-cubes",
    "pictures": "fa-picture-o",
    "translations": "fa-language",
    "take_over": "fa-link",
    "doctor": "fa-stethoscope",
    "compare": "fa-search",
    "undo": "fa-undo",
}

# A new kind of record is a phase and its word here. A phase whose room isn't there is passed over.
SCOPES = {
    "full": Scope(
        (
            *(
                "scan",
                "options",
                "terms",
                "check_pictures",
                *("drift", "drift_lists"),
                "products",
                "taxes",
                "stock",
                "price_lists",
                "strikes",
                "translations",
            ),
            *("withdraw", "clean_options", "clean_terms", "clean_pictures", "proof"),
        ),
        "products",
        "full",
        is_shared=True,
    ),
    "products": Scope(
        (
            *("scan", "options", "terms", "products", "taxes", "stock"),
            *("price_lists", "strikes", "translations", "withdraw", "proof"),
        ),
        "products",
        "products",
    ),
    "prices": Scope(("price_lists",), "price_lists", "prices"),
    "stock": Scope(("stock", "proof"), "stock", "stock", is_quiet=True),
    # One kind of data over all products, where it has a schedule of its own.
    "catalogue": Scope(
        ("options", "terms", "products", "taxes", "stock", "proof"), "products", "products"
    ),
    "all_prices": Scope(
        ("options", "products", "price_lists", "strikes", "proof"), "products", "prices"
    ),
    "pictures": Scope(
        ("options", "check_pictures", "products", "clean_pictures", "proof"), "products", "pictures"
    ),
    "translations": Scope(("translations",), "translations", "translations"),
    # What somebody changed in the store; nothing is written there.
    "drift": Scope(("drift", "drift_lists"), "drift", "compare"),
    "round": Scope(("drift",), "drift", "compare", is_quiet=True, is_aside=True),
    # What a shop holds already: proposals, and what follows from decisions about them.
    "take_over": Scope(("take_over",), "take_over", "take_over"),
    "take_over_undo": Scope(("take_over_undo",), "take_over_undo", "take_over"),
    "take_over_draft": Scope(("take_over_draft",), "take_over_draft", "take_over"),
    # What is wrong with a store, and what of that a person chose to have mended.
    "examine": Scope(("examine",), "examine", "doctor"),
    "mend": Scope(("mend",), "mend", "doctor"),
    "undo": Scope(
        ("undo_terms", "undo_strikes", "undo", "undo_prices", "undo_texts"), "undo", "undo"
    ),
}


@dataclass(frozen=True)
class Question:
    """What a manager must confirm before a run may go on.

    :param count: how many products the run would withdraw
    :param facts: what a person reads of it, as the phase that asks keeps it; JSON
    """

    text: str
    count: int
    facts: dict | None = None


@dataclass
class Step:
    """What a step did, beyond what its phase recorded of it.

    :param cursor: where the phase goes on, JSON; None when it is over
    :param work: what came of it, for the phase's own `_record`
    :param looked_at: how many records were looked at
    :param done: how many of them need no further look
    :param counts: {counter of the run: number} of what needs no record, as "unchanged"
    :param store_error: why the whole store failed (`MedusaError`), or None
    :param question: what a manager must confirm before the run may go on
    :param note: (failure type, text) of what is missing, said with the end of the run
    :param held: claims that are held until all of it is recorded
    :param Flight flight: work that was under way and is recorded by this step, see `sync.lanes`
    :param lines: for the log, on the run itself
    :param changes: what was written and recorded on the way, see `Record`
    """

    cursor: dict | None
    work: Any = None
    looked_at: int = 1
    done: int = 0
    counts: Counter = field(default_factory=Counter)
    store_error: Exception | None = None
    question: Question | None = None
    note: tuple[str, str] | None = None
    held: ExitStack = field(default_factory=ExitStack)
    flight: Any = None
    lines: list[Line] = field(default_factory=list)
    changes: list[Changed] = field(default_factory=list)


@dataclass
class Record:
    """What a phase wrote down of a step.

    :param lines: for the log; those of products that failed count as failures of the store
    :param counts: {counter of the run: number}
    :param next_try: when the first of what failed is tried again (UTC), or None
    :param changes: what the store holds otherwise now, where the run keeps that
    """

    lines: list[Line] = field(default_factory=list)
    counts: Counter = field(default_factory=Counter)
    next_try: Any = None
    changes: list[Changed] = field(default_factory=list)


def make_record(lines):
    """Return the record of a step of which all but the log was written down on the way.

    :param list[Line] lines: those that tell of a failure are counted
    """
    return Record(lines, Counter(failed=sum(bool(line.failure) for line in lines)))


class MedusaPhase(models.AbstractModel):
    """A part of a run: it takes steps until there is nothing left to look at.

    A step may be interrupted anywhere and is done again then. It commits before each request, so
    that no transaction is open while the store is waited for. What came of it is recorded by
    `_record`, in one transaction with the run's counters, its log and its cursor. Nobody calls the
    run: what it has to know goes up as a value.
    """

    _name = "medusa.phase"
    _description = "Phase of a Medusa Run"

    # Whether steps in a row of which nothing went through say that it is the store that fails.
    _tells_of_the_store = False
    # Whether it takes out of the store what isn't wanted there any more.
    _takes_away = False

    @api.model
    def _is_wanted(self, run):
        """Tell whether a run goes through this phase."""
        return True

    @api.model
    def _get_refusal(self, run):
        """Return (failure type, text) why a run of this phase alone can't begin, or None."""
        return

    @api.model
    def _count(self, run):
        """Return how many records the phase will look at."""
        return 0

    @api.model
    def _begin(self, run):
        """Return the first cursor; no request is made."""
        return {"after": 0}

    @api.model
    def _divide(self, run, workers):
        """Return the first cursors of the parts that several workers may work on at once.

        A phase whose records are independent of each other overrides it.

        :param int workers: how many there are
        :return: cursors, JSON; none of them where it is worked on by one alone
        """
        return []

    @api.model
    def _step(self, run, client, cursor):
        """Do a part of the work.

        :param run: `medusa.sync.run`
        :param MedusaClient client: of the run's store; what it counts is counted on the run
        :param dict cursor: see `Step`
        :rtype: Step
        :raise MedusaError: if the whole store fails
        """
        raise NotImplementedError

    @api.model
    def _take_off(self, run, lanes, cursor):
        """Do a step, or prepare work that goes on while Odoo prepares further work.

        By default nothing is under way while a step is done. A phase that lets work be under way
        keeps it in its cursor until it has landed: a killed process does it again.

        :param Lanes lanes: connections to the run's store, see `sync.lanes`
        :return: a `Step`, a `Flight` that is to begin, or None where nothing is left to begin as
            long as something is under way
        """
        with lanes.borrow() as client:
            return self._step(run, client, cursor)

    @api.model
    def _land(self, run, lanes, flight, cursor):
        """Return what a piece of work came to; it may be called again after a rollback.

        :param Flight flight: it is over
        :param dict cursor: the run's, as it is now
        :rtype: Step
        :raise MedusaError: if the whole store fails
        """
        raise NotImplementedError

    @api.model
    def _record(self, run, step):
        """Write down what came of a step; it may be called again after a rollback.

        A step that raised, because the whole store fails, comes without `work`.

        :rtype: Record
        """
        return Record()
