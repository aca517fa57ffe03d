from odoo import fields, models
from odoo.fields import Command

from ...sync.failures import ConflictError, classify
from ...sync.items import get_item_names
from ...sync.ownership import is_sent
from ...sync.sections import SECTIONS, join_hashes
from ..core.sentence import get_facts
from ..run.line import Line
from ..run.phase import Record
from .changed import prepare_changes
from .sent import get_sent_markets

# {what came of a product: the run's counter}
_COUNTED_AS = {
    "create": "created", "recreate": "created",
    "update": "updated", "adopt": "updated",
    "unchanged": "unchanged",
    "draft": "withdrawn", "delete": "withdrawn", "gone": "withdrawn",
}  # fmt: skip


class MedusaProductRecorder(models.AbstractModel):
    """Writes down what became of products: on their bindings, and as lines for the log."""

    _name = "medusa.product.recorder"
    _description = "Medusa Product Recorder"

    # === PUSHES === #

    def _record_push(self, backend, outcomes, revisions, is_told):
        """Record a chunk of pushed products.

        :param backend: `medusa.backend`
        :param list[Outcome] outcomes: see `sync.result`
        :param dict revisions: {external id: revision of the product that was pushed}
        :param bool is_told: whether unchanged products get a line in the log, too
        :rtype: Record
        """
        bindings = self._get_bindings(backend, outcomes)
        pushed, vals_of = {}, {}
        for outcome in outcomes:
            binding = bindings.get(outcome.job.external_id)
            if not binding:
                continue
            revision = revisions.get(outcome.job.external_id)
            if outcome.error:
                binding.write(self._prepare_failed_vals(binding, outcome, revision))
            else:
                vals_of[binding] = self._prepare_pushed_vals(binding, outcome, revision)
                pushed[binding] = outcome
        self._write_alike(vals_of)
        self._record_variants(pushed)
        return self._prepare_record(outcomes, bindings, is_told)

    def _write_alike(self, vals_of):
        """Write the values of several bindings; those that all of them get are written at once.

        :param dict vals_of: {binding: values}
        """
        rows = list(vals_of.values())
        shared = {
            name: value
            for name, value in (rows[0] if rows else {}).items()
            if all(name in row and row[name] == value for row in rows)
        }
        self.env["medusa.product.binding"].union(*vals_of).write(shared)
        for binding, vals in vals_of.items():
            own = {name: value for name, value in vals.items() if name not in shared}
            if own:
                binding.write(own)

    def _prepare_pushed_vals(self, binding, outcome, revision):
        """Return the fields of a binding whose product is in the store as Odoo wants it."""
        job = outcome.job
        is_looked_at = bool(job.sections) or job.force or outcome.operation != "unchanged"
        vals = {
            "state": "synced",
            "name": job.payload["product"]["title"],
            "medusa_id": outcome.medusa_id,
            "store_status": outcome.status,
            "store_handle": outcome.handle or binding.store_handle,
            "former_status": False,
            "revision": revision,
            **{f"{name}_hash": value for name, value in job.hashes.items()},
            "failed_hash": False,
            # Where nothing differed nothing was looked at: what variants are called isn't known.
            "item_names": get_item_names(job.payload) if is_looked_at else binding.item_names,
            "pushed_channels": job.payload["channels"],
            "currencies": self._get_priced_markets(outcome),
            "candidates": False,
            "last_push": fields.Datetime.now(),
            **binding._clear_retry_vals(),
        }
        warning = "\n".join(job.warnings) or False
        if job.wants_pictures and warning != binding.warning:
            vals["warning"] = warning
            vals["warning_facts"] = [get_facts(text) for text in job.warnings]
        return vals

    def _get_priced_markets(self, outcome):
        """Return what prices of a product are for in the store that Odoo has put there.

        Where Odoo owns them always, a former one that isn't wanted any more was taken off.
        """
        job = outcome.job
        if is_sent(job.payload["owners"], "prices"):
            return get_sent_markets(job)
        # One that is met there has prices of its own.
        sent = [] if outcome.operation == "adopt" else get_sent_markets(job)
        return sorted({*job.currencies, *sent}) or False

    def _prepare_failed_vals(self, binding, outcome, revision):
        """Return the fields of a binding whose product could not be pushed.

        Time may mend some failures: they get a next try. The others wait until the payload is
        another one, and the failed hash tells which one was refused.
        """
        error = outcome.error
        is_conflict = isinstance(error, ConflictError)
        # An error of the serializer left no payload, and a withdrawal needs none.
        hashes = outcome.job.hashes
        vals = {
            "state": "conflict" if is_conflict else "error",
            "revision": revision,
            "failed_hash": join_hashes(hashes) if hashes else False,
            **binding._prepare_retry_vals(error),
        }
        if is_conflict and error.kind == "candidates":
            vals["candidates"] = error.details
        return vals

    # === VARIANTS === #

    def _record_variants(self, pushed):
        """Make the variant bindings just what the store has now.

        :param dict pushed: {product binding: outcome}
        """
        records = self.env["medusa.variant.binding"]
        to_create, heirs, gone = [], [], records
        for binding, outcome in pushed.items():
            wanted = {
                row["external_id"]: outcome.variant_ids.get(row["external_id"])
                for row in outcome.job.payload["variants"]
            }
            present = {record.external_id: record for record in binding.variant_binding_ids}
            left = {r.medusa_id: r for key, r in present.items() if not wanted.get(key)}
            for key, medusa_id in wanted.items():
                if not medusa_id:
                    continue
                known = present.get(key, records)
                vals = {"external_id": key, "product_id": int(key), "medusa_id": medusa_id}
                if medusa_id in left:
                    # The store's variant stays: so does what is known of its prices and stock.
                    heirs.append((left.pop(medusa_id), vals))
                    gone |= known
                elif not known:
                    to_create.append({**vals, "product_binding_id": binding.id})
                elif known.medusa_id != medusa_id:
                    known.medusa_id = medusa_id
            gone |= records.concat(*left.values())
        gone.unlink()
        self._leave_out_deleted([*to_create, *(vals for _record, vals in heirs)])
        for record, vals in heirs:
            record.write(vals)
        records.create(to_create)

    def _leave_out_deleted(self, vals_list):
        variants = self.env["product.product"].browse(vals["product_id"] for vals in vals_list)
        existing = set(variants.exists().ids)
        for vals in vals_list:
            # Deleted in Odoo while the store was asked: the next run takes it out there.
            if vals["product_id"] not in existing:
                vals["product_id"] = False

    # === WITHDRAWALS === #

    def _record_withdrawal(self, backend, outcomes):
        """Record a chunk of withdrawn products.

        :rtype: Record
        """
        bindings = self._get_bindings(backend, outcomes)
        gone = self.env["medusa.product.binding"]
        for outcome in outcomes:
            binding = bindings.get(outcome.job.external_id, gone)
            if not binding:
                continue
            if outcome.error:
                binding.write(self._prepare_failed_vals(binding, outcome, binding.revision))
            else:
                binding.write(self._prepare_withdrawn_vals(binding, outcome))
                gone |= binding.filtered(self._is_forgotten)
        # The lines name the bindings: they are written first.
        record = self._prepare_record(outcomes, bindings, is_told=True)
        for line in record.lines:
            if line.binding and line.binding in gone:
                line.binding = None
        gone.unlink()
        return record

    def _is_forgotten(self, binding):
        """Tell whether nothing is left to know of a withdrawn product: Odoo has none."""
        return not binding.product_tmpl_id

    def _prepare_withdrawn_vals(self, binding, outcome):
        deleted = outcome.operation in ("delete", "gone")
        return {
            "state": "withdrawn",
            "medusa_id": False if deleted else outcome.medusa_id,
            "store_status": False if deleted else outcome.status,
            # One that is a draft already may be so by a withdrawal that was broken off.
            "former_status": not deleted and (outcome.former_status or outcome.job.former_status),
            **{f"{name}_hash": False for name in SECTIONS},
            "last_push": fields.Datetime.now(),
            **self.env["medusa.retry.mixin"]._clear_retry_vals(),
            **(self._get_links_of_deleted() if deleted else {}),
        }

    def _get_links_of_deleted(self):
        """Return what a binding forgets whose product isn't in the store any more."""
        return {"variant_binding_ids": [Command.clear()]}

    # === WHAT GOES UP === #

    def _get_bindings(self, backend, outcomes):
        """Return {external id: binding} of the outcomes' products."""
        keys = [outcome.job.external_id for outcome in outcomes]
        bindings = self.env["medusa.product.binding"].search(
            [("backend_id", "=", backend.id), ("external_id", "in", keys)]
        )
        return {binding.external_id: binding for binding in bindings}

    def _prepare_record(self, outcomes, bindings, is_told):
        """Return counters, lines and the first next try of a chunk."""
        record = Record(changes=prepare_changes(outcomes))
        for outcome in outcomes:
            counter = "failed" if outcome.error else _COUNTED_AS[outcome.operation]
            record.counts[counter] += 1
            binding = bindings.get(outcome.job.external_id)
            line = self._prepare_line(outcome, binding)
            # What is left out is told when it changes, also where nothing is to be written.
            has_news = bool(outcome.job.warnings) and outcome.job.wants_pictures
            is_quiet = outcome.operation == "unchanged" and not has_news
            line.is_told = bool(outcome.error) or not is_quiet or is_told
            record.lines.append(line)
        times = [binding.next_try for binding in bindings.values() if binding.next_try]
        record.next_try = min(times, default=None)
        return record

    def _prepare_line(self, outcome, binding):
        """Return the line that tells one outcome."""
        job = outcome.job
        title = (job.payload.get("product") or {}).get("title")
        return Line(
            outcome.operation,
            binding,
            name=title or (binding.name if binding else None),
            medusa_id=outcome.medusa_id or job.medusa_id,
            failure=classify(outcome.error) if outcome.error else None,
            left_out=() if outcome.error else tuple(job.warnings),
            seconds=outcome.seconds,
        )
