"""A very small zod: the kinds of schema that Medusa's validators use, with its messages.

Medusa words an issue by where it is: below a list a wrong type is called "required"
(framework/dist/zod/zod-helpers.js), and only three issues are told.
"""

from .errors import invalid

STATUSES = ("draft", "proposed", "published", "rejected")

_MISSING = object()


class Kind:
    """A value of one kind; ``null`` and absence are refused unless allowed."""

    expected = ""

    def __init__(self, *, optional=False, nullable=False):
        self.optional = optional
        self.nullable = nullable

    def check(self, value, path, issues):
        if value is _MISSING:
            if not self.optional:
                issues.append((path, self.expected, value))
        elif value is None:
            if not self.nullable:
                issues.append((path, self.expected, value))
        elif not self.accepts(value):
            issues.append((path, self.expected, value))
        else:
            self.check_inside(value, path, issues)

    def accepts(self, value):
        raise NotImplementedError

    def check_inside(self, value, path, issues):
        """Check what the value holds."""


class String(Kind):
    expected = "string"

    def accepts(self, value):
        return isinstance(value, str)


class Number(Kind):
    expected = "number"

    def accepts(self, value):
        return isinstance(value, int | float) and not isinstance(value, bool)


class Boolean(Kind):
    expected = "boolean"

    def accepts(self, value):
        return isinstance(value, bool) or value in ("true", "false")


class Choice(Kind):
    """One of a few words."""

    def __init__(self, *words, **kw):
        super().__init__(**kw)
        self.expected = words

    def accepts(self, value):
        return value in self.expected


class Status(Choice):
    def __init__(self, **kw):
        super().__init__(*STATUSES, **kw)


class Record(Kind):
    """An object with any keys; ``of`` checks each value."""

    expected = "record"

    def __init__(self, of=None, **kw):
        super().__init__(**kw)
        self.of = of

    def accepts(self, value):
        return isinstance(value, dict)

    def check_inside(self, value, path, issues):
        for key, item in value.items():
            if self.of:
                self.of.check(item, (*path, key), issues)


class Array(Kind):
    expected = "array"

    def __init__(self, of, **kw):
        super().__init__(**kw)
        self.of = of

    def accepts(self, value):
        return isinstance(value, list)

    def check_inside(self, value, path, issues):
        for index, item in enumerate(value):
            self.of.check(item, (*path, index), issues)


class Object(Kind):
    """An object with known keys; unknown ones are refused, or dropped when not ``strict``."""

    expected = "object"

    def __init__(self, fields, *, strict=True, **kw):
        super().__init__(**kw)
        self.fields = fields
        self.strict = strict

    def accepts(self, value):
        return isinstance(value, dict)

    def check_inside(self, value, path, issues):
        for key, kind in self.fields.items():
            kind.check(value.get(key, _MISSING), (*path, key), issues)
        unknown = [key for key in value if key not in self.fields]
        if unknown and self.strict:
            issues.append((path, f"Unrecognized fields: '{', '.join(unknown)}'", _MISSING))


class OneOf(Kind):
    """A union: the kind that fits by its outer form decides."""

    def __init__(self, *kinds, **kw):
        super().__init__(**kw)
        self.kinds = kinds
        self.expected = ", ".join(kind.expected for kind in kinds)

    def accepts(self, value):
        return any(kind.accepts(value) for kind in self.kinds)

    def check_inside(self, value, path, issues):
        results = []
        for kind in self.kinds:
            found = []
            kind.check(value, path, found)
            results.append(found)
        if all(results):
            issues.extend(results[0])


class Refused(Kind):
    """A field that was removed: its presence is an error with words of its own."""

    def __init__(self, message):
        super().__init__(optional=True, nullable=True)
        self.message = message

    def check(self, value, path, issues):
        if value is not _MISSING:
            issues.append((path, self.message, _MISSING))


def validate(kind, body):
    """Raise the 400 that Medusa answers when ``body`` does not fit."""
    issues = []
    kind.check(body, (), issues)
    if issues:
        told = "; ".join(_word(*issue) for issue in issues[:3])
        raise invalid(f"Invalid request: {told}")


def _word(path, expected, value):
    where = ", ".join(str(part) for part in path)
    if value is _MISSING and " " in expected:
        return expected
    below_list = any(isinstance(part, int) for part in path)
    if value is _MISSING or below_list or not path:
        return f"Field '{where}' is required"
    told = "null" if value is None else "[object Object]" if isinstance(value, dict) else value
    if isinstance(expected, tuple):
        return f"Expected: '{', '.join(expected)}' for field '{where}', but got: '{told}'"
    return f"Expected type: '{expected}' for field '{where}', got: '{told}'"
