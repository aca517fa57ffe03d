from dataclasses import replace
from functools import partial

from odoo import fields, models

from ...sync.changed import Changed
from ...sync.difference import Difference
from ...sync.option_push import OptionPush
from ..core.locks import claim_all
from ..core.transaction import commit
from ..product.selected import has_late_products
from ..run.phase import Step

# After the store said that something still has it.
DAYS_KEPT = 7


class MedusaPhaseCleanOptions(models.AbstractModel):
    """Deletes the shared options and values that no selected product needs, if Odoo made them.

    What products in the store still have, drafts of withdrawn ones among them, stays there.
    """

    _name = "medusa.phase.clean_options"
    _description = "Deleting Unused Options in Medusa"
    _inherit = ["medusa.phase"]

    _takes_away = True

    def _is_wanted(self, run):
        return self._is_time(run) and any(self._get_unused(run.backend_id))

    def _is_time(self, run):
        """Tell whether all products of the run were pushed by the choice that the store has now.

        Where it changed meanwhile, the products pass to the other kind with the next run: until
        then, they have what would be deleted here.
        """
        return run.option_scope == run.backend_id.option_scope

    def _step(self, run, client, cursor):
        backend = run.backend_id
        with claim_all(backend, "option") as claimed:
            if not claimed:
                return Step(cursor)
            push = OptionPush(client, backend._get_databases())
            values, options = self._get_unused(backend)
            changes = []
            for record in (*values, *options):
                # A person may change it at any moment.
                if self._is_time(run):
                    changes += self._clean(run, push, record)
            return Step(None, changes=changes)

    def _get_unused(self, backend):
        """Return (values, options) that no selected product needs, as far as it is their time.

        Values of an option that goes as a whole go with it, but for those in one that stays.
        """
        used = self.env["medusa.option.source"]._get_used(backend, with_held=True)
        today = fields.Date.context_today(self)
        options = backend.option_ids.filtered(lambda row: int(row.external_id) not in used)
        rest = backend.option_ids - options
        values = rest.value_ids.filtered(
            lambda row: int(row.external_id) not in used[int(row.option_id.external_id)]
        )
        values |= options.filtered(lambda row: not row.is_created).value_ids
        values, options = (
            rows.filtered(lambda row: not row.kept_until or row.kept_until <= today)
            for rows in (values, options)
        )
        return values, options

    def _clean(self, run, push, record):
        """Delete in the store what a record is there, if it is ours; forget it then.

        :return: what was deleted, see `Changed`; one without differences was noted in vain
        """
        backend = run.backend_id
        is_ours = record.medusa_id and record.is_created and not self._has_heir(record)
        delete, change = self._prepare_deletion(push, record), self._prepare_change(record)
        if is_ours and run._keeps_changes():
            self.env["medusa.written"]._foresee(run, [change])
        commit(self.env)
        is_gone = not is_ours or delete()
        # As long as products may have it, it is to be known as an option of Odoo's.
        is_late = has_late_products(backend)
        if is_gone and (is_ours or not is_late):
            record.unlink()
        elif is_gone is False and not is_late:
            today = fields.Date.context_today(self)
            record.kept_until = fields.Date.add(today, days=DAYS_KEPT)
        commit(self.env)
        if is_ours and is_gone:
            return [change]
        return [] if change.note is None else [replace(change, differences=[])]

    def _prepare_change(self, record):
        """Return that a value or an option is deleted."""
        kind = "option" if record._name == "medusa.option" else "value"
        gone = Difference(kind, None, record.name or record.medusa_id, None)
        return Changed("option", None, record.name, record.medusa_id or None, "delete", [gone])

    def _prepare_deletion(self, push, record):
        """Return what deletes a value or an option in the store; no record is read then."""
        if record._name == "medusa.option":
            return partial(push.delete, record.medusa_id)
        return partial(push.delete_value, record.option_id.medusa_id, record.medusa_id)

    def _has_heir(self, record):
        """Tell whether it is another one's by now: deleted in Odoo and made anew by its name."""
        same = [("backend_id", "=", record.backend_id.id), ("medusa_id", "=", record.medusa_id)]
        return bool(record.search_count([*same, ("id", "!=", record.id)], limit=1))
