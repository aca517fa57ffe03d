import functools
import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

ADDON = Path(__file__).resolve().parents[1]
README_LINES = 150
LINE_LENGTH = 120

_FENCE = re.compile(r"^ *```.*?^ *```", re.DOTALL | re.MULTILINE)
_CODE = re.compile(r"`([^`\n]+)`")
_LINK = re.compile(r"\[[^\[\]]*\]\(([^()\s]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)
_ANCHOR = re.compile(r'<a id="([^"]+)"></a>')
# What a heading's anchor has of its text: letters, digits, spaces, hyphens, underscores.
_SILENT = re.compile(r"[^\w\- ]")
# A page of the repository that a comment cites, with an anchor or without.
_CITED = re.compile(r"\b([\w/-]+\.md)(?:#([\w-]+))?")
# `_hook` or `some.model._hook`; `medusa.backend.setting`
_HOOK = re.compile(r"(?:[a-z_.]+\.)?(_[a-z]\w+)")
_SETTING = re.compile(r"medusa\.backend\.([a-z]\w+)")


@functools.cache
def read(file):
    """Return the text of a file."""
    return file.read_text(encoding="utf-8")


@functools.cache
def get_anchors(file):
    """Return what a link into a page may point to: its own anchors, and those of its headings."""
    text = _FENCE.sub("", read(file))
    titles = _HEADING.findall(text)
    slugs = [_SILENT.sub("", title).lower().replace(" ", "-") for title in titles]
    return [*_ANCHOR.findall(text), *slugs]


def get_targets(file):
    """Return the relative links and pictures of a page."""
    text = _CODE.sub("", _FENCE.sub("", read(file)))
    return [target for target in _LINK.findall(text) if "://" not in target]


@tagged("post_install", "-at_install")
class TestDocs(BaseCase):
    """README and docs/ can be read in full, lead somewhere, and name what there is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pages = [ADDON / "README.md", ADDON / "CHANGELOG.md"]
        cls.pages += sorted((ADDON / "docs").glob("*.md"))
        files = sorted((ADDON / "models").rglob("*.py"))
        cls.models = "\n".join(read(file) for file in files)

    def test_readme_is_short(self):
        self.assertLessEqual(len(read(ADDON / "README.md").splitlines()), README_LINES)

    def test_lines_fit_a_screen(self):
        long = [
            f"{page.name}:{number}: {len(line)} characters"
            for page in self.pages
            for number, line in enumerate(read(page).splitlines(), start=1)
            if len(line) > LINE_LENGTH
        ]
        self.assertFalse(long)

    def test_links_lead_somewhere(self):
        broken = [
            f"{page.name}: {target}"
            for page in self.pages
            for target in get_targets(page)
            if not self._resolves(page, target)
        ]
        self.assertFalse(broken)

    def _resolves(self, page, target):
        name, _hash, anchor = target.partition("#")
        file = (page.parent / name).resolve() if name else page
        if ADDON not in file.parents or not file.exists():
            return False
        return not anchor or anchor in get_anchors(file)

    def test_comments_cite_what_is_here(self):
        dead = [
            f"{file.relative_to(ADDON)}: {name}#{anchor}"
            for folder in ("medusa", "sync", "models", "wizards", "tests", "dev")
            for file in sorted((ADDON / folder).rglob("*.py"))
            for name, anchor in _CITED.findall(read(file))
            if file != Path(__file__).resolve() and not self._is_here(name, anchor)
        ]
        self.assertFalse(dead)

    def _is_here(self, name, anchor):
        file = ADDON / name
        return file.exists() and (not anchor or anchor in get_anchors(file))

    def test_every_page_is_in_the_readme(self):
        targets = {target.partition("#")[0] for target in get_targets(ADDON / "README.md")}
        pages = {str(page.relative_to(ADDON)) for page in self.pages[1:]}
        self.assertFalse(pages - targets)

    def test_own_anchors_are_unique(self):
        for page in self.pages:
            anchors = _ANCHOR.findall(read(page))
            doubled = {anchor for anchor in anchors if anchors.count(anchor) > 1}
            self.assertFalse(doubled, page.name)

    def test_hooks_exist(self):
        hooks = self._get_named(_HOOK)
        self.assertGreater(len(hooks), 15)
        self.assertFalse({name for name in hooks if f"def {name}(" not in self.models})

    def test_hooks_of_the_example_exist(self):
        example = "".join(_FENCE.findall(read(ADDON / "docs" / "extend.md")))
        hooks = set(re.findall(r"super\(\)\.(\w+)\(", example))
        self.assertTrue(hooks)
        self.assertFalse({name for name in hooks if f"def {name}(" not in self.models})

    def test_settings_exist(self):
        settings = self._get_named(_SETTING)
        self.assertGreater(len(settings), 30)
        self.assertFalse(
            {
                name
                for name in settings
                if not re.search(rf"^    {name} = fields\.", self.models, re.MULTILINE)
            }
        )

    def _get_named(self, pattern):
        """Return what `docs/extend.md` names in the form of the pattern."""
        text = _FENCE.sub("", read(ADDON / "docs" / "extend.md"))
        found = (pattern.fullmatch(code) for code in _CODE.findall(text))
        return {match[1] for match in found if match}
