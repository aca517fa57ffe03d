"""Which part of a store's filter a product doesn't meet."""

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..store.author import as_author
from ..store.language import with_filter_lang
from ..store.selection import parse_filter

# More conditions, and more of what one asks for, nobody reads.
_MOST_PARTS = 20
_MOST_VALUES = 10


def find_unmet(backend, product):
    """Return the conditions of a store's filter that a product doesn't meet, in words.

    :param backend: `medusa.backend`
    :param product: a `product.template` that the filter doesn't find
    :return: sentences; none where the filter can't be taken apart
    """
    products = as_author(backend, with_filter_lang(backend, product.sudo()))
    products = products.with_company(backend.company_id).with_context(active_test=False)
    try:
        domain = parse_filter(backend)
        parts = list(getattr(domain, "children", [domain]))
        if getattr(domain, "OPERATOR", "&") != "&":
            parts = [domain]
        here = [("id", "=", product.id)]
        unmet = [part for part in parts if not products.search_count(part & Domain(here), limit=1)]
    except (AccessError, UserError, ValueError):
        return []
    return [_tell(backend.env, part) for part in unmet[:_MOST_PARTS]]


def _tell(env, part):
    """Return a condition in words as far as it is a simple one, else as it is written."""
    path, operator, value = (
        getattr(part, key, None) for key in ("field_expr", "operator", "value")
    )
    if path is None:
        return str(list(part))
    label = _get_label(env, path)
    names = _get_names(env, path, value)
    words = {
        "=": env._("%(field)s is %(value)s", field=label, value=names),
        "in": env._("%(field)s is one of: %(value)s", field=label, value=names),
        "!=": env._("%(field)s isn't %(value)s", field=label, value=names),
        "not in": env._("%(field)s is none of: %(value)s", field=label, value=names),
        "child_of": env._("%(field)s is, or is below, %(value)s", field=label, value=names),
        "ilike": env._("%(field)s contains “%(value)s”", field=label, value=names),
        "not ilike": env._("%(field)s doesn't contain “%(value)s”", field=label, value=names),
    }
    return words.get(operator) or f"{label} {operator} {names}"


def _get_label(env, path):
    model, labels = env["product.template"], []
    for name in path.split("."):
        field = model._fields.get(name)
        if field is None:
            return path
        labels.append(field._description_string(env))
        if not field.relational:
            break
        model = env[field.comodel_name]
    return " › ".join(labels)


def _get_names(env, path, value):
    """Return what a condition asks for, with the names of records and of a selection's entries."""
    is_list = hasattr(value, "__iter__") and not isinstance(value, str)
    values = list(value) if is_list else [value]
    names = _name_values(env, path, values[:_MOST_VALUES])
    return names + (" …" if len(values) > _MOST_VALUES else "")


def _name_values(env, path, values):
    field = env["product.template"]._fields.get(path)
    if field is not None and field.type == "boolean":
        return ", ".join(env._("yes") if one else env._("no") for one in values)
    if field is not None and field.type == "selection":
        known = dict(field._description_selection(env))
        return ", ".join(str(known.get(one, one)) for one in values)
    comodel = field.comodel_name if field is not None and field.relational else None
    if path == "id":
        comodel = "product.template"
    if comodel and values and all(type(one) is int for one in values):
        records = env[comodel].browse(values).exists()._filtered_access("read")
        names = records.mapped("display_name")
        return ", ".join(names) or env._("a record that you may not read")
    return ", ".join(env._("empty") if one is False else str(one) for one in values)
