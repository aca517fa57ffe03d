"""Bring attributes into a store as options that the whole shop shares, and keep them there.

There are few of them, and the store takes them one by one: its list of shared options is read
once, then only what differs is written. A title is there once in a store, so that a call whose
answer was lost makes no second option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..medusa.client import MedusaClient
from ..medusa.exceptions import MedusaConflictError, MedusaError, MedusaValidationError
from ..medusa.options import OptionApi
from .changed import Note
from .difference import Difference
from .failures import ConflictError, is_store_wide, raise_if_store_wide
from .identity import OURS, Databases, Remote, carries_our_mark, make_mark, whose
from .option_job import Known, OptionJob, OptionOutcome, compare_option, tell_option
from .option_marks import Share, choose_error, plan_marks, work_alone, write_mark
from .option_names import is_called, number
from .option_values import ValuePlan, order_renames, plan_ranks, plan_values


class OptionPush:
    """Make and change shared options.

    :param databases: whose marks are ours
    :param holdings: {option of the store: key of the attribute that it is}, of all that are known
    :param note: keeps what is overwritten before it is sent, see `changed`
    :param share: works on items that don't depend on each other, see `Lanes.share`; None: one by
        one
    """

    def __init__(
        self,
        client: MedusaClient,
        databases: Databases,
        holdings: Mapping[str, str] | None = None,
        note: Note | None = None,
        share: Share | None = None,
    ) -> None:
        self.client = client
        self.share = share or work_alone
        self.options = OptionApi(client)
        self.databases = databases
        self.holdings = dict(holdings or {})
        self.note = note
        self._remote: dict[str, Remote] | None = None

    def run(self, jobs: Iterable[OptionJob], is_whole: bool) -> Iterator[OptionOutcome]:
        """Yield an outcome for each attribute that differs, as soon as it is decided.

        :param is_whole: compare all of them with the store, also those that seem to be settled
        :raise StoreError: if the store as a whole fails
        :raise MedusaError: if the store's list can't be read
        """
        numbered: list[OptionOutcome] = []
        for job in jobs:
            if not is_whole and job.is_settled():
                continue
            self._list()
            outcome = self._try(job)
            known = outcome.known
            if known and known.is_made and known.title != job.title:
                numbered.append(outcome)
            if outcome.has_news():
                yield outcome
        yield from self._rename_numbered(numbered)

    def delete(self, option_id: str) -> bool | None:
        """Delete an option that no attribute is any more; see `_try_to_delete`."""
        return _try_to_delete(lambda: self.options.delete(option_id))

    def delete_value(self, option_id: str, value_id: str) -> bool | None:
        """Delete a value that no value of Odoo is any more; see `_try_to_delete`."""
        return _try_to_delete(lambda: self.options.delete_value(option_id, value_id))

    # === FINDING === #

    def _list(self) -> dict[str, Remote]:
        if self._remote is None:
            self._remote = {row["id"]: row for row in self.options.list_shared()}
        return self._remote

    def _find(self, job: OptionJob) -> Remote | None:
        """Return the option that an attribute is: known, marked, or called like it.

        :raise ConflictError: if several carry its mark
        """
        rows = self._list()
        known = job.known and rows.get(job.known.medusa_id)
        # One of a marketer has its own name: an attribute that was renamed is another one.
        if known and job.known and (job.known.is_made or is_called(known["title"], job.title)):
            return known
        marked = [row for row in rows.values() if carries_our_mark(row, self.databases, job.key)]
        if len(marked) > 1:
            raise ConflictError("candidates", sorted(row["id"] for row in marked))
        if marked:
            return marked[0]
        # Another attribute's mark is that one's own, whether or not it is remembered.
        return next((row for row in rows.values() if self._is_free(job, row)), None)

    def _is_free(self, job: OptionJob, row: Remote) -> bool:
        is_others = whose(row, self.databases) != OURS
        return (
            row["title"] == job.title
            and is_others
            and self.holdings.get(row["id"], job.key) == job.key
        )

    def _is_made(self, job: OptionJob, row: Remote) -> bool:
        # A person may have said since it was found that what its database marked is ours.
        is_known = job.known and job.known.medusa_id == row["id"] and job.known.is_made
        return bool(is_known) or whose(row, self.databases) == OURS

    def _get_title(self, job: OptionJob, row: Remote | None = None) -> str:
        """Return what an option of ours is to be called, beside all others."""
        others = {other["title"] for other in self._list().values() if other is not row}
        return number(job.title, others)

    # === WRITING === #

    def _try(self, job: OptionJob) -> OptionOutcome:
        outcome = OptionOutcome(job)
        try:
            self._bring(outcome)
        except (MedusaError, ConflictError) as error:
            raise_if_store_wide(error)
            outcome.fail(error)
            # What is there is read anew.
            self._remote = None
        return outcome

    def _bring(self, outcome: OptionOutcome) -> None:
        job = outcome.job
        row = self._find(job) or self._create(outcome)
        is_made = outcome.operation == "create" or self._is_made(job, row)
        self.holdings[row["id"]] = job.key
        outcome.known = Known(row["id"], row["title"], is_made)
        plan = plan_values(job, row, is_made, self.databases)
        self._keep(outcome, plan)
        self._rename_values(outcome, plan, row)
        row = self._change(outcome, plan, row)
        outcome.known = Known(row["id"], row["title"], is_made)
        self._mark_values(outcome, plan)

    def _keep(self, outcome: OptionOutcome, plan: ValuePlan) -> None:
        outcome.values = {key: plan.get_known(key) for key in plan.rows}

    def _create(self, outcome: OptionOutcome) -> Remote:
        """Make an option; find the one that somebody made under its title in between."""
        job = outcome.job
        texts = self._get_texts(job)
        values = {
            "title": self._get_title(job),
            "values": texts,
            "ranks": {text: rank for rank, text in enumerate(texts)},
            "is_exclusive": False,
            "metadata": self._get_metadata(job.key, job.display),
        }
        try:
            row = self.options.create(values)
        except MedusaConflictError:
            self._remote = None
            found = self._find(job)
            if found:
                return found
            row = self.options.create({**values, "title": self._get_title(job)})
        outcome.operation = "create"
        outcome.changes += compare_option(values, {})
        self._list()[row["id"]] = row
        return row

    @staticmethod
    def _get_texts(job: OptionJob) -> list[str]:
        texts: list[str] = []
        for value in job.values:
            texts.append(number(value.title, texts))
        return texts

    def _get_metadata(self, key: str, display: dict[str, str]) -> dict[str, str]:
        return make_mark(key, self.databases.current) | {k: v for k, v in display.items() if v}

    def _rename_values(self, outcome: OptionOutcome, plan: ValuePlan, row: Remote) -> None:
        for key, text in list(order_renames(plan)):
            value = plan.rows[key]
            told = [Difference("value", None, value["value"], text)]
            self._foresee(outcome, told)
            self.options.change_value(row["id"], value["id"], {"value": text})
            outcome.note_change(told)
            value["value"] = text
            self._keep(outcome, plan)

    def _change(self, outcome: OptionOutcome, plan: ValuePlan, row: Remote) -> Remote:
        """Change title, mark, values and order of an option in one request, as far as needed."""
        job = outcome.job
        added = [plan.titles[value.key] for value in job.values if value.key not in plan.rows]
        if added:
            # What is left out of the values is deleted: somebody may have added one just now.
            row = self.options.find(row["id"]) or row
        changes = self._compare(outcome, row)
        texts = [value["value"] for value in row["values"]]
        if added:
            changes["values"] = [*texts, *(text for text in added if text not in texts)]
        future = [*row["values"], *({"value": text} for text in added if text not in texts)]
        is_made = bool(outcome.known and outcome.known.is_made)
        ranks = plan_ranks(job, {"values": future}, plan, is_made)
        if ranks:
            changes["ranks"] = ranks
        if not changes:
            return row
        told = compare_option(changes, row)
        self._foresee(outcome, told)
        row = self.options.change(row["id"], changes)
        outcome.note_change(told)
        self._list()[row["id"]] = row
        by_text = {value["value"]: value for value in row["values"]}
        plan.rows = {key: by_text[text] for key, text in plan.titles.items() if text in by_text}
        self._keep(outcome, plan)
        return row

    def _compare(self, outcome: OptionOutcome, row: Remote) -> dict:
        """Return title and metadata as far as they differ: of a marketer's option they stay."""
        if not outcome.known or not outcome.known.is_made:
            return {}
        job = outcome.job
        present = row.get("metadata") or {}
        kept = {k: v for k, v in present.items() if k not in job.display}
        wanted = {
            "title": self._get_title(job, self._list().get(row["id"])),
            # An option's metadata is replaced by what is sent.
            "metadata": {**kept, **self._get_metadata(job.key, job.display)},
        }
        return {key: value for key, value in wanted.items() if row.get(key) != value}

    def _mark_values(self, outcome: OptionOutcome, plan: ValuePlan) -> None:
        """Write the mark of values, and what the shop shows them by: a request each."""
        known = outcome.known
        marks = known and list(plan_marks(known.medusa_id, outcome.job, plan, self.databases))
        if not marks:
            return
        self._foresee(outcome, [row for mark in marks for row in mark.told])
        done = self.share(self.client, write_mark, marks)
        for mark, error in done:
            if not error:
                outcome.note_change(mark.told)
        failed = [(mark, error) for mark, error in done if error]
        # Of what was refused, and of what wasn't begun, nothing was written.
        unsure = [mark for mark, error in failed if getattr(error, "outcome_unknown", False)]
        outcome.told = [*outcome.changes, *(row for mark in unsure for row in mark.told)]
        if failed:
            raise choose_error([error for _mark, error in failed])

    def _foresee(self, outcome: OptionOutcome, told: Iterable[Difference]) -> None:
        """Keep what is about to be written of an option; one that is made had nothing before."""
        outcome.told = [*outcome.changes, *told]
        if self.note and outcome.operation != "create":
            changed = tell_option(outcome, outcome.told)
            self.note([changed])
            outcome.note = changed.note

    def _rename_numbered(self, outcomes: list[OptionOutcome]) -> Iterator[OptionOutcome]:
        """Give options their own title whose holder gave it up: attributes exchanged names."""
        for outcome in outcomes:
            known = outcome.known
            row = self._list().get(known.medusa_id) if known else None
            title = self._get_title(outcome.job, row)
            if not known or not row or outcome.error or title == known.title:
                continue
            told = [Difference("title", None, known.title, title)]
            try:
                self._foresee(outcome, told)
                self._list()[row["id"]] = self.options.change(row["id"], {"title": title})
                outcome.note_change(told)
                outcome.known = Known(known.medusa_id, title, is_made=True)
            except MedusaError as error:
                raise_if_store_wide(error)
                outcome.fail(error)
            yield outcome


def _try_to_delete(delete: Callable[[], None]) -> bool | None:
    """Return whether it is gone; None where the store has an error: that stops no run.

    :raise MedusaError: if the store as a whole fails
    """
    try:
        delete()
    except MedusaValidationError:
        return False
    except MedusaError as error:
        if is_store_wide(error):
            raise
        return None
    return True
