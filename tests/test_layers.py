import ast
import re
from collections import defaultdict
from functools import cached_property
from pathlib import Path

from odoo.tests import tagged
from odoo.tests.common import BaseCase

ROOT = Path(__file__).parents[1]
# What stands on what: a floor imports only from those before it.
FLOORS = ("medusa", "webhook", "sync", "models/core", "models", "models/odoo", "wizards")
# The connection probe: the one place above `sync/` that asks the API itself.
PROBE = ("models/store/connection.py", "StoreApi")
CITED = re.compile(r"\b([\w/-]+\.md)\b(?:#([\w-]+))?")
# Words by which documents that aren't in the repository were cited.
ELSEWHERE = re.compile(r"medusa-admin-api|design\.md|\bshared/|\([a-z]* ?3[a-n]\)")
LARGEST_FILE = 300
LARGEST_FUNCTION = 40
MOST_METHODS = {"medusa.backend": 80, "medusa.sync.run": 35}
MOST_METHODS_ELSEWHERE = 45


class SourceFile:
    """One Python file of the addon, read once."""

    def __init__(self, path):
        self.path = path.relative_to(ROOT).as_posix()
        self.text = path.read_text()

    @cached_property
    def tree(self):
        return ast.parse(self.text)

    @property
    def floor(self):
        """The floor that the file stands on, None for tests and for what is at the top."""
        mine = [floor for floor in FLOORS if self.path.startswith(f"{floor}/")]
        return max(mine, key=len) if mine else None

    def get_imports(self):
        """Yield the paths of the addon's own modules that the file imports, from its root on."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                folder = Path(self.path).parents[node.level - 1].as_posix()
                yield "/".join(part for part in (folder, *(node.module or "").split(".")) if part)

    def get_functions(self):
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node


class Model:
    """All classes of one model: what it defines, and what it calls on others."""

    def __init__(self):
        self.methods = []
        self.called = set()

    def add(self, node):
        functions = [part for part in node.body if isinstance(part, ast.FunctionDef)]
        # A method that several rooms extend counts in each of them.
        self.methods += [function.name for function in functions]
        for part in ast.walk(node):
            if isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
                self.called.add(part.func.attr)


def read_files(*folders):
    """Return the Python files of some folders of the addon."""
    paths = [path for folder in folders for path in sorted((ROOT / folder).rglob("*.py"))]
    return [SourceFile(path) for path in paths]


def get_model_name(node):
    """Return the name of the model that a class defines or extends, or None."""
    found = {}
    for part in node.body:
        if isinstance(part, ast.Assign) and isinstance(part.targets[0], ast.Name):
            found[part.targets[0].id] = part.value
    value = found.get("_name", found.get("_inherit"))
    return value.value if isinstance(value, ast.Constant) else None


def read_models(files):
    """Return {name: Model} of all models that the addon defines or extends."""
    models = defaultdict(Model)
    for file in files:
        for node in file.tree.body:
            if isinstance(node, ast.ClassDef) and get_model_name(node):
                models[get_model_name(node)].add(node)
    return dict(models)


def get_calls(models):
    """Return {name: names of the models it calls}.

    One model calls another if it calls a private method that this other one alone defines.
    """
    owners = defaultdict(set)
    for name, model in models.items():
        for method in model.methods:
            if method.startswith("_") and not method.startswith("__"):
                owners[method].add(name)
    return {
        name: {
            owner
            for method in model.called
            if len(owners.get(method, ())) == 1
            for owner in owners[method]
            if owner != name
        }
        for name, model in models.items()
    }


def get_circles(calls):
    """Return the sets of models that reach each other by calls."""
    reached = {name: reach(calls, name) for name in calls}
    circles = {
        frozenset(other for other in reached[name] if name in reached[other]) | {name}
        for name in calls
        if name in reached[name]
    }
    return sorted(sorted(circle) for circle in circles)


def reach(calls, name):
    """Return all models that one reaches by calls."""
    found, todo = set(), list(calls[name])
    while todo:
        current = todo.pop()
        if current not in found:
            found.add(current)
            todo += calls.get(current, ())
    return found


@tagged("post_install", "-at_install")
class TestLayers(BaseCase):
    """The house keeps its floors, and its calls go in one direction."""

    def test_no_import_upwards(self):
        wrong = []
        for file in read_files("medusa", "webhook", "sync", "models", "wizards"):
            for imported in file.get_imports():
                if self.is_above(imported, file.floor):
                    wrong.append(f"{file.path} imports {imported}")
        self.assertEqual(wrong, [])

    def is_above(self, imported, floor):
        mine = [row for row in FLOORS if f"{imported}/".startswith(f"{row}/")]
        return bool(mine) and FLOORS.index(max(mine, key=len)) > FLOORS.index(floor)

    def test_core_names_no_subject(self):
        rooms = {
            path.name
            for path in (ROOT / "models").iterdir()
            if path.is_dir() and path.name[0] != "_"
        } - {"core"}
        named = [
            f"{file.path} imports {imported}"
            for file in read_files("models/core")
            for imported in file.get_imports()
            if imported.split("/")[1:2] and imported.split("/")[1] in rooms
        ]
        self.assertEqual(named, [])

    def test_only_the_engines_call_the_api(self):
        wrong = []
        for file in read_files("models", "wizards"):
            for node in ast.walk(file.tree):
                name = node.func.id if self.is_plain_call(node) else ""
                if name.endswith("Api") and (file.path, name) != PROBE:
                    wrong.append(f"{file.path}:{node.lineno} calls {name}")
        self.assertEqual(wrong, [])

    def is_plain_call(self, node):
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)

    def test_engines_know_neither_orm_nor_clock(self):
        wrong = [
            f"{file.path} imports {name}"
            for file in read_files("medusa", "webhook", "sync")
            for node in ast.walk(file.tree)
            for name in self.get_absolute_imports(node)
            if name == "odoo" or (name == "time" and file.path.startswith("sync/"))
        ]
        self.assertEqual(wrong, [])

    def get_absolute_imports(self, node):
        if isinstance(node, ast.Import):
            return [alias.name.split(".")[0] for alias in node.names]
        if isinstance(node, ast.ImportFrom) and not node.level:
            return [node.module.split(".")[0]]
        return []

    def test_no_circle_of_calls_is_larger_than_two(self):
        circles = get_circles(get_calls(read_models(read_files("models", "wizards"))))
        self.assertEqual([circle for circle in circles if len(circle) > 2], [])

    def test_circles_are_seen(self):
        calls = {"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}, "e": {"f"}, "f": {"e"}}
        self.assertEqual(get_circles(calls), [["a", "b", "c"], ["e", "f"]])


@tagged("post_install", "-at_install")
class TestSizes(BaseCase):
    """What grows too large to be read at once is divided."""

    def test_files(self):
        large = [
            f"{file.path}: {count} lines"
            for file in read_files("medusa", "webhook", "sync", "models", "wizards")
            if (count := len(file.text.splitlines())) > LARGEST_FILE
        ]
        self.assertEqual(large, [])

    def test_functions(self):
        large = [
            f"{file.path}: {node.name} has {count} lines"
            for file in read_files("medusa", "webhook", "sync", "models", "wizards")
            for node in file.get_functions()
            if (count := self.count_lines(node)) > LARGEST_FUNCTION
            # A text for each failure is a table, not a function's work.
            and node.name != "_get_failure_texts"
        ]
        self.assertEqual(large, [])

    def count_lines(self, node):
        """Return how many lines of a function are code: its docstring is no work."""
        has_docstring = ast.get_docstring(node, clean=False) is not None
        body = node.body[1:] if has_docstring else node.body
        return node.end_lineno - body[0].lineno + 1 if body else 0

    def test_methods_of_models(self):
        models = read_models(read_files("models", "wizards"))
        many = {
            name: len(model.methods)
            for name, model in models.items()
            if len(model.methods) > MOST_METHODS.get(name, MOST_METHODS_ELSEWHERE)
        }
        self.assertEqual(many, {})


@tagged("post_install", "-at_install")
class TestCitations(BaseCase):
    """A comment cites what a reader of the repository can open."""

    def test_documents_are_in_the_repository(self):
        missing = [
            f"{file.path}: {match[0]}"
            for file in self.read_all()
            for match in CITED.finditer(file.text)
            if not self.is_there(match[1], match[2])
        ]
        self.assertEqual(missing, [])

    def test_no_document_of_another_place(self):
        cited = [
            f"{file.path}: {match[0]}"
            for file in self.read_all()
            for match in ELSEWHERE.finditer(file.text)
        ]
        self.assertEqual(cited, [])

    def read_all(self):
        files = read_files("medusa", "webhook", "sync", "models", "wizards", "tests", "dev")
        files += [SourceFile(path) for path in sorted(ROOT.glob("*.py"))]
        # This file names what it looks for, and so does the test of the documentation.
        return [
            file
            for file in files
            if not file.path.startswith(("tests/test_layers", "tests/test_docs"))
        ]

    def is_there(self, name, anchor):
        path = ROOT / name
        return path.is_file() and (not anchor or f'id="{anchor}"' in path.read_text())
