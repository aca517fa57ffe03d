from collections import Counter

from odoo import api, fields, models

from .finding import MORE

# So many of a kind are listed one by one, of Odoo's products and of others each; what is more of
# them is one number.
MOST_OF_A_KIND = 500
# The largest id of a record; what the store says may be any number.
_LARGEST_ID = 2**31


class MedusaFinding(models.Model):
    """Writes down what an examination finds, and closes what it doesn't find any more."""

    _inherit = "medusa.finding"

    @api.model
    def _see(self, backend, hits, run=None):
        """Write down what was found.

        :param backend: `medusa.backend`
        :param list hits: `sync.findings.Hit`
        :param run: the examination, None where only Odoo itself was looked at
        """
        hits = {(hit.kind, hit.key): hit for hit in hits}
        if not hits:
            return
        known = self._find_known(backend, hits)
        bound = self._find_products(backend, list(hits.values()))
        room, new, more = self._count_room(backend), [], Counter()
        now = fields.Datetime.now()
        for (kind, key), hit in hits.items():
            vals = self._prepare_vals(hit, bound.get((kind, key)), now, run)
            row, is_own = known.get((kind, key)), bool(vals["product_tmpl_id"])
            if row:
                row.write(vals | row._get_reopening_vals())
            elif room[kind, is_own] <= 0:
                more[kind] += 1
            else:
                room[kind, is_own] -= 1
                weight = self._get_kinds()[kind].severity
                mine = {"backend_id": backend.id, "kind": kind, "key": key}
                new.append({**mine, "severity": weight, "first_seen": now, **vals})
        self.create(new)
        if more:
            self._add_more(backend, more, run)

    def _find_known(self, backend, hits):
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "in", list({kind for kind, _key in hits})),
                ("key", "in", [key for _kind, key in hits]),
            ]
        )
        return {(row.kind, row.key): row for row in rows}

    def _count_room(self, backend):
        """Return {(kind, whether of Odoo's products): how many more are listed one by one}."""
        room = {}
        for is_own in (False, True):
            listed = [
                ("backend_id", "=", backend.id),
                ("state", "!=", "mended"),
                ("key", "!=", MORE),
                ("product_tmpl_id", "!=" if is_own else "=", False),
            ]
            counts = dict(self._read_group(listed, ["kind"], ["__count"]))
            for kind in self._get_kinds():
                room[kind, is_own] = MOST_OF_A_KIND - counts.get(kind, 0)
        return room

    def _find_products(self, backend, hits):
        """Return {(kind, key): id of the product of Odoo} of those that are about one."""
        ids = [record_id for hit in hits for record_id in hit.ids]
        mine = [("backend_id", "=", backend.id), ("medusa_id", "in", ids)]
        bindings = self.env["medusa.product.binding"].search(mine)
        by_id = {row.medusa_id: row.product_tmpl_id.id for row in bindings}
        marked = {
            (hit.kind, hit.key): int(hit.external_id)
            for hit in hits
            if hit.external_id.isdecimal() and len(hit.external_id) < 11
        }
        fitting = {number for number in marked.values() if number < _LARGEST_ID}
        present = set(self.env["product.template"].browse(fitting).exists().ids)
        found = {key: number for key, number in marked.items() if number in present}
        for hit in hits:
            product = next((by_id[record_id] for record_id in hit.ids if by_id.get(record_id)), 0)
            if product:
                found[hit.kind, hit.key] = product
        return found

    def _prepare_vals(self, hit, product_id, now, run):
        is_product = any(record_id.startswith("prod_") for record_id in hit.ids)
        return {
            "title": hit.name or False,
            "product_tmpl_id": product_id or False,
            "medusa_id": hit.ids[0] if is_product else False,
            "medusa_ids": list(hit.ids),
            "facts": hit.facts,
            "last_seen": now,
            "run_id": run.id if run else False,
        }

    def _get_reopening_vals(self):
        if self.state != "mended":
            return {}
        return {"state": "open", "mended_at": False, "first_seen": fields.Datetime.now()}

    def _add_more(self, backend, more, run):
        """Count what isn't listed one by one; each examination begins anew with it."""
        known = self._find_known(backend, {(kind, MORE): None for kind in more})
        for kind, count in more.items():
            row, now = known.get((kind, MORE)), fields.Datetime.now()
            vals = {"last_seen": now, "run_id": run.id if run else False}
            if row:
                is_same = run and row.run_id == run and row.state != "mended"
                vals["count"] = count + (row.count if is_same else 0)
                row.write(vals | row._get_reopening_vals())
            else:
                mine = {"backend_id": backend.id, "kind": kind, "key": MORE, "first_seen": now}
                weight = self._get_kinds()[kind].severity
                self.create({**mine, "severity": weight, "count": count, **vals})

    @api.model
    def _close_unseen(self, backend, kinds, run=None, keys=()):
        """Close what an examination hasn't found any more.

        :param kinds: that it looked for to the end
        :param run: the examination; where there is none, `keys` were found
        :param keys: (kind, key)
        """
        rows = self.search(
            [
                ("backend_id", "=", backend.id),
                ("kind", "in", list(kinds)),
                ("state", "!=", "mended"),
            ]
        )
        if run:
            gone = rows.filtered(lambda row: row.run_id != run)
        else:
            gone = rows.filtered(lambda row: (row.kind, row.key) not in keys)
        gone._set_mended()

    def _set_mended(self):
        self.write({"state": "mended", "mended_at": fields.Datetime.now()})
