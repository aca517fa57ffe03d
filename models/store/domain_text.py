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
    :raise ValueError: whatever is more than literals, `uid`, `allowed_company_ids` and dates
    """
    if len(text) > LONGEST:
        raise ValueError("it is too long")
    try:
        tree = ast.parse(text.strip() or "[]", mode="eval")
    except (SyntaxError, MemoryError, RecursionError) as error:
        raise ValueError("it is no list of conditions") from error
    names = {"uid": uid, "allowed_company_ids": companies, "true": True, "false": False}
    value = _Reader(names).read(tree.body)
    if not isinstance(value, list):
        raise ValueError("it is no list of conditions")  # noqa: TRY004 as whatever else it is
    check_operators(value)
    return value


def check_operators(domain):
    """Refuse operators that search past the rights of the user, as ``any!`` does.

    :raise ValueError: if there is one
    """
    for leaf in domain:
        if not isinstance(leaf, (list, tuple)):
            continue
        if len(leaf) != 3 or not isinstance(leaf[1], str):
            raise ValueError("a condition has a field, an operator and a value")
        if leaf[1].lower() not in OPERATORS:
            raise ValueError(f"“{leaf[1]}” is no operator")
        if "any" in leaf[1] and isinstance(leaf[2], (list, tuple)):
            check_operators(leaf[2])


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
            raise ValueError(f"“{ast.unparse(node)[:80]}” is no plain value")
        return read(node)

    def read_constant(self, node):
        if isinstance(node.value, (str, int, float, bool, type(None))):
            return node.value
        raise ValueError("only texts, numbers and dates are values")

    def read_list(self, node):
        return [self.read(part) for part in node.elts]

    def read_tuple(self, node):
        return tuple(self.read_list(node))

    def read_set(self, node):
        return self.read_list(node)

    def read_name(self, node):
        if node.id not in self.names:
            raise ValueError(f"“{node.id}” isn't known here")
        return self.names[node.id]

    def read_unaryop(self, node):
        value = self.read(node.operand)
        if isinstance(node.op, ast.USub) and type(value) in (int, float):
            return -value
        raise ValueError(f"“{ast.unparse(node)[:80]}” is no plain value")

    def read_binop(self, node):
        reckon = _ARITHMETIC.get(type(node.op))
        left, right = self.read(node.left), self.read(node.right)
        if reckon and isinstance(left, _DATES) and isinstance(right, _SPANS):
            return reckon(left, right)
        if type(node.op) is ast.Add and isinstance(left, list) and isinstance(right, list):
            return left + right
        raise ValueError(f"“{ast.unparse(node)[:80]}” is no plain value")

    def read_call(self, node):
        args = [self.read(part) for part in node.args]
        named = {part.arg: self.read(part.value) for part in node.keywords}
        if None in named:
            raise ValueError("“**” isn't known here")
        call = _FUNCTIONS.get(ast.unparse(node.func))
        if call is None and isinstance(node.func, ast.Attribute):
            call = self.find_method(self.read(node.func.value), node.func.attr)
        if call is None:
            raise ValueError(f"“{ast.unparse(node.func)[:80]}” isn't known here")
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
        raise ValueError("the format of a date is too long or unknown")
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
