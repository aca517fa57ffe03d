from odoo import fields, models

from ...sync.option_push import OptionPush
from ..core.transaction import commit
from ..run.phase import Step
from .claims import claim_options

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
        return any(self._get_unused(run.backend_id))

    def _step(self, run, client, cursor):
        backend = run.backend_id
        with claim_options(backend) as claimed:
            if not claimed:
                return Step(cursor)
            push = OptionPush(client, backend._get_databases())
            values, options = self._get_unused(backend)
            for value in values:
                self._clean(backend, value, lambda v=value: self._delete_value(push, v))
            for option in options:
                self._clean(backend, option, lambda o=option: push.delete(o.medusa_id))
            return Step(None)

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

    def _delete_value(self, push, value):
        return push.delete_value(value.option_id.medusa_id, value.medusa_id)

    def _clean(self, backend, record, delete):
        """Delete in the store what a record is there, if it is ours; forget it then."""
        is_ours = record.medusa_id and record.is_created
        commit(self.env)
        is_gone = not is_ours or delete()
        # As long as products may have it, it is to be known as an option of Odoo's.
        is_late = self._has_late_products(backend)
        if is_gone and (is_ours or not is_late):
            record.unlink()
        elif is_gone is False and not is_late:
            today = fields.Date.context_today(self)
            record.kept_until = fields.Date.add(today, days=DAYS_KEPT)
        commit(self.env)

    def _has_late_products(self, backend):
        """Tell whether a product was not pushed yet as it should be."""
        late = [("backend_id", "=", backend.id), ("state", "in", ("pending", "error", "conflict"))]
        return bool(self.env["medusa.product.binding"].search_count(late, limit=1))
