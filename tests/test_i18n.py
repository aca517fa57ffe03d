import io
import re
from pathlib import Path

import polib

from odoo.tests import TransactionCase, tagged
from odoo.tools.misc import file_path
from odoo.tools.translate import trans_export

_PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[a-z]|%[.\d]*[sdf]|\{\w*\}|<[^>]+>")
# What a reader of a page hears may differ within a tag.
_SPOKEN = re.compile(r'(aria-label|title)="[^"]*"')
# A name and what is said of it, put together as English does: `core.sentence.say_of` does it.
_JOINED = re.compile(r"""f"[^"{]*\{[^"]*\}: \{|join\(": "|f"\{[^"]*\}:"(?!\w)""")
_CALL = re.compile(r"""\b_\(\s*"([^"]*)\"""")
# What no person reads in a language.
_TECHNICAL = "__name__"
# Fields of the chatter: which there are depends on the apps that are installed beside us.
_CHATTER = re.compile(
    r"field_medusa_\w+__(activity|has_message|message|my_activity|rating|website_message)"
)


@tagged("post_install", "-at_install")
class TestI18n(TransactionCase):
    """The template holds every text of the addon, and the French translation all of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.template = cls._read("medusa_connector.pot")
        cls.french = cls._read("fr.po")

    @classmethod
    def _read(cls, name):
        return polib.pofile(file_path(f"medusa_connector/i18n/{name}"))

    def _export(self):
        with io.BytesIO() as buffer:
            trans_export(None, ["medusa_connector"], buffer, "po", self.env)
            return polib.pofile(buffer.getvalue().decode())

    def _get_texts(self, entries):
        """Return the texts of the addon's own, without those of the chatter's fields."""
        return {
            entry.msgid
            for entry in entries
            if not all(_CHATTER.search(place) for place, _line in entry.occurrences)
        }

    def _get_placeholders(self, text):
        return sorted(_SPOKEN.sub("", found) for found in _PLACEHOLDER.findall(text))

    def test_names_in_two_languages(self):
        """A name that is made in the reader's language isn't kept for the next reader."""
        contexts = self.env.registry.field_depends_context
        made = set()
        for model in self.env.values():
            if model._abstract or not model._name.startswith("medusa."):
                continue
            named_by = model._fields.get(model._rec_name)
            is_own = "medusa_connector" in type(model)._compute_display_name.__module__
            if is_own or "lang" in contexts.get(named_by, ()):
                made.add(model._name)
                self.assertIn("lang", contexts[model._fields["display_name"]], model._name)
        self.assertIn("medusa.alarm", made)

    def test_template(self):
        """The template is what Odoo exports; README, “Development”, says how to renew it."""
        expected, present = self._get_texts(self._export()), self._get_texts(self.template)
        self.assertFalse(expected - present, "texts that the template lacks")
        self.assertFalse(present - expected, "texts that are no longer used")

    def test_complete(self):
        """Every text has a French one that nobody doubts."""
        translated = {entry.msgid for entry in self.french.translated_entries()}
        wanted = {entry.msgid for entry in self.template}
        self.assertFalse(wanted - translated, "texts without a French translation")
        self.assertFalse(translated - wanted, "translations of texts that are no longer used")
        self.assertFalse(self.french.fuzzy_entries())
        self.assertFalse(self.french.obsolete_entries())

    def test_colons(self):
        """French writes “name : text”: no sentence is put together by a colon in the code."""
        root = Path(file_path("medusa_connector"))
        joined = [
            f"{file.relative_to(root)}:{number}"
            for folder in ("models", "wizards", "controllers")
            for file in sorted((root / folder).rglob("*.py"))
            for number, line in enumerate(file.read_text().splitlines(), 1)
            if _JOINED.search(line) and _TECHNICAL not in line
        ]
        self.assertEqual(joined, [])

    def test_each_can_be_translated(self):
        """Odoo leaves out what has no more than one letter: "%s:" has none for its template."""
        root = Path(file_path("medusa_connector"))
        lost = [
            (file.name, text)
            for folder in ("models", "wizards")
            for file in sorted((root / folder).rglob("*.py"))
            for text in _CALL.findall(file.read_text())
            if "%" in text and len(re.sub(r"\W+", "", text)) <= 1
        ]
        self.assertEqual(lost, [])

    def test_placeholders(self):
        """What is filled in, and the tags around it, are the same in French."""
        for entry in self.french:
            with self.subTest(text=entry.msgid):
                self.assertEqual(
                    self._get_placeholders(entry.msgstr), self._get_placeholders(entry.msgid)
                )
