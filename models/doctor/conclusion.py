from collections import Counter

from odoo import api, fields, models

from ...sync.checks import CHECKS, VALUES
from ...sync.examination import conclude
from ...sync.findings import Hit, Part, Shop
from ..core.sentence import keep
from ..run.line import Line
from ..run.phase import Record
from .here import LOOKS, look_here

# Kinds that are found by what isn't a list of `sync.examination`: {kind: the stages it needs}
_STAGES = {
    "orphan_product": ("products",),
    "binding_gone": ("products",),
    "region_no_price": ("condition", "products"),
    "currency_no_price": ("condition", "products"),
    "list_undercuts": ("lists",),
    "clock": ("condition",),
    "slow": ("condition",),
}
# What several sources tell is one kind to a person.
_KIND_OF = {"duplicate_item_sku": "duplicate_item"}


class MedusaExamination(models.AbstractModel):
    """What the pages of a store come to, once they are looked at."""

    _name = "medusa.examination"
    _description = "Examination of a Medusa Store"

    @api.model
    def _take(self, run, name, part):
        """Write down what a page of a list told.

        :param str name: of the list
        :param Part part: see `sync.findings`
        """
        values, hits = self.env["medusa.finding.value"], list(part.hits)
        if part.values:
            values._take(run, part.values)
        if name == "products":
            values._take_seen(run, part.ids)
            hits += self._find_orphans(run.backend_id, part)
        self.env["medusa.finding"]._see(run.backend_id, hits, run)

    def _find_orphans(self, backend, part):
        """Return a hit for each product that carries our mark and whose product Odoo deleted."""
        mine = [("backend_id", "=", backend.id), ("medusa_id", "in", list(part.ours))]
        # A withdrawal sees to what is bound.
        bound = set(self.env["medusa.product.binding"].search(mine).mapped("medusa_id"))
        named = {
            medusa_id: int(external_id)
            for medusa_id, external_id in part.ours.items()
            if medusa_id not in bound and external_id.isdecimal() and len(external_id) < 10
        }
        present = set(self.env["product.template"].browse(set(named.values())).exists().ids)
        names = {value.record: value.name for value in part.values}
        return [
            Hit("orphan_product", medusa_id, names.get(medusa_id, medusa_id), (medusa_id,),
                part.ours[medusa_id], {"external_id": part.ours[medusa_id]})
            for medusa_id, number in named.items()
            if number not in present
        ]  # fmt: skip

    @api.model
    def _make_list_part(self, list_id, name, lower, names):
        """Return what is found of a price list that was read to its end."""
        if not lower:
            return Part()
        facts = {"lower": lower, "names": names}
        return Part(hits=[Hit("list_undercuts", list_id, name, (list_id,), facts=facts)])

    # === THE END === #

    @api.model
    def _conclude(self, run, cursor):
        """Write down what only all pages together tell, and close what wasn't found any more.

        :param dict cursor: of the phase
        """
        backend, findings = run.backend_id, self.env["medusa.finding"]
        if "products" not in cursor["skipped"]:
            self.env["medusa.other.database"]._keep(
                backend, Counter(cursor["marks"]), is_whole=True
            )
        regions = tuple(tuple(region) for region in cursor["regions"])
        shop = Shop(backend._get_databases(), "", regions, tuple(cursor["currencies"]))
        hits = conclude(shop, Counter(cursor["tally"]))
        hits += self._find_twins(run)
        hits += self._find_gone(run, cursor)
        hits += look_here(backend)
        findings._see(backend, hits, run)
        findings._close_unseen(backend, self._get_looked_for(cursor["skipped"]), run)
        self.env["medusa.finding.value"]._forget(run)
        backend.examined_at = fields.Datetime.now()
        count = findings._count_open(backend).get(backend, 0)
        text = keep(self.env)._("Findings that are open: %s.", count)
        return Record([Line("examine", detail=text)])

    def _get_looked_for(self, skipped):
        """Return the kinds that were looked for to the end.

        :param skipped: stages that could not be read
        """
        stages = dict(_STAGES)
        stages |= {kind: (check.list,) for kind, check in CHECKS.items()}
        stages |= dict.fromkeys(LOOKS, ())
        for kind, (name, _get) in VALUES.items():
            kind = _KIND_OF.get(kind, kind)
            stages[kind] = (*stages.get(kind, ()), name)
        return [kind for kind, needed in stages.items() if not set(needed) & set(skipped)]

    def _find_twins(self, run):
        """Return a hit for each value that the store has twice and should have once."""
        values, hits, told = self.env["medusa.finding.value"], [], {}
        named = self._find_named(run)
        for kind in VALUES:
            for value, records, names, external_ids in values._find_twins(run, kind):
                if kind == "duplicate_mark" and set(records) <= told.get(value, set()):
                    # By their columns it is said already.
                    continue
                if kind == "duplicate_id" and value not in named:
                    # Another system numbers its products so.
                    continue
                if kind == "duplicate_id":
                    told[value] = set(records)
                hits.append(
                    self._make_twin(run.backend_id, kind, value, records, names, external_ids)
                )
        return hits

    def _find_named(self, run):
        """Return which numbers that several products carry are those of a product of Odoo."""
        values = self.env["medusa.finding.value"]
        numbers = [row[0] for row in values._find_twins(run, "duplicate_id")]
        mine = [("backend_id", "=", run.backend_id.id), ("external_id", "in", numbers)]
        return set(self.env["medusa.product.binding"].search(mine).mapped("external_id"))

    def _make_twin(self, backend, kind, value, records, names, external_ids):
        facts = {"value": value, "names": names[:5]}
        mine = [("backend_id", "=", backend.id), ("medusa_id", "in", records)]
        kept = self.env["medusa.product.binding"].search(mine).mapped("medusa_id")
        if kind in ("duplicate_id", "duplicate_mark"):
            facts["external_id"] = value
            if len(kept) == 1:
                facts["kept"] = kept[0]
        external_id = next((key for key in external_ids if key), "")
        ids = sorted(records, key=lambda key: key not in kept)
        kind = _KIND_OF.get(kind, kind)
        return Hit(kind, f"{value}"[:200], names[0] or value, tuple(ids), external_id, facts)

    def _find_gone(self, run, cursor):
        """Return a hit for each product that the store doesn't have any more."""
        if "products" in cursor["skipped"]:
            return []
        bindings = self.env["medusa.product.binding"].browse(
            self.env["medusa.finding.value"]._find_unseen(run)
        )
        return [
            Hit("binding_gone", row.external_id, row.name or "", (row.medusa_id,), row.external_id)
            for row in bindings
        ]
