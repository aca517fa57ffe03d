from dataclasses import replace

from odoo import models

from ...sync.changed import Changed
from ...sync.failures import StoreError, classify
from ...sync.mending import Mending, mend
from ..core.transaction import commit
from ..placement.store import get_all_channel_ids
from ..run.line import Line
from ..run.phase import Step, make_record
from .kinds import MENDS

# Mended in one step: a few requests each.
CHUNK = 10
# Files that are deleted for a finding; of more, it stays open.
MOST_FILES = 500


class MedusaPhaseMend(models.AbstractModel):
    """Mends in the store what a person chose of its findings."""

    _name = "medusa.phase.mend"
    _description = "Mending What Was Found in a Medusa Store"
    _inherit = ["medusa.phase"]

    def _count(self, run):
        return len(run.chosen or ())

    def _step(self, run, client, cursor):
        findings = self._get_next(run, cursor["after"])
        if not findings:
            return Step(None)
        last_id = findings[-1].id
        mendings = {row.id: self._prepare(row) for row in findings if self._is_to_mend(row)}
        note = self.env["medusa.written"]._get_note(run)
        for finding in findings.browse(mendings) if note else ():
            mending = mendings[finding.id]
            mending.keep = _make_keep(note, _Subject(finding, mending))
        databases = run.backend_id._get_databases()
        commit(self.env)
        try:
            mend(client, databases, list(mendings.values()))
        except StoreError as error:
            # Those before it are mended: done again, they are found to be so.
            return Step(cursor, mendings, store_error=error.error)
        count = len(findings)
        return Step({"after": last_id}, mendings, looked_at=count, done=count)

    def _get_next(self, run, after):
        chosen = [("backend_id", "=", run.backend_id.id), ("id", "in", run.chosen or [])]
        findings = self.env["medusa.finding"]
        return findings.search([*chosen, ("id", ">", after)], order="id", limit=CHUNK)

    def _is_to_mend(self, finding):
        """Tell whether it is still so that the store is to be written."""
        how = finding._find_mend()
        if finding.state == "mended" or not how or not MENDS[how].writes:
            return False
        # What was deleted in Odoo may be there again, restored or imported.
        return how != "draft" or not finding.product_tmpl_id

    def _prepare(self, finding):
        ids, facts = list(finding.medusa_ids or []), finding.facts or {}
        kept = facts.get("kept")
        how = finding._find_mend()
        if how == "delete_file":
            # As after a run over all products: from now on no product gets one of them.
            files = self.env["medusa.picture.ties"]._give_up(finding.backend_id, MOST_FILES)
            return Mending(how, list(files.values()))
        return Mending(
            how,
            [record_id for record_id in ids if record_id != kept],
            str(facts.get("external_id") or ""),
            tuple(sorted(get_all_channel_ids(finding.backend_id))),
            kept or "",
        )

    def _record(self, run, step):
        mendings = step.work or {}
        findings = self.env["medusa.finding"].browse(mendings).exists()
        lines, changes = [], []
        for finding in findings:
            mending = mendings[finding.id]
            changes += self._make_changes(finding, mending)
            is_left = mending.how == "delete_file" and self._forget_files(run.backend_id, mending)
            if mending.error:
                lines.append(self._make_line(finding, failure=classify(mending.error)))
                continue
            if not is_left and (not step.store_error or mending.is_done):
                finding._set_mended()
            if mending.is_done:
                lines.append(self._make_line(finding))
        record = make_record(lines)
        record.counts["updated"] += sum(not line.failure for line in lines)
        record.changes = changes if run._keeps_changes() else []
        return record

    def _make_changes(self, finding, mending):
        """Return what was written of each record, a `Changed` each."""
        subject = _Subject(finding, mending)
        changes = [subject.tell(row) for row in mending.written if row.differences]
        # What the store refused was kept in vain.
        vain = [subject.tell(row) for row in mending.refused if row.note is not None]
        return changes + [replace(change, differences=[]) for change in vain]

    def _forget_files(self, backend, mending):
        """Forget the pictures whose files were deleted; return whether there are more of them."""
        unused = self.env["medusa.picture.ties"]._get_unused_domain(backend)
        deleted = [row.id for row in mending.written]
        pictures = self.env["medusa.picture"]
        pictures.search([*unused, ("medusa_id", "in", deleted)]).unlink()
        return bool(pictures.search_count(unused, limit=1))

    def _make_line(self, finding, failure=None):
        kinds = dict(finding._fields["kind"]._description_selection(self.env))
        return Line(
            "mend",
            name=finding.name,
            medusa_id=finding.medusa_id or None,
            failure=failure,
            detail=None if failure else kinds[finding.kind],
            vals={"product_tmpl_id": finding.product_tmpl_id.id, "finding_id": finding.id},
        )


class _Subject:
    """What is told of each record that a finding's mend writes. No ORM.

    :param finding: `medusa.finding`
    :param Mending mending: of it
    """

    def __init__(self, finding, mending):
        self.kind, self.name, self.id = MENDS[mending.how].record, finding.name, finding.id

    def tell(self, row):
        """Return it as a change.

        :param Mended row: see `sync.mending`
        """
        told = self.kind, None, row.name or self.name, row.id, "mend", row.differences
        return Changed(*told, note=row.note, finding_id=self.id)


def _make_keep(note, subject):
    """Return what keeps a record's change before it is sent."""

    def keep(row):
        changed = subject.tell(row)
        note([changed])
        row.note = changed.note

    return keep
