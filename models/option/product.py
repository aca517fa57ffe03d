from odoo import models

from ...sync.failures import MissingOptionError
from ...sync.result import Outcome
from ..core.sentence import say_of


class MedusaProductPush(models.AbstractModel):
    """Lets those products wait whose options aren't in the store yet."""

    _inherit = "medusa.product.push"

    def _prepare_jobs(self, backend, products, force):
        jobs, outcomes, revisions = super()._prepare_jobs(backend, products, force)
        own = frozenset(option.medusa_id for option in backend.option_ids if option.medusa_id)
        ready = []
        for job in jobs:
            job.own_options = own
            missing = _find_missing(self.env, job.payload["options"])
            if missing:
                outcomes.append(Outcome(job, error=MissingOptionError(missing)))
            else:
                ready.append(job)
        return ready, outcomes, revisions


def _find_missing(env, options):
    """Return which option or value of a payload isn't in the store, "" where all are."""
    for option in options:
        if "id" not in option:
            continue
        if not option["id"]:
            return option["title"]
        for value in option["values"]:
            if not value["id"]:
                return say_of(env, option["title"], value["title"])
    return ""
