from dataclasses import replace

from odoo import fields, models

from ...sync.list_looks import look_at_lists
from ...sync.list_prices import get_key
from ...sync.prices import is_same_amount
from ..core.transaction import commit
from .lists import GONE, LIVE, mark_value, name_key


class MedusaPriceListPush(models.AbstractModel):
    """Leaves what a person left to Medusa of a price list, and what nobody decided about yet."""

    _inherit = "medusa.price.list.push"

    def _prepare_job(self, price_list):
        job = super()._prepare_job(price_list)
        left = self._read_left(price_list)
        names = [
            name
            for name, value in (job.header or {}).items()
            if left.get((name, None)) == mark_value(name, self._get_shown(name, value))
        ]
        job.left = frozenset(names)
        return job

    def _get_shown(self, name, value):
        """Return a field of a list as it is compared: of its rules the customer groups."""
        return sorted(next(iter(value.values()), [])) if name == "rules" else value

    def _read_left(self, price_list):
        """Return {(field, variant or None): fingerprint of Odoo's value} of what isn't sent."""
        rows = price_list.drift_ids.filtered(lambda row: row.state in ("open", "kept"))
        return {(row.field, row.variant or None): row.odoo_mark for row in rows}

    def _prepare_changes(self, price_list, bindings):
        changes, counts = super()._prepare_changes(price_list, bindings)
        left = self._read_left(price_list)
        if not left:
            return changes, counts
        names = {binding.medusa_id: binding.external_id for binding in bindings}

        def is_sent(item):
            key = get_key(item["variant_id"], {**item, "min_quantity": item["min_quantity"] or 0})
            field = name_key(key)
            return left.get((field, names.get(key[0]))) != mark_value(field, item["amount"])

        records = self._get_by_medusa_id(price_list, changes.deletes)

        def is_deleted(price_id):
            record = records[price_id]
            field, variant = name_key(record._get_key()), record.variant_binding_id.external_id
            return left.get((field, variant)) != mark_value(field, None)

        changes = replace(
            changes,
            deletes=[price_id for price_id in changes.deletes if is_deleted(price_id)],
            updates=[item for item in changes.updates if is_sent(item)],
            creates=[item for item in changes.creates if is_sent(item)],
        )
        return changes, counts


class MedusaPhasePriceLists(models.AbstractModel):
    """Notes that Odoo's values are in the store of what somebody had changed of a list."""

    _inherit = "medusa.phase.price_lists"

    def _begin_list(self, run, price_list, push):
        """Override of `medusa.phase.price_lists`: a person who pushes a list wants Odoo's."""
        if run.force:
            rows = price_list.drift_ids.filtered(lambda row: row.state == "open")
            rows.filtered(lambda row: not row.kept_mark).state = "taking"
        return super()._begin_list(run, price_list, push)

    def _find_edited(self, lanes, price_list):
        """Override of `medusa.phase.price_lists`: look at what was written since the last look."""
        drift = self.env["medusa.drift.lists"]
        is_told = any(row.variant and row.state in LIVE for row in price_list.drift_ids)
        looks = drift._prepare_looks(price_list, is_told)
        commit(self.env)
        with lanes.borrow() as client:
            found = look_at_lists(client, looks)
            is_shrunk = bool(drift._find_shrunk(price_list, found))
            commit(self.env)
            if is_shrunk:
                found = look_at_lists(client, [replace(look, newest="") for look in looks])
        [look] = found.values()
        rows = {row["id"]: row["amount"] for row in look.rows}
        known = price_list.price_ids
        if not look.is_whole:
            known = known.filtered(lambda price: price.medusa_id in rows)
        return {
            **super()._find_edited(lanes, price_list),
            **{
                price.medusa_id: rows.get(price.medusa_id)
                for price in known
                if not _is_as(price.amount, rows.get(price.medusa_id))
            },
        }

    def _record(self, run, step):
        record = super()._record(run, step)
        work = step.work
        is_over = getattr(work, "operation", None) and not work.error
        price_list = work.price_list.exists() if is_over else None
        if price_list and self._takes_whole(run, price_list):
            rows = price_list.drift_ids.filtered(lambda row: row.state == "taking")
            rows.write({"state": "done", "done_at": fields.Datetime.now()})
        return record


def _is_as(amount, present):
    return present is not None and is_same_amount(amount, present)


class MedusaDrift(models.Model):
    _inherit = "medusa.drift"

    def _take_lists(self):
        """Have Odoo's values of these rows of price lists sent by the next push of their lists.

        The store is read before: what else somebody changed of them stays.

        :return: the lists
        """
        rows = self.filtered("price_list_id")
        rows.write({"state": "taking", "kept_mark": False})
        lists = rows.price_list_id
        rows.filtered("variant").price_list_id.needs_reading = True
        headers = rows.filtered(lambda row: not row.variant and row.field != GONE)
        headers.price_list_id.header_hash = False
        return lists
