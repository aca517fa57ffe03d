from collections import Counter
from dataclasses import dataclass

from odoo import models
from odoo.fields import Domain

from ...sync.changed import Changed
from ...sync.digest import digest
from ...sync.failures import classify
from ...sync.lanes import Flight
from ...sync.translation_push import TranslationJob, TranslationOutcome, TranslationPush
from ...sync.translations import compare_translations, forget_texts
from ..core.transaction import commit
from ..run.line import Line
from ..run.phase import Record, Step
from ..run.walk import Part

# What the whole shop shares of the attributes.
OPTION_MODELS = ("medusa.option", "medusa.option.value")
# Products whose texts are read and compared at once.
TRANSLATIONS_CHUNK = 200


@dataclass
class TranslationWork:
    """What became of the texts of some records.

    :param model: of the records that keep what was pushed
    :param hashes: {id of a record: fingerprint of all its texts}
    """

    model: str
    outcomes: list[TranslationOutcome]
    hashes: dict[int, str]


class MedusaPhaseTranslations(models.AbstractModel):
    """Pushes the texts in further languages: those of options and terms, then those of products.

    What was pushed is kept on bindings and terms themselves: which translation belongs to which
    record of the store, and the fingerprint of its texts.
    """

    _name = "medusa.phase.translations"
    _description = "Pushing Translations to Medusa"
    _inherit = ["medusa.walk"]

    def _is_wanted(self, run):
        backend = run.backend_id
        if run.scope == "products":
            return bool(backend._get_translation_langs())
        return backend.has_translations and bool(
            backend.translation_lang_ids or self._has_pushed(backend)
        )

    def _has_pushed(self, backend):
        """Tell whether texts were pushed before: without languages now, they are to go."""
        domain = [("backend_id", "=", backend.id), ("translations", "!=", False)]
        kept_on = ("medusa.product.binding", *OPTION_MODELS)
        return any(self.env[model].search_count(domain, limit=1) for model in kept_on)

    def _begin(self, run):
        return {"after": 0, "options": list(OPTION_MODELS), "terms": run.scope == "full"}

    def _take_off(self, run, lanes, cursor):
        if cursor.get("options"):
            model, *rest = cursor["options"]
            with lanes.borrow() as client:
                work = self._push_options(run, client, model)
            return Step({**cursor, "options": rest}, work)
        if cursor["terms"]:
            with lanes.borrow() as client:
                work = self._push_terms(run, client)
            return Step({**cursor, "terms": False}, work)
        return super()._take_off(run, lanes, cursor)

    def _take_part(self, run, lanes, cursor, after):
        bindings = self.env["medusa.product.binding"].search(
            self._get_domain(run, after), order="id", limit=TRANSLATIONS_CHUNK
        )
        if not bindings:
            return None
        part = Part(after, bindings[-1].id, count=len(bindings))
        jobs, hashes = self._prepare_jobs(run.backend_id, bindings)
        if not jobs:
            return part
        part.work = TranslationWork("medusa.product.binding", [], hashes)
        keys, args = frozenset(job.key for job in jobs), self._get_keeping(run)
        return Flight(
            "translations", lambda client: TranslationPush(client, *args).run(jobs), keys, part
        )

    def _get_keeping(self, run):
        """Return whether changes are kept, and what keeps them before they are sent."""
        return run._keeps_changes(), self.env["medusa.written"]._get_note(run)

    def _get_result(self, flight):
        flight.data.work.outcomes = flight.result
        return flight.data.work, None

    def _get_domain(self, run, after):
        domain = (
            Domain("backend_id", "=", run.backend_id.id)
            & Domain("state", "=", "synced")
            & Domain("product_tmpl_id", "!=", False)
            & Domain("id", ">", after)
        )
        if run.scope == "products":
            domain &= Domain("product_tmpl_id", "in", run.chosen or [])
        return domain

    def _record(self, run, step):
        lines, changes = [], []
        if step.work:
            records = self.env[step.work.model]
            keys = [outcome.job.key for outcome in step.work.outcomes]
            present = {record.id: record for record in records.browse(keys).exists()}
            for outcome in step.work.outcomes:
                record = present.get(outcome.job.key, records)
                if record and outcome.known != (record.translations or {}):
                    record.translations = outcome.known
                if record and (outcome.changes or outcome.note is not None):
                    change = self._make_change(record)
                    change.differences, change.note = outcome.changes, outcome.note
                    changes.append(change)
                if outcome.error:
                    # Without the hash, the next run looks again.
                    lines.append(self._make_line(record, outcome))
                elif record and outcome.job.key in step.work.hashes:
                    record.translations_hash = step.work.hashes[outcome.job.key]
        return Record(lines, Counter(failed=len(lines)), changes=changes)

    def _make_change(self, record):
        """Return what a product's, a term's or an option's texts are called, without these."""
        is_product = record._name == "medusa.product.binding"
        return Changed(
            "translation",
            record.external_id if is_product else None,
            record.name,
            record.medusa_id,
            "translations",
            [],
        )

    def _make_line(self, record, outcome):
        """Return the line on texts that were refused."""
        binding = record if record._name == "medusa.product.binding" else None
        failure = classify(outcome.error)
        return Line("translations", binding, name=record.name, failure=failure)

    # === PRODUCTS === #

    def _prepare_jobs(self, backend, bindings):
        """Prepare the translations of products that are in the store, those that differ.

        :return: (jobs, {id of a binding: fingerprint of all its texts})
        """
        source = self.env["medusa.translation.source"]
        texts = source._prepare_texts(backend, bindings.product_tmpl_id)
        # The texts' keys are tuples in part, which JSON can't hold.
        hashes = {
            binding.id: digest(
                [
                    repr(source._get_own_texts(backend, texts[binding.product_tmpl_id.id])),
                    binding.medusa_id,
                    sorted(binding.variant_binding_ids.mapped("medusa_id")),
                ]
            )
            for binding in bindings
        }
        changed = bindings.filtered(lambda row: row.translations_hash != hashes[row.id])
        if not changed:
            return [], hashes
        options = source._get_main_options(backend, changed.product_tmpl_id)
        jobs = [
            TranslationJob(
                key=binding.id,
                medusa_id=binding.medusa_id,
                texts=texts[binding.product_tmpl_id.id],
                options=options[binding.product_tmpl_id.id],
                known=binding.translations or {},
                told=self._make_change(binding),
            )
            for binding in changed
        ]
        for binding in changed:
            names = {binding.medusa_id: {"title", "description"}}
            known = forget_texts(binding.translations or {}, names)
            binding.write({"translations_hash": False, "translations": known or False})
        commit(self.env)
        return jobs, hashes

    # === OPTIONS === #

    def _push_options(self, run, client, model):
        """Push the names of shared options, or of their values: once for all products."""
        backend, keeping = run.backend_id, self._get_keeping(run)
        records = self.env[model].search(
            [("backend_id", "=", backend.id), ("medusa_id", "!=", False)], order="id"
        )
        wanted = self.env["medusa.translation.source"]._prepare_option_texts(backend, records)
        jobs = []
        for record in records:
            job = TranslationJob(
                key=record.id,
                wanted=wanted[record.id],
                known=record.translations or {},
                is_guest=not record.is_created,
                told=self._make_change(record),
            )
            changes = compare_translations(job.wanted, job.known, job.is_guest)
            if changes.create or changes.update or changes.delete:
                jobs.append(job)
            if changes.update:
                record.translations = forget_texts(job.known)
        if not jobs:
            return None
        commit(self.env)
        return TranslationWork(model, TranslationPush(client, *keeping).run(jobs), {})

    # === TERMS === #

    def _push_terms(self, run, client):
        """Push the names of categories, tags, types and collections."""
        backend, keeping = run.backend_id, self._get_keeping(run)
        source = self.env["medusa.translation.source"]
        jobs, spoken_for = [], set()
        for term in backend.term_ids.filtered("medusa_id").sorted("id"):
            # Of records that are one term, the first one's texts hold.
            is_first = term.medusa_id not in spoken_for
            spoken_for.add(term.medusa_id)
            job = TranslationJob(
                key=term.id,
                wanted=source._prepare_term_texts(backend, term) if is_first else {},
                known=term.translations or {},
                is_guest=not term.is_created,
                told=self._make_change(term),
            )
            jobs.append(job)
            if compare_translations(job.wanted, job.known, job.is_guest).update:
                term.translations = forget_texts(job.known)
        if not jobs:
            return None
        commit(self.env)
        return TranslationWork("medusa.term", TranslationPush(client, *keeping).run(jobs), {})
