"""Which fields of Odoo an extra field may read, and whose right to read them counts.

The job reads as superuser: without this, whoever configures a store could send any field of any
record that a product leads to, passwords included.
"""

# What describes a product. Users, messages, vendors, companies and the rest don't: a path over
# them would carry into a public shop what isn't meant for it.
ALLOWED_MODELS = frozenset(
    {
        "product.template",
        "product.product",
        "product.category",
        "product.public.category",
        "product.tag",
        "product.ribbon",
        "product.brand",
        "product.attribute",
        "product.attribute.value",
        "product.template.attribute.line",
        "product.template.attribute.value",
        "account.intrastat.code",
        "uom.uom",
        "res.country",
        "res.country.state",
        "res.country.group",
        "res.currency",
    }
)


def walk(model, path):
    """Yield (model, field) for each step of a path, as far as it leads over fields that exist.

    :param model: an empty recordset of the model in which it begins
    """
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        yield model, field
        if field is None:
            return
        model = model.env[field.comodel_name] if field.relational else None


def find_forbidden(model, path, allowed):
    """Return the name of the first field of a path that no store may be sent, or None.

    Those are the fields that are only for a group of users, or computed from such a field of the
    same record, and whatever is read over a model that isn't ``allowed``. A related field reads
    what it is related to.
    """
    for step, field in walk(model, path):
        if field is None:
            return None
        comodel = field.comodel_name if field.relational else None
        if step._name not in allowed or field.groups or (comodel and comodel not in allowed):
            return field.name
        if field.related and find_forbidden(step, field.related, allowed):
            return field.name
        if is_made_of_restricted(step, field):
            return field.name
    return None


def is_made_of_restricted(model, field):
    """Tell whether a field is computed from one of the same record that is for a group alone.

    So is the average cost, which nobody restricts, from the cost, which no shopper may know.
    """
    waiting, seen = [field], {field}
    while waiting:
        for path in model.pool.field_depends[waiting.pop()]:
            source = model._fields.get(path)
            if source is None or source in seen:
                continue
            if source.groups:
                return True
            seen.add(source)
            waiting.append(source)
    return False


def check_author(model, path):
    """Check each step of a path with the rights of the environment's user.

    :raise AccessError: if that user may not read one of the models or fields
    """
    for step, field in walk(model, path):
        if field is None:
            return
        step.check_access("read")
        step._check_field_access(field, "read")
        if field.relational:
            step.env[field.comodel_name].check_access("read")
        if field.related:
            check_author(step, field.related)
