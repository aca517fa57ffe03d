import ast
import importlib
import sys
import threading
from pathlib import Path
from types import MappingProxyType, ModuleType

from odoo.tests import BaseCase, tagged

from .. import medusa
from ..medusa.client import MedusaClient
from ..medusa.packing import encode
from ..medusa.products import ProductApi
from .support.common import FakeMedusaMixin

FOLDER = Path(medusa.__file__).parent
MODULES = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem != "__init__")
# Who may know how requests are sent.
SENDERS = {
    "client": {"requests"},
    "transport": {"requests", "urllib3"},
    "bounds": {"requests", "urllib3"},
}
CONSTANTS = (str, bytes, int, float, tuple, frozenset, MappingProxyType, type(None))


@tagged("post_install", "-at_install")
class TestClientAlone(FakeMedusaMixin, BaseCase):
    """The client stands by itself: without Odoo, without a memory, in any thread."""

    def test_nothing_but_python_is_imported(self):
        for name in MODULES:
            with self.subTest(module=name):
                others = self.imported(name) - set(sys.stdlib_module_names)
                self.assertEqual(others, SENDERS.get(name, set()))

    def imported(self, name):
        """Return what a module imports from outside the client."""
        found = set()
        for node in ast.walk(ast.parse((FOLDER / f"{name}.py").read_text())):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                self.assertIn(node.level, (0, 1), "an import from above the client")
                found |= {node.module.partition(".")[0]} if not node.level else set()
        return found

    def test_modules_remember_nothing(self):
        for name in MODULES:
            module = importlib.import_module(f"{medusa.__name__}.{name}")
            for key, value in vars(module).items():
                if not key.startswith("__") and not self.is_constant(value):
                    self.fail(f"{name}.{key} can be changed: {value!r}")

    def is_constant(self, value):
        """Tell whether a module's name stands for something that does not change."""
        if isinstance(value, (*CONSTANTS, type, ModuleType)) or callable(value):
            return True
        # Aliases of types, patterns, loggers, what Python is asked for by "from __future__".
        return type(value).__module__ in ("typing", "types", "re", "logging", "__future__")

    def test_a_client_for_each_thread(self):
        """Counters, rows and failures of one don't reach the other."""
        items = [
            {"title": f"Shirt {number}", "options": [{"title": "Size", "values": ["S"]}]}
            for number in range(40)
        ]
        self.fake.call("POST", "/admin/products/batch", {"create": items})
        clients = [MedusaClient(self.fake.url, self.fake.api_key) for _number in range(4)]
        start, found = threading.Barrier(len(clients)), {}

        def work(number):
            products = ProductApi(clients[number])
            start.wait(10)
            for _time in range(number + 1):
                pages = list(products.iter_pages("id", 5))
            products.batch("delete", [encode("prod_nope")])
            found[number] = [row["id"] for page in pages for row in page]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
        for number, client in enumerate(clients):
            self.assertEqual(found[number], sorted(self.fake.state.products))
            self.assertEqual((client.requests, client.writes), (10 * (number + 1) + 1, 1))
