"""What can be asked of a product: one list, of which each store chooses.

A further check is an entry here and a field `readiness_<name>` of the store, see `store`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .content import CONTENT
from .kinds import KINDS
from .lack import Lack

# {name: what of a product is missing, None where nothing is}
CHECKS: dict[str, Callable[["Facts"], Lack | None]] = {**CONTENT, **KINDS}
# {name: who owns what it asks for}: what is Medusa's own is nothing to ask for in Odoo.
_OWNERS = {
    "picture": "pictures",
    "price": "prices",
    "description": "description",
    "category": "categories",
}


@dataclass(frozen=True)
class Facts:
    """What a check looks at.

    :param env: of the store's language
    :param product: one `product.template`, as the store sees it
    :param payload: what is to be pushed of it, see `medusa.product.serializer`
    :param Shared shared: see `product.context`
    """

    env: Any
    product: Any
    payload: dict[str, Any]
    shared: Any


def get_checks(backend):
    """Return [(name, level, check)] of what a store asks of its products.

    :param backend: `medusa.backend`
    """
    owners = backend._get_owners()
    return [
        (name, backend[f"readiness_{name}"], check)
        for name, check in CHECKS.items()
        if backend[f"readiness_{name}"] != "off" and owners.get(_OWNERS.get(name)) != "never"
    ]
