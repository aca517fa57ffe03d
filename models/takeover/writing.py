from odoo import models
from odoo.fields import Command, Domain

from ..run.line import Line


class MedusaMatchWriting(models.AbstractModel):
    """Brings a store's matches up to date: those that are open, for the others are decided."""

    _name = "medusa.match.writing"
    _description = "Writing Medusa Matches"

    def _take(self, run, work):
        """Write a part of what a run proposes.

        :param dict work: the values of matches that are `wanted`, the ids of those that are `gone`,
            or at the end the `counts` of all
        :return: lines for the log
        """
        self.env["medusa.match"].browse(work.get("gone", ())).exists().unlink()
        if "wanted" in work:
            self._write(run.backend_id, work["wanted"])
        if "counts" not in work:
            return []
        self.env["medusa.match.shop"]._forget(run)
        vals = {"match_counts": work["counts"]}
        return [Line("take_over", name=run.backend_id.name, vals=vals)]

    def _write(self, backend, wanted):
        matches = self.env["medusa.match"]
        present = self._get_present(backend, wanted)
        products = self.env["product.template"].browse(
            vals["product_tmpl_id"] for vals in wanted if vals["product_tmpl_id"]
        )
        # Others were deleted in Odoo while the shop was read.
        there = {False, *products.exists().ids}
        new = []
        for row in wanted:
            vals = {"candidates": [], **row}
            candidates = [Command.create(candidate) for candidate in vals.pop("candidates")]
            match = present.get(_get_key(vals["kind"], vals["product_tmpl_id"], vals["medusa_id"]))
            if match is None and vals["product_tmpl_id"] in there:
                new.append({"backend_id": backend.id, **vals, "candidate_ids": candidates})
            elif match and match.state == "open":
                match.write({**vals, "candidate_ids": [Command.clear(), *candidates]})
        matches.create(new)

    def _get_present(self, backend, wanted):
        """Return {key: match} of those that may be there already."""
        ids = [vals["product_tmpl_id"] for vals in wanted if vals["kind"] == "proposal"]
        theirs = [vals["medusa_id"] for vals in wanted if vals["kind"] != "proposal"]
        among = Domain("kind", "=", "proposal") & Domain("product_tmpl_id", "in", ids)
        among |= Domain("kind", "!=", "proposal") & Domain("medusa_id", "in", theirs)
        matches = self.env["medusa.match"].search(Domain("backend_id", "=", backend.id) & among)
        return {
            _get_key(match.kind, match.product_tmpl_id.id, match.medusa_id): match
            for match in matches
        }


def _get_key(kind, product_id, medusa_id):
    """Return what a match is of: a product of Odoo, or one of the store."""
    return (True, product_id) if kind == "proposal" else (False, medusa_id)
