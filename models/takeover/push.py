from odoo import models
from odoo.fields import Domain

from ...sync.agreement import IDS
from .facts import get_unpaired, is_marked


class MedusaProductChanges(models.AbstractModel):
    """Holds back what waits for a decision, and what is kept out of a store."""

    _inherit = "medusa.product.changes"

    def _get_free_domain(self, backend):
        free = super()._get_free_domain(backend)
        return free & self.env["medusa.match"]._get_free_domain(backend)


class MedusaProductPush(models.AbstractModel):
    """Tells the engine what people decided about the products of the store."""

    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        decided = _read_decided(backend, products.ids)
        for job in jobs:
            if job.external_id in decided:
                job.refused, kept = decided[job.external_id]
                # One that became a variant of Odoo since then goes with it.
                job.kept = kept.difference(job.variant_ids.values())
        return jobs, outcomes, revisions


class MedusaPhaseWithdraw(models.AbstractModel):
    _inherit = "medusa.phase.withdraw"

    def _prepare_jobs(self, bindings):
        """Leave alone what isn't these products, also where the one that was them is gone.

        They are looked for by their numbers then.
        """
        jobs = super()._prepare_jobs(bindings)
        refused = _read_refused(bindings.backend_id, bindings.product_tmpl_id.ids)
        for job in jobs:
            job.refused = refused.get(job.external_id, frozenset())
        return jobs


def _read_decided(backend, template_ids):
    """Return {external id: (ids of the store's products that it isn't, variants that stay)}."""
    matches = backend.env["medusa.match"].search(
        [
            ("backend_id", "=", backend.id),
            ("product_tmpl_id", "in", template_ids),
            ("state", "!=", "open"),
        ]
    )
    decided = {}
    for match in matches:
        refused = kept = frozenset()
        if match.state == "rejected":
            ids = {match.medusa_id, *match.candidate_ids.mapped("medusa_id")}
            refused = frozenset(ids - {False})
        elif match.reason != IDS:
            # Variants that carry Odoo's number, and aren't there any more, go as ever.
            kept = frozenset(get_unpaired(match.facts))
        decided[str(match.product_tmpl_id.id)] = refused, kept
    return decided


def _read_refused(backend, template_ids):
    """Return {external id: ids of the store's products that it isn't, or maybe isn't}.

    Of those that nobody has decided about, what carries our mark is none: a creation whose answer
    was lost is among them, perhaps.
    """
    refused = {key: row[0] for key, row in _read_decided(backend, template_ids).items()}
    among = [("backend_id", "=", backend.id), ("product_tmpl_id", "in", template_ids)]
    for match in backend.env["medusa.match"].search([*among, ("state", "=", "open")]):
        rows = [*match.filtered("medusa_id"), *match.candidate_ids]
        ids = frozenset(row.medusa_id for row in rows if not is_marked(row.facts))
        refused[str(match.product_tmpl_id.id)] = ids
    return refused


class MedusaProductUniques(models.AbstractModel):
    _inherit = "medusa.product.uniques"

    def _get_idle(self, backend, holders):
        """Take no SKU off a product of the store about which nobody decided yet, or that stays."""
        idle = super()._get_idle(backend, holders)
        ids = [row.product_id for row in idle if row.product_id]
        among = Domain("medusa_id", "in", ids)
        stays = Domain("state", "=", "open") | Domain("decision", "in", ("new", "ignore"))
        stays &= Domain("backend_id", "=", backend.id)
        matches = self.env["medusa.match"].search(stays & among)
        candidates = self.env["medusa.match.candidate"].search(
            Domain("match_id", "any", stays) & among
        )
        waiting = {*matches.mapped("medusa_id"), *candidates.mapped("medusa_id")}
        return [row for row in idle if row.product_id not in waiting]


class MedusaResync(models.AbstractModel):
    """Says why a product isn't pushed at a person's request."""

    _inherit = "medusa.resync"

    def _get_obstacles(self, backend, products):
        obstacles = super()._get_obstacles(backend, products)
        for matches in self.env["medusa.match"]._get_held(products).values():
            for match in matches.filtered(lambda row: row.backend_id == backend):
                obstacles[match.product_tmpl_id] = match._get_hold_text()
        return obstacles
