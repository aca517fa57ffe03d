from odoo import api, fields, models
from odoo.fields import Domain

from ...sync.kept import get_mark
from ..core.transaction import new_env
from ..product.selected import search_free
from .times import read_time

# Products that are compared in one night: after an import in Medusa, the rest has its turn in the
# next ones.
MOST_A_NIGHT = 5000


class MedusaDriftComparing(models.AbstractModel):
    """Which products are compared with the store, and what is written down of it."""

    _name = "medusa.drift.comparing"
    _description = "Comparing Products with Medusa"

    # === WHICH === #

    def _get_domain(self, backend):
        return Domain("backend_id", "=", backend.id) & Domain("state", "=", "synced")

    def _find_suspects(self, backend):
        """Return the ids of the bindings to compare in a night: those that somebody changed.

        First comes what had no turn for the longest time, so that none waits for ever behind
        others that can't be compared.

        :rtype: list[int]
        """
        suspects = self._get_domain(backend) & Domain("is_suspect", "=", True)
        found = self.env["medusa.product.binding"].search(
            suspects, limit=MOST_A_NIGHT, order="compared_at NULLS FIRST, id"
        )
        return sorted(found.ids)

    # === BEFORE === #

    def _prepare_jobs(self, backend, bindings):
        """Prepare a push of some products, and take all of it back.

        Those of which Odoo has something to send are left out: their push comes first.

        :return: (jobs that compare all of a product, databases)
        """
        with new_env(self.env) as env:
            store = env["medusa.backend"].browse(backend.id)
            ids = bindings.product_tmpl_id.ids
            products = env["product.template"].browse(search_free(store, [("id", "in", ids)]))
            push = env["medusa.product.push"]
            jobs, _failed, _revisions = push._prepare_jobs(store, products, force=False)
            jobs = [job for job in jobs if not job.sections]
            for job in jobs:
                push._prepare_comparison(store, job)
            databases = store._get_databases()
            env.cr.rollback()
        return jobs, databases

    def _read_versions(self, bindings):
        """Return {id: what is another one once the product was edited in Odoo, or pushed}."""
        bindings.invalidate_recordset(["revision", "last_push"])
        revisions = bindings.product_tmpl_id._get_medusa_revisions()
        return {
            row.id: (row.revision, row.last_push, revisions.get(row.product_tmpl_id.id))
            for row in bindings
        }

    def _find_untouched(self, bindings, versions):
        """Return those of the bindings that are as they were.

        :param dict versions: see `_read_versions`
        """
        now = self._read_versions(bindings)
        return bindings.filtered(lambda row: now[row.id] == versions.get(row.id))

    # === AFTER === #

    def _leave_overtaken(self, bindings, found, versions):
        """Return what was found without what may be news from Odoo: it was pushed meanwhile.

        Nothing is held for a comparison: it must not keep a push waiting.

        :param dict found: {external id: `Comparison`}
        :param dict versions: see `_read_versions`, from before the store was read
        """
        differing = bindings.filtered(
            lambda row: row.external_id in found and found[row.external_id].differences
        )
        untouched = self._find_untouched(differing, versions)
        overtaken = set((differing - untouched).mapped("external_id"))
        return {key: comparison for key, comparison in found.items() if key not in overtaken}

    @api.model
    def _keep(self, backend, bindings, found):
        """Write down what differs; what doesn't any more is forgotten.

        :param dict found: {external id: `Comparison`}, see `sync.inspection`
        :return: {binding: its rows that are new, or differ otherwise than before}
        """
        news, now = {}, fields.Datetime.now()
        # Those that couldn't be compared had their turn all the same.
        bindings.compared_at = now
        for binding in bindings.filtered(lambda row: row.external_id in found):
            comparison = found[binding.external_id]
            changed_at = read_time(comparison.seen) if binding.is_suspect else None
            rows = self._keep_differences(binding, comparison.differences, changed_at or now)
            if rows:
                news[binding] = rows
            binding.write({"store_seen": comparison.seen, "is_suspect": False})
        return news

    def _keep_differences(self, binding, differences, since):
        drifts = self.env["medusa.drift"]
        present = {(row.field, row.variant or None): row for row in binding.drift_ids}
        news, vals_list = drifts, []
        for difference in differences:
            row = present.pop((difference.field, difference.variant), drifts)
            vals = self._prepare_vals(difference)
            if not row:
                own = {"binding_id": binding.id, "backend_id": binding.backend_id.id,
                       "product_tmpl_id": binding.product_tmpl_id.id}  # fmt: skip
                vals_list.append({**own, **vals, "since": since})
            elif self._is_news(row, vals):
                row.write({**vals, "state": "open", "since": since, "done_at": False})
                news |= row
        gone = drifts.concat(*present.values()).filtered(lambda row: row.state != "done")
        gone.unlink()
        return news | drifts.create(vals_list)

    def _prepare_vals(self, difference):
        drifts = self.env["medusa.drift"]
        return {
            "field": difference.field,
            "variant": difference.variant,
            "store": drifts._shorten(difference.store),
            "odoo": drifts._shorten(difference.odoo),
            "store_mark": get_mark(difference.field, difference.store),
            "odoo_mark": get_mark(difference.field, difference.odoo),
        }

    def _is_news(self, row, vals):
        """Tell whether a difference is another one than was told, or that was decided about."""
        if row.state == "done" or row.store_mark != vals["store_mark"]:
            return True
        if row.odoo_mark != vals["odoo_mark"]:
            row.write(vals)
        return False
