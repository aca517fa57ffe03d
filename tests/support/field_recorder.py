"""Tells which fields a piece of code reads."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from odoo import fields


@contextmanager
def record_reads(registry):
    """Collect the fields that are read meanwhile, and those that decide on an order or a filter.

    A list of records is read in its model's order and without what is archived there: a change of
    such a field changes what is read just as well.

    :return: a set of `Field`, filled on the way
    """
    read = set()
    with ExitStack() as stack:
        for cls in _classes_that_read():
            stack.enter_context(patch.object(cls, "__get__", _make_getter(cls, read, registry)))
        yield read


def _classes_that_read():
    """Return the classes of fields that have a reading of their own."""
    found, todo = [], [fields.Field]
    while todo:
        cls = todo.pop()
        todo += cls.__subclasses__()
        if "__get__" in vars(cls) and cls is not fields.Id:
            found.append(cls)
    return found


def _make_getter(cls, read, registry):
    original = vars(cls)["__get__"]

    def getter(field, records, owner=None):
        if records is not None:
            read.add(field)
            if field.type in ("one2many", "many2many"):
                model = registry[field.comodel_name]
                read.update(_get_order_fields(model, registry))
                if model._active_name:
                    read.add(model._fields[model._active_name])
        return original(field, records, owner)

    return getter


def _get_order_fields(model, registry):
    """Yield the fields that decide in which order the records of a model are listed."""
    for term in model._order.split(","):
        field = model._fields[term.split()[0]]
        if field.name == "id":
            continue
        yield field
        # Units are listed by the units that they are made of.
        if field.type == "many2one" and field.comodel_name != model._name:
            yield from _get_order_fields(registry[field.comodel_name], registry)
