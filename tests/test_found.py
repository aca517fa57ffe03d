import ast
from pathlib import Path

from odoo.tests import tagged
from odoo.tests.common import BaseCase

# By this a class says that Odoo shall run the tests that it inherits as well.
FLAG = "allow_inherited_tests_method"


@tagged("post_install", "-at_install")
class TestFound(BaseCase):
    """Odoo finds each test: one that stands in a mixin is left out where nothing asks for it."""

    def test_inherited_tests_are_run(self):
        self.classes = {}
        for path in sorted(Path(__file__).parent.rglob("*.py")):
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.ClassDef):
                    self.classes.setdefault(node.name, []).append(node)
        left = {
            name: sorted(tests)
            for name in self.classes
            if name.startswith("Test") and (tests := self.find_left_out(name))
        }
        self.assertEqual(left, {})

    def find_left_out(self, name):
        """Return the tests that a class inherits and that nobody runs."""
        families = [self.get_family(node) for node in self.classes[name]]
        return {
            test
            for own, *others in families
            if FLAG not in {key for node in (own, *others) for key in self.get_names(node)}
            for node in others
            for test in self.get_names(node)
            if test.startswith("test_")
        }

    def get_family(self, node):
        """Return a class and all that it inherits from here."""
        names = [base.id for base in node.bases if isinstance(base, ast.Name)]
        found = [parent for name in names for parent in self.classes.get(name, ())]
        return [node, *(each for parent in found for each in self.get_family(parent))]

    def get_names(self, node):
        """Return what the body of a class defines."""
        for item in node.body:
            if isinstance(item, ast.FunctionDef):
                yield item.name
            elif isinstance(item, ast.Assign):
                yield from (target.id for target in item.targets if isinstance(target, ast.Name))
