"""A Medusa 2.21 in memory, for tests: it keeps state, refuses what the real one refuses, and
misbehaves on demand. ``test_contract.py`` runs the same tests against it and the real server.

It knows nothing of Odoo: it turns a prepared request of ``requests`` into a response.
"""

from . import market_routes, shop_routes, stock_routes
from .misbehaviour import Misbehaviour
from .server import FakeMedusa, RecordedRequest

__all__ = [
    "FakeMedusa",
    "Misbehaviour",
    "RecordedRequest",
    "market_routes",
    "shop_routes",
    "stock_routes",
]
