"""What the log tells of differences."""

from ..core.sentence import join, keep
from ..explain.field_labels import get_field_label
from ..run.line import Line

# Of more fields than these it is only said that there are more.
_MOST_NAMES = 6


def make_line(rows, subject, binding=None):
    """Return the line of the log that names the fields of some differences.

    :param rows: `medusa.drift`
    :param subject: the product in the store, or the price list, that they are of
    :param binding: `medusa.product.binding`, if it is a product
    """
    names = list(dict.fromkeys(rows.mapped("field")))
    labels = [get_field_label(rows.env, name, keep(rows.env)._) for name in names[:_MOST_NAMES]]
    if len(names) > _MOST_NAMES:
        labels.append("…")
    return Line(
        "drift",
        binding,
        name=subject.name,
        medusa_id=subject.medusa_id,
        detail=join(", ", labels),
        vals={"result": "warning"},
    )
