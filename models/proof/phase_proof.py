import random

from odoo import models

from ...medusa.storefront import StorefrontClient
from ...sync.proof_causes import join_alike
from ...sync.proving import Shop, Unproven, prove
from ..core.sentence import keep
from ..core.transaction import commit
from ..core.trial import get_trial
from ..explain.cause_texts import tell_cause
from ..explain.shopper_side import MOST_REGIONS, get_markets, get_own_lists
from ..run.line import Line
from ..run.phase import Record, Step
from ..store.words import get_answer
from .texts import tell_faults

# Products that are looked at in one request of each region.
PROOF_CHUNK = 50
# Of so many products of a step it is looked whether the file of their picture is there: each is a
# request.
MOST_FILES = 10
# Seconds that a shop may take: a run doesn't wait for longer.
PATIENCE = 20
# What a run did to a product that a shopper sees.
_SEEN = ("create", "recreate", "update", "adopt", "stock", "draft")


class MedusaPhaseProof(models.AbstractModel):
    """Looks at what the run changed as a shopper does, and names the cause of each difference.

    Nothing is written to the store. A shop that can't be read is told, and no failure of the run.
    """

    _name = "medusa.phase.proof"
    _description = "Looking at a Medusa Store as a Shopper"
    _inherit = ["medusa.phase"]

    def _is_wanted(self, run):
        backend = run.backend_id
        return (
            backend.proof_policy != "off"
            and not get_trial(self.env)
            and backend.publishable_key_set
            and bool(self._find_changed(run, limit=1))
        )

    def _count(self, run):
        return len(self._find_changed(run))

    def _begin(self, run):
        """Remember what is looked at: all that changed, or some at random."""
        ids, backend = self._find_changed(run), run.backend_id
        if backend.proof_policy == "some" and len(ids) > backend.proof_count:
            ids = sorted(random.sample(ids, backend.proof_count))  # noqa: S311 it is no secret
        return {"ids": ids}

    def _find_changed(self, run, limit=None):
        """Return the ids of the bindings that the log names as changed."""
        groups = self.env["medusa.sync.log"]._read_group(
            [
                ("run_id", "=", run.id),
                ("operation", "in", _SEEN),
                ("result", "!=", "failure"),
                ("binding_id.state", "=", "synced"),
            ],
            ["binding_id"],
            limit=limit,
        )
        return sorted(binding.id for (binding,) in groups if binding)

    def _step(self, run, client, cursor):
        ids, left = cursor["ids"][:PROOF_CHUNK], cursor["ids"][PROOF_CHUNK:]
        backend = run.backend_id
        key = backend._read_publishable_keys_sudo().get(backend.id)
        if not ids or not key:
            return Step(None)
        bindings = self.env["medusa.product.binding"].browse(ids).exists()
        comparing = self.env["medusa.drift.comparing"]
        versions = comparing._read_versions(bindings)
        jobs, _databases = comparing._prepare_jobs(backend, bindings)
        proof = self.env["medusa.proof"]
        regions = backend.region_ids.filtered("active")[:MOST_REGIONS]
        markets = get_markets(regions)
        wanted = proof._prepare_wanted(backend, bindings, jobs, markets)
        files = proof._find_files(backend, jobs, MOST_FILES)
        own_lists, url = get_own_lists(backend), backend.url
        commit(self.env)
        timeout, recorder = (10.0, PATIENCE), client.recorder
        with StorefrontClient(url, key, timeout=timeout, recorder=recorder) as front:
            found = prove(Shop(front, key, markets, own_lists), client, wanted, files)
        cursor = None if isinstance(found, Unproven) or not left else {"ids": left}
        return Step(cursor, (versions, found), looked_at=len(ids))

    def _record(self, run, step):
        if not step.work:
            return Record()
        versions, found = step.work
        if isinstance(found, Unproven):
            return Record([self._make_unproven(run, found)])
        bindings = self.env["medusa.product.binding"].browse(versions).exists()
        # What was pushed while the shop was read is looked at after that run.
        bindings = self.env["medusa.drift.comparing"]._find_untouched(bindings, versions)
        by_key = {binding.external_id: binding for binding in bindings}
        regions = {region.medusa_id: region for region in run.backend_id.region_ids}
        lines = [self._make_gone(run, regions.get(market.id), market) for market in found.gone]
        lines += [
            self._make_line(by_key[faults[0].key], faults, regions)
            for faults in join_alike(found.faults)
            if faults[0].key in by_key
        ]
        return Record(lines)

    def _make_line(self, binding, faults, regions):
        return Line(
            "proof",
            binding,
            name=binding.name,
            medusa_id=binding.medusa_id,
            detail=tell_faults(self.env, faults, regions),
            vals={"result": "warning"},
        )

    def _make_gone(self, run, region, market):
        """Return the line on a region that somebody deleted: the others were looked at."""
        text = keep(self.env)._(
            "The region %s was deleted in Medusa: prices for it reach nobody. Test the connection "
            "to renew the store's regions.",
            region.name if region else market.id,
        )
        return Line("proof", name=run.backend_id.name, detail=text, vals={"result": "warning"})

    def _make_unproven(self, run, found):
        """Return the line that says why nobody could look."""
        kept = keep(self.env)
        if found.cause:
            text = tell_cause(kept, found.cause)
        else:
            text = kept._("The shop can't be read: %s", get_answer(run.backend_id, found.error))
        return Line("proof", name=run.backend_id.name, detail=text, vals={"result": "warning"})
