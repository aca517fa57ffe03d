"""What a store held and holds, in words."""

from markupsafe import Markup

from ..core.sentence import say_of
from ..explain.field_labels import get_field_label
from ..explain.value_words import ValueWords, get_urls

_PICTURE = Markup('<img src="%s" class="o_image_64_max me-1" alt="" loading="lazy"/>')
_MOST_PICTURES = 20


class Values:
    """Puts what changed in words; what they need is read once for all lines.

    :param lines: `medusa.sync.change.line`
    """

    def __init__(self, lines):
        self.lines = lines
        self.env = lines.env
        ids = {line.variant for line in lines if line.variant and line.variant.isdecimal()}
        variants = self.env["product.product"].with_context(active_test=False)
        found = variants.browse(map(int, ids)).exists()._filtered_access("read")
        self.variants = {str(variant.id): variant for variant in found}
        self.products = lines.product_tmpl_id.exists()._filtered_access("read")
        self.labels = {}
        told = [(line.field_name, value) for line in lines for value in (*line.store, *line.odoo)]
        self._words = ValueWords(lines.backend_id, told)

    # === WHAT IT IS OF === #

    def get_name(self, line):
        """Return the name of what was changed; a product's own, where the reader may see it."""
        product = line.product_tmpl_id
        if product in self.products:
            return product.display_name
        return line.name

    def get_label(self, line):
        """Return what a person calls the field, with the list or place that it is of."""
        name = line.field_name
        if name not in self.labels:
            self.labels[name] = get_field_label(self.env, name)
        label = self.labels[name]
        label = label[:1].upper() + label[1:]
        if line.kind in ("price_list", "stock", "tax_rate") and line.product_tmpl_id and line.name:
            return say_of(self.env, line.name, label)
        return label

    def get_variant(self, line):
        """Return the variant's name beside its product's, "" where there is but one."""
        variant = self.variants.get(line.variant)
        if not variant:
            return ""
        values = variant.product_template_attribute_value_ids
        return ", ".join(values.mapped("name")) or variant.default_code or ""

    # === VALUES === #

    def tell(self, line, value):
        """Return a value in words, "" for none."""
        return self._words.tell(line.field_name, value)

    def show(self, line, value):
        """Return the pictures that a value names, as HTML; False where it names none."""
        urls = get_urls(line.field_name, value)[:_MOST_PICTURES]
        return Markup().join(_PICTURE % url for url in urls) if urls else False
