import logging
from urllib.parse import quote

from odoo import api, models

from ...webhook.address import get_placeholders
from ..core.transaction import new_env, record
from ..run.run import OPEN_STATES
from .change import KINDS
from .store import TARGET

_logger = logging.getLogger(__name__)

# What one message names of a kind, and what one says by its address, which is to stay short.
PER_MESSAGE = 500
PER_ADDRESS = 50
# In letters: servers and proxies take addresses of 8,000 at the most.
LONGEST = 2000
# More messages at once than that are one that says that everything changed.
MOST_MESSAGES = 400
# What stands in an address instead of names, where too many changed or nobody counted them.
ALL = "*"
# What Medusa's own storefront calls its caches, see docs/storefront.md.
TAGS = {
    "product": "products",
    "price_list": "products",
    "shared": "products",
    "category": "categories",
    "collection": "collections",
}


class MedusaSyncRun(models.Model):
    """A run that comes to an end, or to a question, is what the site is told after."""

    _inherit = "medusa.sync.run"

    def write(self, vals):
        result = super().write(vals)
        is_over = "state" in vals and vals["state"] not in OPEN_STATES
        if is_over and any(backend._tells_storefront() for backend in self.backend_id):
            self.env["medusa.webhook.message"]._trigger_sudo()
        return result


class MedusaWebhookMessage(models.Model):
    _inherit = "medusa.webhook.message"

    @api.model
    def _collect(self):
        result = super()._collect()
        with new_env(self.env) as env:
            groups = env["medusa.storefront.change"]._read_group([], ["backend_id"])
            for [backend] in groups:
                try:
                    record(env, lambda backend=backend: tell_storefront(backend))
                except Exception:
                    # One store's trouble must not stop the others.
                    env.cr.rollback()
                    _logger.warning("%s: its site isn't told", backend.id, exc_info=True)
        return result


def tell_storefront(backend):
    """Put all that changed in a store into messages to its site.

    :param backend: `medusa.backend`
    """
    if not backend._is_own_database():
        return
    changes = backend.env["medusa.storefront.change"].search([("backend_id", "=", backend.id)])
    if backend._tells_storefront():
        for body in make_bodies(changes, backend.storefront_url):
            backend._put_webhook(TARGET, body)
    changes.unlink()


def make_bodies(changes, address):
    """Return what the messages say that name all changes.

    :param changes: `medusa.storefront.change` of one store
    :param str address: see `webhook.address`
    """
    named = {kind: rows.mapped("name") for kind, rows in changes.grouped("kind").items()}
    lists = {field: named.get(kind, []) for kind, field in KINDS.items() if field}
    asked = get_placeholders(address)
    if asked:
        lists = fit_into_address(lists, asked, "shared" in named)
        if not any(lists.values()) and "tags" not in asked:
            # An address says no more than it has places for.
            return []
    parts = {field: cut(names, bool(asked)) for field, names in lists.items()}
    count = max(map(len, parts.values()), default=1)
    is_everything = count > MOST_MESSAGES
    shared = {
        "event": "changed",
        "store": changes.backend_id.medusa_store_id or None,
        "tags": sorted({TAGS[kind] for kind in named}),
        # Pages of further products changed as well, which are not named.
        "all_products": is_everything or "shared" in named,
    }
    if is_everything:
        return [shared | dict.fromkeys(lists, [])]
    return [
        shared | {field: mine[index] if index < len(mine) else [] for field, mine in parts.items()}
        for index in range(max(count, 1))
    ]


def fit_into_address(lists, asked, is_shared):
    """Return the lists that an address has places for; `ALL` stands for what can't be named.

    :param dict lists: {field: names}
    :param asked: the placeholders of the address
    :param bool is_shared: whether pages of products changed that nobody has counted
    """
    lists = {field: names for field, names in lists.items() if field in asked}
    fitting = {
        field: [ALL] if len(cut(names, True)) > MOST_MESSAGES else names
        for field, names in lists.items()
    }
    if is_shared and "handles" in fitting:
        fitting["handles"] = [ALL]
    return fitting


def cut(names, is_address):
    """Return lists of names that each fit into a message."""
    most = PER_ADDRESS if is_address else PER_MESSAGE
    parts, length = [], 0
    for name in names:
        # In an address, a letter that isn't plain takes up to twelve places.
        length += len(quote(name))
        if not parts or len(parts[-1]) == most or (is_address and length > LONGEST):
            parts.append([])
            length = len(quote(name))
        parts[-1].append(name)
    return parts
