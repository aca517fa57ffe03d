"""The selection of products as text: read as data, never run as code.

What the domain widget writes is literals, a few names and dates reckoned from today; all of that
is understood here, and nothing else. Code in it would run as superuser in every run, and cost
everybody who opens a product.
"""

import ast
import datetime
import operator
import re

from dateutil.relativedelta import relativedelta

from odoo.exceptions import UserError

from ..core.sentence import get_text, keep

LONGEST = 20_000
_NEGATED = ("in", "like", "ilike", "=like", "=ilike", "any")
OPERATORS = frozenset(
    {"=", "!=", "<>", "==", "=?", "<", ">", "<=", ">=", "child_of", "parent_of", *_NEGATED}
    | {f"not {name}" for name in _NEGATED}
)
# A format may ask for a width: "%999999999d" would take the memory.
_FORMAT = re.compile(r"^(?:%[a-zA-Z%]|[^%]){0,40}$")
_ARITHMETIC = {ast.Add: operator.add, ast.Sub: operator.sub}
_DATES = (datetime.date, datetime.datetime, datetime.time)
_SPANS = (datetime.timedelta, relativedelta)


def parse_domain(text, uid, companies):
    """Return the list that a domain's text stands for.

    :param str text: of the field
    :param int uid: the user that `uid` stands for
    :param list companies: what `allowed_company_ids` stands for
    :raise UnreadableError: whatever is more than literals, `uid`, `allowed_company_ids` and dates
    """
    if len(text) > LONGEST:
        raise UnreadableError("too_long")
    try:
        tree = ast.parse(text.strip() or "[]", mode="eval")
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise UnreadableError("no_list") from error
    names = {"uid": uid, "allowed_company_ids": companies, "true": True, "false": False}
    value = _Reader(names).read(tree.body)
    if not isinstance(value, list):
        raise UnreadableError("no_list")
    check_operators(value)
    return value


def check_operators(domain):
    """Refuse operators that search past the rights of the user, as ``any!`` does.

    :raise UnreadableError: if there is one
    """
    for leaf in domain:
        if not isinstance(leaf, (list, tuple)):
            continue
        if len(leaf) != 3 or not isinstance(leaf[1], str):
            raise UnreadableError("no_condition")
        if leaf[1].lower() not in OPERATORS:
            raise UnreadableError("operator", leaf[1])
        if "any" in leaf[1] and isinstance(leaf[2], (list, tuple)):
            check_operators(leaf[2])


class UnreadableError(ValueError):
    """Why a text is no selection.

    :param str reason: an entry of `get_reasons`
    :param str word: the part of the text that is meant
    """

    def __init__(self, reason, word=""):
        self.reason = reason
        self.word = word[:80]
        super().__init__(f"{reason} {self.word}".strip())


def get_reasons(env, word):
    """Return {reason: sentence}.

    :param str word: the part of the text that is meant
    """
    _ = keep(env)._
    return {
        "too_long": _("it is too long"),
        "no_list": _("it is no list of conditions"),
        "no_condition": _("a condition has a field, an operator and a value"),
        "operator": _("“%s” is no operator", word),
        "no_value": _("“%s” is no plain value", word),
        "constant": _("only texts, numbers and dates are values"),
        "unknown": _("“%s” isn't known here", word),
        "format": _("the format of a date is too long or unknown"),
    }


def tell_error(env, error):
    """Return why a selection can't be used, in the reader's language.

    :param Exception error: an `UnreadableError`, or Odoo's own: of a field that isn't there, say
    """
    if isinstance(error, UnreadableError):
        return get_reasons(env, error.word)[error.reason]
    if isinstance(error, UserError):
        return get_text(error)
    # Odoo's own words for developers, in English alone.
    return keep(env)._("Odoo can't search by it (%s)", str(error))


class _Reader:
    """Reads the tree of a text.

    :param dict names: {name: value}
    """

    def __init__(self, names):
        self.names = names

    def read(self, node):
        """Return the value of a part of the text."""
        read = getattr(self, f"read_{type(node).__name__.lower()}", None)
        if read is None:
            raise UnreadableError("no_value", ast.unparse(node))
        return read(node)

    def read_constant(self, node):
        if isinstance(node.value, (str, int, float, bool, type(None))):
            return node.value
        raise UnreadableError("constant")

    def read_list(self, node):
        return [self.read(part) for part in node.elts]

    def read_tuple(self, node):
        return tuple(self.read_list(node))

    def read_set(self, node):
        return self.read_list(node)

    def read_name(self, node):
        if node.id not in self.names:
            raise UnreadableError("unknown", node.id)
        return self.names[node.id]

    def read_unaryop(self, node):
        value = self.read(node.operand)
        if isinstance(node.op, ast.USub) and type(value) in (int, float):
            return -value
        raise UnreadableError("no_value", ast.unparse(node))

    def read_binop(self, node):
        reckon = _ARITHMETIC.get(type(node.op))
        left, right = self.read(node.left), self.read(node.right)
        if reckon and isinstance(left, _DATES) and isinstance(right, _SPANS):
            return reckon(left, right)
        if type(node.op) is ast.Add and isinstance(left, list) and isinstance(right, list):
            return left + right
        raise UnreadableError("no_value", ast.unparse(node))

    def read_call(self, node):
        args = [self.read(part) for part in node.args]
        named = {part.arg: self.read(part.value) for part in node.keywords}
        if None in named:
            raise UnreadableError("unknown", "**")
        call = _FUNCTIONS.get(ast.unparse(node.func))
        if call is None and isinstance(node.func, ast.Attribute):
            call = self.find_method(self.read(node.func.value), node.func.attr)
        if call is None:
            raise UnreadableError("unknown", ast.unparse(node.func))
        return call(*args, **named)

    def find_method(self, value, name):
        """Return what a method of a date does, None where there is none."""
        if not isinstance(value, _DATES):
            return None
        return {
            "strftime": lambda text: _format(value, text),
            "to_utc": lambda: value,
            "date": getattr(value, "date", None),
            "replace": value.replace,
        }.get(name)


def _format(value, text):
    if not isinstance(text, str) or not _FORMAT.match(text):
        raise UnreadableError("format")
    return value.strftime(text)


def _now():
    return datetime.datetime.now(datetime.timezone.utc).replace(tzinfo=None)


def _today():
    return _now().date()


# What the widget, and people after Odoo's examples, write.
_FUNCTIONS = {
    "context_today": _today,
    "relativedelta": relativedelta,
    "datetime.timedelta": datetime.timedelta,
    "datetime.date": datetime.date,
    "datetime.date.today": _today,
    "datetime.datetime": datetime.datetime,
    "datetime.datetime.now": _now,
    "datetime.datetime.today": _now,
    "datetime.datetime.utcnow": _now,
    "datetime.datetime.combine": datetime.datetime.combine,
    "datetime.time": datetime.time,
    "time.strftime": lambda text: _format(_now(), text),
}
