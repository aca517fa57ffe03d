"""What a store held and holds, in words."""

from urllib.parse import urlsplit

from markupsafe import Markup

from ..core.number import show_number
from ..core.sentence import say_of
from ..explain.field_labels import get_field_label
from ..price.amounts import Amounts
from ..product.statuses import get_status_label

# {field of a product that names records of the store: the model that knows them}
_NAMED = {
    "categories": "medusa.term",
    "tags": "medusa.term",
    "type_id": "medusa.term",
    "collection_id": "medusa.term",
    "parent_category_id": "medusa.term",
    "sales_channels": "medusa.sales.channel",
    "shipping_profile_id": "medusa.shipping.profile",
    "tax_rate": "medusa.tax.rate",
}

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
        self._amounts = Amounts(self.env)
        self.names = self._read_names()

    def _read_names(self):
        """Return {id of a record of the store: its name}."""
        wanted = {}
        for line in self.lines:
            model = _NAMED.get(line.field_name)
            if model:
                for value in (*line.store, *line.odoo):
                    ids = value if isinstance(value, list) else [value]
                    wanted.setdefault(model, set()).update(key for key in ids if key)
        names = {}
        for model, ids in wanted.items():
            # sudo: how what a product is in is called is told with the product.
            records = self.env[model].sudo().with_context(active_test=False)
            found = records.search(
                [("medusa_id", "in", list(ids)), ("backend_id", "in", self.lines.backend_id.ids)]
            )
            names |= {record.medusa_id: record.display_name for record in found}
        return names

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
        kind, _space, rest = line.field_name.partition(" ")
        if value in (None, "", []):
            return ""
        if kind == "price":
            return self._tell_price(value, rest)
        if kind == "status":
            return get_status_label(self.env, value) or str(value)
        if kind in _NAMED:
            return self._tell_named(value)
        if kind in ("images", "thumbnail"):
            return self._tell_pictures(value)
        return self._tell_plain(value)

    def _tell_price(self, value, market):
        if isinstance(value, int | float):
            return self._amounts.tell(value, market.partition(" ")[0])
        return str(value)

    def _tell_named(self, value):
        ids = value if isinstance(value, list) else [value]
        # One that nobody here knows was made in Medusa, or is gone since then.
        unknown = self.env._("another one")
        return ", ".join(self.names.get(key, unknown) for key in ids)

    def _tell_pictures(self, value):
        urls = value if isinstance(value, list) else [value]
        return ", ".join(urlsplit(str(url)).path.rpartition("/")[2][-12:] for url in urls)

    def show(self, line, value):
        """Return the pictures that a value names, as HTML; False where it names none."""
        if line.field_name not in ("images", "thumbnail") or not value:
            return False
        urls = value if isinstance(value, list) else [value]
        # Of the store's words, nothing but addresses of pictures reaches the page.
        shown = [url for url in urls if str(url).startswith(("http://", "https://"))]
        return Markup().join(_PICTURE % url for url in shown[:_MOST_PICTURES])

    def _tell_plain(self, value):
        if isinstance(value, bool):
            return self.env._("Yes") if value else self.env._("No")
        if isinstance(value, float):
            return show_number(value)
        if isinstance(value, list):
            return ", ".join(self._tell_plain(part) for part in value if part is not None)
        if isinstance(value, dict):
            parts = [say_of(self.env, key, self._tell_plain(part)) for key, part in value.items()]
            return ", ".join(parts)
        return "" if value is None else str(value)
