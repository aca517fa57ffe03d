"""Sentences that are kept: what they say is made when they are read, in the reader's language.

A cron speaks English, and whoever reads what it wrote may not. So the words that it keeps know
what they were made of, through all values that carry them from where something was found to where
it is written down.
"""

from odoo.tools.translate import get_translation

MODULE = "medusa_connector"


class Sentence(str):
    """A text in the language of whoever made it, and what it was made of.

    :ivar list facts: JSON: [source, values], or [None, parts] of several that were put together
    """

    facts: list

    def __new__(cls, text, facts):
        sentence = super().__new__(cls, text)
        sentence.facts = facts
        return sentence

    def __add__(self, other):
        return join("", [self, other])

    def __radd__(self, other):
        return join("", [other, self])


class Keeper:
    """Translates as `env._` does, but what it returns can be read in other languages later."""

    def __init__(self, env):
        self.env = env

    def _(self, source, *args, **kwargs):
        """Return a sentence.

        :param source: a literal: it is what the translation is found by
        """
        values = kwargs or args
        text = get_translation(MODULE, self.env.lang or "en_US", source, values)
        if kwargs:
            return Sentence(text, [source, {key: _pack(kwargs[key]) for key in kwargs}])
        return Sentence(text, [source, [_pack(value) for value in args]])


def keep(env):
    """Return what makes sentences that are kept: `keep(env)._("…")`."""
    return Keeper(env)


def join(separator, parts):
    """Return texts in a row, as a sentence if any of them is one."""
    parts = list(parts)
    text = str.join(separator, parts)
    if not any(isinstance(part, Sentence) for part in parts):
        return text
    packed = [_pack(part) for part in parts]
    between = [entry for part in packed for entry in (separator, part)][1:]
    return Sentence(text, [None, between if separator else packed])


def join_sentences(parts):
    """Return texts as one, each closed by a full stop but the last; empty ones are left out.

    What a store answers seldom ends as a sentence does.
    """
    texts = [part for part in parts if part]
    closed = [_close(text) for text in texts[:-1]]
    return join(" ", [*closed, *texts[-1:]])


def say_of(env, name, text):
    """Return what is said of something, after its name; a sentence, which may be kept.

    Not every language writes a colon as English does.
    """
    return keep(env)._("%(name)s: %(text)s", name=name, text=text)


def get_facts(text):
    """Return what a text is made of; False of one that is no sentence: it stays as it is."""
    return text.facts if isinstance(text, Sentence) else False


def get_text(error):
    """Return the words of an exception: `str` would forget what they are made of."""
    return error.args[0] if error.args and isinstance(error.args[0], str) else str(error)


def restore(text, facts):
    """Return a text that was kept, as it was before."""
    return Sentence(text, facts) if text and facts else text


def tell(env, text, facts):
    """Return a text that was kept in the reader's language.

    :param text: as it was kept
    :param facts: see `get_facts`
    """
    return _render(env.lang or "en_US", facts) if text and facts else text


def _close(text):
    # A quotation, or a bracket, may end after its own full stop.
    is_closed = text.rstrip().rstrip("\"'”»)]").rstrip().endswith((".", "!", "?", "…", ":", ";"))
    return text if is_closed else join("", [text.rstrip(), "."])


def _pack(value):
    if isinstance(value, Sentence):
        return value.facts
    return value if isinstance(value, (str, int, float)) else str(value)


def _render(lang, facts):
    if not isinstance(facts, list):
        return facts
    source, values = facts
    if source is None:
        return "".join(str(_render(lang, part)) for part in values)
    if isinstance(values, dict):
        filled = {key: _render(lang, value) for key, value in values.items()}
    else:
        filled = tuple(_render(lang, value) for value in values)
    return get_translation(MODULE, lang, source, filled)
