"""Set up and run what the addon is developed against: Odoo, PostgreSQL, Medusa, a browser.

Whoever imports this goes on in a Python that has ``requirements-tools.txt``, which is installed
first where it is missing. What is needed until then uses the standard library only: ``paths``,
``shell``, ``install``, ``debian``, ``venv`` and ``program``.
"""

from .program import catch_signals
from .venv import enter_tools

catch_signals()
enter_tools()
