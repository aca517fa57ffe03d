from odoo import models

from ...sync.option_names import number
from .option import SHARED


class MedusaProductSerializer(models.AbstractModel):
    """Names the options of products by what they are in a store whose products share them."""

    _inherit = "medusa.product.serializer"

    def _prepare_shared(self, backend, products):
        shared = super()._prepare_shared(backend, products)
        source = self.env["medusa.option.source"]
        shared.loaders["options"] = lambda: source._get_known(backend)
        return shared

    def _prepare_options(self, product, shared):
        options = super()._prepare_options(product, shared)
        if shared.backend.option_scope != SHARED:
            return options
        lines = {str(line.id): line for line in shared.get_lines(product)}
        seen = set()
        for option in options:
            line = lines.get(option["key"])
            # A product that has an attribute twice has its option once.
            if line and line.attribute_id.id not in seen:
                seen.add(line.attribute_id.id)
                _add_ids(option, line, shared)
        _tell_apart(options, lines)
        return options


def _tell_apart(options, lines):
    """Call a product's own options otherwise than those of the store that it has as well.

    The store may have numbered an attribute that the product has twice: "Size (2)".
    """
    taken = {option["title"] for option in options if "id" in option}
    for option in options:
        if "id" in option:
            continue
        if option["title"] in taken:
            line = lines.get(option["key"])
            option["title"] = number(line.attribute_id.name if line else option["title"], taken)
        taken.add(option["title"])


def _add_ids(option, line, shared):
    """Let an option be the store's, with its ids; None where it isn't there yet.

    :param dict option: of a payload
    :param line: the product's line of the attribute
    """
    option["id"], title, values = shared.options.get(line.attribute_id.id, (None, None, {}))
    # Variants name options and values as the store does; texts in other languages are Odoo's.
    is_main = shared.lang == shared.backend.lang
    if title and is_main:
        option["title"] = title
    keys = {str(ptav.id): ptav.product_attribute_value_id.id for ptav in shared.get_values(line)}
    for value in option["values"]:
        value["id"], name = values.get(keys[value["key"]], (None, None))
        if name and is_main:
            value["title"] = name
