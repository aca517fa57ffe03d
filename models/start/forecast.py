"""What would happen to which product if a store went live now. Nothing is written or asked."""

from collections import Counter
from dataclasses import dataclass

from odoo.fields import Domain

from ...sync.ownership import CREATION, NEVER
from ..store.reasons import explain

# So many products are looked at one by one while a person waits; of more, they are only counted.
MOST = 2000
CHUNK = 500
# So many of those that stay out are listed with their reason.
MOST_LEFT_OUT = 200

PUBLISH = "publish"
DRAFT = "draft"
OUT = "out"
LEAVES = "leaves"


@dataclass(frozen=True)
class Fate:
    """What happens to one product.

    :param str outcome: see above
    :param str kind: Odoo's type of the product
    :param str reason: why, in the reader's language, or ""
    :param bool is_doubtful: a person should look at it, for it may not be meant for shoppers
    :param bool is_incomplete: it is published all the same
    """

    product_id: int
    outcome: str
    kind: str
    reason: str = ""
    is_doubtful: bool = False
    is_incomplete: bool = False


def foresee(backend):
    """Return what happens to each product that is selected, or leaves, or stays out.

    :param backend: `medusa.backend`, in its reader's language
    :return: (list of `Fate`, whether the products were looked at one by one)
    :raise UserError: if the selection can't be used
    """
    changes = backend.env["medusa.product.changes"]
    query = backend._search_selection(changes._get_live_domain(backend))
    query.order = "id"
    ids = list(query)
    fates, is_whole = [], len(ids) <= MOST
    for start in range(0, len(ids) if is_whole else 0, CHUNK):
        fates += _foresee_selected(backend, ids[start : start + CHUNK])
    held = set(backend._search_selection()) - set(ids)
    return [*fates, *_foresee_held(backend, held), *_foresee_others(backend)], is_whole


def _foresee_selected(backend, ids):
    # sudo: what is pushed doesn't depend on who asks.
    backend = backend.sudo()
    products = backend.env["product.template"].browse(ids)
    push = backend.env["medusa.product.push"]
    payloads, failed = push._prepare_payloads(backend, products)
    errors = {int(outcome.job.external_id): outcome.error for outcome in failed}
    bindings = backend.env["medusa.product.binding"].search(
        [("backend_id", "=", backend.id), ("product_tmpl_id", "in", ids)]
    )
    bound = {row.product_tmpl_id.id: row for row in bindings}
    fates = []
    for product in products:
        if product.id in errors:
            reason = backend.env._("It can't be pushed: %s", errors[product.id])
            fates.append(Fate(product.id, OUT, product.type, reason))
            continue
        payload = payloads[product.id]
        reason = _get_draft_reason(backend, payload, bound.get(product.id))
        if reason:
            fates.append(Fate(product.id, DRAFT, product.type, reason))
        else:
            fates.append(_make_published(product, payload))
    return fates


def _make_published(product, payload):
    doubt = _get_doubt(product)
    lacks = [row["text"] for row in payload["missing"] if row["level"] == "tell"]
    reason = " ".join(text for text in (doubt, *lacks) if text)
    return Fate(product.id, PUBLISH, product.type, reason, bool(doubt), bool(lacks))


def _get_draft_reason(backend, payload, binding):
    """Return why shoppers don't see a product, "" where they do."""
    _ = backend.env._
    lacks = [row["text"] for row in payload["missing"] if row["level"] == "draft"]
    if lacks:
        return " ".join(lacks)
    owner = backend.owner_status
    is_there = binding and binding.medusa_id and not binding.former_status
    if owner == NEVER or (owner == CREATION and is_there):
        status = binding and binding.store_status
        return "" if status == "published" else _("Its status is set in Medusa.")
    if payload["ready_status"] == "published":
        return ""
    if backend.status_policy == "website":
        return _("It isn't published on the website.")
    return _("Products of this store are drafts.")


def _get_doubt(product):
    """Return why a product may not be meant for shoppers, or ""."""
    if "can_be_expensed" in product._fields and product.can_be_expensed:
        return product.env._("It is there for expenses.")
    if product.type == "service":
        return product.env._("It is a service: shoppers can order it like goods.")
    return ""


def _foresee_held(backend, ids):
    """Return the fates of products about which somebody has to decide first."""
    reason = backend.env._("Somebody has to decide first, under Medusa, Take Over.")
    # sudo: as the selection, whoever asks.
    products = backend.env["product.template"].sudo().browse(sorted(ids))
    return [Fate(product.id, OUT, product.type, reason) for product in products]


def _foresee_others(backend):
    """Return the fates of products that leave the shop, and of those that never come there."""
    env = backend.env
    domain = env["medusa.product.changes"]._get_leaving_domain(backend)
    domain &= Domain("product_tmpl_id", "!=", False)
    bindings = env["medusa.product.binding"].search(domain, limit=MOST_LEFT_OUT)
    leaving = bindings.product_tmpl_id.sudo()
    domain = backend._get_left_out_domain() & Domain("id", "not in", leaving.ids)
    left_out = env["product.template"].search(domain, limit=MOST_LEFT_OUT, order="id")
    reasons = explain(backend, left_out | leaving.sudo(False))
    return [
        Fate(product.id, outcome, product.type, reasons.get(product.id, ""))
        for outcome, products in ((LEAVES, leaving), (OUT, left_out.sudo()))
        for product in products
    ]


def count_fates(fates):
    """Return {outcome: {kind: how many}}."""
    counts = {outcome: Counter() for outcome in (PUBLISH, DRAFT, OUT, LEAVES)}
    for fate in fates:
        counts[fate.outcome][fate.kind] += 1
    return counts
