"""Changes of a plan as a person reads them."""

from dataclasses import dataclass

from markupsafe import Markup

from ...sync.mending import MARK, NUMBER
from ..core.sentence import say_of
from ..explain.field_labels import get_field_label
from ..explain.value_words import PLANNED_FILE, ValueWords, get_urls
from .addresses import find_made

# Pictures of one list that are shown; a product has hardly ever more.
_MOST_PICTURES = 12
# By what Odoo knows its products: of no interest to a person.
_MARKS = ("external_id", "metadata.external_id", "metadata.odoo_database")


@dataclass
class Told:
    """A change in words.

    :param field: what a person calls the field
    :param label: the same, with the variant
    :param store: what the store has
    :param odoo: what would be sent
    """

    field: str
    label: str
    store: str
    odoo: str


class PlanWords:
    """Tells the changes of some lines of one plan; names are read once for all of them.

    :param lines: `medusa.plan.line`
    """

    def __init__(self, lines):
        self.env = lines.env
        self._variants = self._read_variants(lines)
        rows = [row for line in lines for row in line.changes or []]
        values = [(row["field"], row[side]) for row in rows for side in ("store", "odoo")]
        self._values = ValueWords(lines.backend_id, values, find_made(lines.plan_id))
        self._product = None
        self._is_first = self._has_variants = False

    def _read_variants(self, lines):
        """Return {external_id: name} of the variants that the reader may read."""
        keys = {row["variant"] for line in lines for row in line.changes or [] if row["variant"]}
        ids = [int(key) for key in keys if key.isdecimal()]
        variants = self.env["product.product"].browse(ids).exists()._filtered_access("read")
        return {
            str(variant.id): variant.product_template_attribute_value_ids._get_combination_name()
            or variant.default_code
            or ""
            for variant in variants
        }

    def tell(self, change, about=""):
        """Return a change in words, without pictures.

        :param dict change: of `medusa.plan.line.changes`
        :param str about: the price list, location or rate that it is of
        :rtype: Told
        """
        field = get_field_label(self.env, change["field"])
        variant = self._tell_variant(change)
        label = f"{field} ({variant})" if variant else field
        label = label[:1].upper() + label[1:]
        if about:
            field, label = say_of(self.env, about, field), say_of(self.env, about, label)
        name = change["field"]
        values = [self._values.tell(name, change[side]) or "–" for side in ("store", "odoo")]
        return Told(field, label, *values)

    def _tell_variant(self, change):
        key = change["variant"]
        return self._variants.get(key, "") if key and key.isdecimal() else ""

    def render(self, changes, product=None, titles=None):
        """Return a table of a line's changes.

        :param product: `product.template` whose new picture is shown, or None
        :param titles: of the two columns of values
        :rtype: Markup
        """
        _ = self.env._
        self._product = product
        values = titles or (_("In the Store Now"), _("Would Be Sent"))
        changes = [row for row in changes if is_shown(row)]
        # A narrow screen has no room for an empty column.
        self._has_variants = any(map(self._tell_variant, changes))
        variant = [_("Variant")] if self._has_variants else []
        titles = (_("Field"), *variant, *values)
        head = Markup("").join(Markup("<th>%s</th>") % title for title in titles)
        body = Markup("").join(self._render_row(change) for change in changes)
        return Markup(
            '<div class="table-responsive"><table class="table table-sm mb-0">'
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (head, body)

    def _render_row(self, change):
        told = self.tell(change)
        self._is_first = change["field"] == "thumbnail"
        cells = [
            self._render_pictures(get_urls(change["field"], change[side]))
            or Markup('<span class="%s">%s</span>') % (style, getattr(told, side))
            for side, style in (("store", "text-muted text-prewrap"), ("odoo", "text-prewrap"))
        ]
        cell = Markup("<td>%s</td>")
        variant = [self._tell_variant(change)] if self._has_variants else []
        row = [told.field[:1].upper() + told.field[1:], *variant, *cells]
        return Markup("<tr>%s</tr>") % Markup("").join(cell % part for part in row)

    def _render_pictures(self, urls):
        return Markup(" ").join(self._render_picture(url) for url in urls[:_MOST_PICTURES])

    def _render_picture(self, url):
        if url.startswith(PLANNED_FILE):
            badge = Markup('<span class="badge text-bg-info">%s</span>')
            return badge % self.env._("new picture") + self._render_own()
        return Markup('<img src="%s" alt="" class="o_medusa_thumbnail" loading="lazy"/>') % url

    def _render_own(self):
        """Return the main picture of Odoo's product, "" where the field is about others too."""
        if not self._product or not self._is_first:
            return ""
        url = f"/web/image/product.template/{self._product.id}/image_128"
        return Markup(' <img src="%s" alt="" class="o_medusa_thumbnail" loading="lazy"/>') % url


def is_shown(change):
    """Tell whether a person is shown a change."""
    name = change["field"]
    # What a mend takes off a product is what it is about.
    return name in (NUMBER, MARK) or not name.endswith(_MARKS)
