import re
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..medusa.versions import FEATURES, MINIMUM, has, parse_version

ADDON = Path(__file__).resolve().parents[1]
_ROW = re.compile(r"^\| `(\w+)` \| ([\d.]+) \| .*\]\(#([\w-]+)\)", re.MULTILINE)


@tagged("post_install", "-at_install")
class TestVersions(BaseCase):
    """What older Medusas lack stands once, and the pages say the same."""

    def read(self, name):
        return (ADDON / name).read_text(encoding="utf-8")

    def test_the_page_says_the_same(self):
        told = {name: (since, anchor) for name, since, anchor in
                _ROW.findall(self.read("docs/medusa-api.md"))}  # fmt: skip
        known = {name: (row.since, row.anchor) for name, row in FEATURES.items()}
        self.assertEqual(told, known)

    def test_the_minimum_is_what_is_needed(self):
        needed = [row.since for row in FEATURES.values() if row.is_needed]
        self.assertEqual(MINIMUM, "2.17.0")
        self.assertTrue(all(parse_version(since) <= parse_version(MINIMUM) for since in needed))
        self.assertIn(f"Medusa {MINIMUM} or newer", self.read("README.md"))
        lock = self.read(f"dev/medusa/package-lock-{MINIMUM}.json")
        self.assertIn(f'"@medusajs/medusa": "{MINIMUM}"', lock)

    def test_versions_are_compared_as_numbers(self):
        self.assertTrue(has("2.100.0", "product_options"))
        self.assertTrue(has("2.17.0", "product_options"))
        self.assertFalse(has("2.16.9", "product_options"))
        self.assertFalse(has("2.9.0", "product_options"))
        self.assertTrue(has("2.17.0-preview-20260101", "product_options"))

    def test_each_entry_is_looked_at(self):
        """By a test that holds with it and without it, or because all that work have it."""
        features = self.read("tests/contract/features.py")
        for name, row in FEATURES.items():
            if parse_version(row.since) > parse_version(MINIMUM):
                self.assertIn(f'self.has("{name}")', features, name)
