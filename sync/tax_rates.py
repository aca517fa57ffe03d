"""Which products have a tax rate of the store: all rules of a rate in one request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaNotFoundError
from ..medusa.tax_rates import PRODUCT, TaxRateApi, TaxRule
from .difference import Difference
from .digest import digest, is_same


@dataclass
class RateJob:
    """A rate to push.

    :param rate_id: in the store
    :param wanted: ids of the products of the store that have it, sorted
    :param known: ids of products that have, or may have, a rule of ours
    :param rules_hash: fingerprint of what was pushed last
    """

    rate_id: str
    wanted: list[str]
    known: list[str] = field(default_factory=list)
    rules_hash: str | None = None

    @property
    def is_known(self) -> bool:
        """Whether the store has just these already."""
        return is_same(self.wanted, self.rules_hash)

    @property
    def fingerprint(self) -> str:
        """What is kept of it once the store has it."""
        return digest(self.wanted)


@dataclass
class RateOutcome:
    """What became of a rate.

    :param operation: update or unchanged; gone where the store has no such rate
    :param added: how many products have it now that hadn't
    :param removed: how many have it no more
    :param left: how many changes are left for another call
    :param changes: for each product that got the rate or lost it, its id in the place of a
        variant's: the rate before and now
    """

    operation: str = "unchanged"
    added: int = 0
    removed: int = 0
    left: int = 0
    changes: list[Difference] = field(default_factory=list)

    def note_added(self, rate_id: str, product_id: str) -> None:
        """Count a product that got the rate."""
        self.added += 1
        self.changes.append(Difference("tax_rate", product_id, None, rate_id))

    def note_removed(self, rate_id: str, product_id: str) -> None:
        """Count a product that lost the rate."""
        self.removed += 1
        self.changes.append(Difference("tax_rate", product_id, rate_id, None))


class TaxRatePush:
    """Bring products into the rules of rates, and out of them.

    :param is_late: tells that the time of a call is up
    """

    def __init__(self, client: MedusaClient, is_late: Callable[[], bool] = lambda: False) -> None:
        self.api = TaxRateApi(client)
        self.is_late = is_late

    def push(self, job: RateJob) -> RateOutcome:
        """Let a rate have the wanted products; rules that aren't ours stay.

        :raise MedusaError: of the client
        """
        try:
            present = self.api.read_rules(job.rate_id)
        except MedusaNotFoundError:
            return RateOutcome("gone")
        wanted = set(job.wanted)
        known = {*job.known, *job.wanted}
        ours = {
            rule.reference_id: rule
            for rule in present
            if rule.reference == PRODUCT and rule.reference_id in known
        }
        added = [key for key in job.wanted if key not in ours]
        removed = [rule for key, rule in ours.items() if key not in wanted]
        if not (added or removed):
            return RateOutcome()
        kept = [rule for rule in present if rule not in removed]
        rules = [(rule.reference, rule.reference_id) for rule in kept]
        # One id has one rule in a rate, whatever it is of.
        taken = {rule.reference_id for rule in kept}
        rules += [(PRODUCT, key) for key in added if key not in taken]
        if self.api.fits(rules):
            self.api.replace_rules(job.rate_id, rules)
        else:
            added = [key for key in added if key not in taken]
            return self._push_one_by_one(job.rate_id, added, removed)
        outcome = RateOutcome("update")
        for key in added:
            outcome.note_added(job.rate_id, key)
        for rule in removed:
            outcome.note_removed(job.rate_id, rule.reference_id)
        return outcome

    def _push_one_by_one(
        self, rate_id: str, added: list[str], removed: list[TaxRule]
    ) -> RateOutcome:
        """Send what changed where all rules of the rate don't fit into a request.

        What is left when the time is up is found by the next call, which reads the rules anew.
        """
        outcome = RateOutcome("update", left=len(removed) + len(added))
        for rule in removed:
            self.api.delete_rule(rate_id, rule.id)
            outcome.note_removed(rate_id, rule.reference_id)
            outcome.left -= 1
            if self.is_late():
                return outcome
        for key in added:
            self.api.add_rule(rate_id, (PRODUCT, key))
            outcome.note_added(rate_id, key)
            outcome.left -= 1
            if self.is_late():
                return outcome
        return outcome
