from odoo import models

from ...sync.failures import StoreError, classify
from ...sync.option_job import tell_option
from ...sync.option_push import OptionPush
from ..core.locks import claim_all
from ..core.transaction import commit
from ..product.ahead import forget_ahead
from ..run.line import Line
from ..run.phase import Step, make_record
from .option import SHARED


class MedusaPhaseOptions(models.AbstractModel):
    """Brings the attributes into the store that products share, before the products need them."""

    _name = "medusa.phase.options"
    _description = "Pushing Options to Medusa"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        return run.backend_id.option_scope == SHARED and bool(self._get_used(run))

    def _get_used(self, run):
        """Return {attribute id: ids of its values} of the run's products."""
        products = None
        if run.scope == "products":
            products = self.env["product.template"].browse(run.chosen or [])
        return self.env["medusa.option.source"]._get_used(run.backend_id, products)

    def _take_off(self, run, lanes, cursor):
        """Make and change all options that the run's products need; each is recorded at once."""
        with claim_all(run.backend_id, "option") as claimed, lanes.borrow() as client:
            # Another process makes just these, perhaps: it is looked at again what is left to do.
            if not claimed:
                return Step(cursor)
            return self._push_claimed(run, client, cursor, lanes.share)

    def _push_claimed(self, run, client, cursor, share):
        backend = run.backend_id
        source = self.env["medusa.option.source"]
        records, jobs = source._prepare_jobs(backend, self._get_used(run))
        ids = {key: record.id for key, record in records.items()}
        held = {
            option.medusa_id: option.external_id
            for option in backend.option_ids
            if option.medusa_id
        }
        note = self.env["medusa.written"]._get_note(run)
        push = OptionPush(client, backend._get_databases(), held, note, share)
        commit(self.env)
        lines, told = [], {}
        try:
            # A run over all products, or one that is told to, looks at what the store really has;
            # so does one over what failed: what it names may have been renamed or deleted there.
            is_whole = run.scope == "full" or run.force or run.trigger == "retry"
            for outcome in push.run(jobs, is_whole):
                lines += self._record_option(ids[outcome.job.key], outcome)
                if outcome.changes or outcome.note is not None:
                    # One that gets a name that is free by now comes twice.
                    told[id(outcome)] = tell_option(outcome, outcome.changes)
                # Payloads name it, also where it was only found.
                forget_ahead(run)
        except StoreError as error:
            return Step(cursor, lines, store_error=error.error, changes=[*told.values()])
        return Step(None, lines, changes=[*told.values()])

    def _record(self, run, step):
        # The options themselves were recorded one by one.
        return make_record(step.work or [])

    def _record_option(self, option_id, outcome):
        """Keep what became of an option; return the lines that tell it, if there is anything to."""
        option = self.env["medusa.option"].browse(option_id).exists()
        if not option:
            # Another store was accepted meanwhile.
            return []
        vals = option._prepare_known_vals(outcome.known)
        if outcome.error:
            option.write({**vals, **option._prepare_failure_vals(outcome.error)})
            option.payload_hash = False
            name = option.name or outcome.job.title
            lines = [Line("options", name=name, failure=classify(outcome.error))]
        else:
            clear = option._clear_failure_vals()
            option.write({**vals, **clear, "payload_hash": outcome.job.hash})
            # A new one is told by the products that have it.
            is_told = outcome.operation == "update"
            line = Line("options", name=option.name, medusa_id=option.medusa_id)
            lines = [line] if is_told else []
        ranks = {value.key: rank for rank, value in enumerate(outcome.job.values)}
        for value in option.value_ids.filtered(lambda row: row.external_id in ranks):
            known = outcome.values.get(value.external_id)
            # What couldn't be looked at stays known as it was.
            if known or not outcome.error:
                rank = ranks[value.external_id]
                value.write({**value._prepare_known_vals(known), "rank": rank})
        commit(self.env)
        return lines
