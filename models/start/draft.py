"""In a test a new product is a draft, whatever the store's policy; what is published stays so."""

from odoo import models

from ...sync.ownership import CREATION, NEVER


class MedusaProductPush(models.AbstractModel):
    _inherit = "medusa.product.push"

    def _prepare_payloads(self, backend, products):
        payloads, outcomes = super()._prepare_payloads(backend, products)
        if backend.stage == "test":
            payloads = {key: make_draft(payload) for key, payload in payloads.items()}
        return payloads, outcomes


def make_draft(payload):
    """Return a payload by which a product is a draft, where the store doesn't have it yet."""
    owners = payload["owners"]
    if owners.get("status") != NEVER:
        # What is in the shop already isn't taken out of it for a test.
        owners = {**owners, "status": CREATION}
    return {**payload, "owners": owners, "product": {**payload["product"], "status": "draft"}}


class MedusaProductRecorder(models.AbstractModel):
    """Remembers which status a product gets when its store goes live."""

    _inherit = "medusa.product.recorder"

    def _prepare_pushed_vals(self, binding, outcome, revision):
        vals = super()._prepare_pushed_vals(binding, outcome, revision)
        job = outcome.job
        if binding.backend_id.stage == "live" or job.payload["owners"].get("status") != CREATION:
            return vals
        status = job.former_status
        if not status and outcome.operation in ("create", "recreate"):
            status = job.payload["ready_status"]
        return {**vals, "former_status": status if status and status != "draft" else False}


def let_go_live(backend):
    """Let the next run give its status to each product that the test made a draft.

    :param backend: `medusa.backend`
    """
    # sudo: a manager decides, nobody writes bindings.
    drafts = [("backend_id", "=", backend.id), ("former_status", "!=", False)]
    bindings = backend.env["medusa.product.binding"].sudo().search(drafts)
    bindings.filtered("product_hash").write({"product_hash": False, "revision": False})
