"""What a field of the store holds, in words: the one teller of plans, drift and changes."""

import re
from html import unescape
from urllib.parse import urlsplit

from ..core.moment import tell_moment
from ..core.number import show_number
from ..core.sentence import say_of
from ..core.store_time import parse_time
from ..price.amounts import Amounts
from ..product.statuses import get_status_label

# {field that names records of the store: the model that knows them}
NAMED = {
    "categories": "medusa.term",
    "tags": "medusa.term",
    "type_id": "medusa.term",
    "collection_id": "medusa.term",
    "parent_category_id": "medusa.term",
    "sales_channels": "medusa.sales.channel",
    "shipping_profile_id": "medusa.shipping.profile",
    "tax_rate": "medusa.tax.rate",
    "rules": "medusa.customer.group",
}
# Where no says something; of other fields it means that there is nothing.
_FLAGS = ("manage_inventory", "allow_backorder", "discountable", "is_active")
_PICTURES = ("images", "thumbnail")
_TIMES = ("starts_at", "ends_at")
_TAG = re.compile(r"<[/a-zA-Z!][^>]*>")
# A file that a plan would upload.
PLANNED_FILE = "https://planned.invalid/"
# A file of ours is called after what is in it.
_CHECKSUM = re.compile(r"[0-9a-f]{40}")
_SHOWN_OF_CHECKSUM = 12
# A variant's number.
_ID = re.compile(r"[0-9]{1,9}")


class ValueWords:
    """Puts values of `sync.difference` in words; what they need is read once.

    :param backends: `medusa.backend`: whose records are named
    :param values: (field, value) of all that is to be told
    :param dict names: {id: name} of further records of the store
    """

    def __init__(self, backends, values, names=None):
        self.env = backends.env
        values = list(values)
        self.names = {**self._read_names(backends, values), **(names or {})}
        self._variants = self._read_variants(values)
        self._amounts = Amounts(self.env)

    def _read_variants(self, values):
        """Return {external_id of a variant that a picture is for: its name}."""
        shown = (value for field, value in values if field.startswith("image "))
        ids = {int(key) for value in shown for key in _get_texts(value) if _ID.fullmatch(key)}
        if not ids:
            return {}
        variants = self.env["product.product"].with_context(active_test=False).browse(ids)
        found = variants.exists()._filtered_access("read")
        return {
            str(variant.id): ", ".join(variant.product_template_attribute_value_ids.mapped("name"))
            or variant.display_name
            for variant in found
        }

    def _read_names(self, backends, values):
        """Return {id of a record of the store: its name}."""
        wanted, names = {}, {}
        for field, value in values:
            if field in NAMED:
                wanted.setdefault(NAMED[field], set()).update(_get_texts(value))
        for model, ids in wanted.items():
            if not ids:
                continue
            # sudo: how what a product is in is called is told with the product.
            records = self.env[model].sudo().with_context(active_test=False)
            mine = [("medusa_id", "in", list(ids)), ("backend_id", "in", backends.ids)]
            names |= {record.medusa_id: record.display_name for record in records.search(mine)}
        return names

    def tell(self, field, value):
        """Return a value in words, "" for nothing."""
        kind, _space, rest = field.partition(" ")
        if kind == "image" and isinstance(value, list):
            return self._tell_variants(value)
        if value in (None, "", [], {}) or (value is False and field not in _FLAGS):
            return ""
        if kind == "price" and isinstance(value, int | float):
            return self._amounts.tell(value, rest.partition(" ")[0])
        if kind == "status":
            return get_status_label(self.env, value) or str(value)
        if field in NAMED:
            return self._tell_named(value)
        if field in _TIMES:
            return self._tell_time(value)
        if field == "description":
            # As a person reads it.
            return " ".join(unescape(_TAG.sub(" ", str(value))).split())
        if field == "type":
            # Of a price list.
            types = self.env["medusa.price.list"]._fields["price_type"]
            return dict(types._description_selection(self.env)).get(str(value), str(value))
        if field in _PICTURES:
            return ", ".join(tell_picture(self.env, url) for url in get_urls(field, value))
        return self._tell_plain(value)

    def _tell_named(self, value):
        if isinstance(value, dict):
            return ", ".join(self._tell_named(part) for part in value.values() if part)
        # One that nobody here knows was made in Medusa, or is gone since then.
        unknown = self.env._("another one")
        ids = value if isinstance(value, list) else [value]
        return ", ".join(self.names.get(str(key), unknown) for key in ids)

    def _tell_variants(self, keys):
        if not keys:
            return self.env._("all variants")
        unknown = self.env._("another one")
        return ", ".join(self._variants.get(key, unknown) for key in keys)

    def _tell_time(self, value):
        """Return a time of the store, ISO 8601, in the reader's time zone."""
        time = parse_time(value)
        if not time:
            return str(value)
        return tell_moment(self.env, time)

    def _tell_plain(self, value):
        if isinstance(value, bool):
            return self.env._("yes") if value else self.env._("no")
        if isinstance(value, float):
            return show_number(value)
        if isinstance(value, list):
            return ", ".join(self._tell_plain(part) for part in value if part is not None)
        if isinstance(value, dict):
            parts = [say_of(self.env, key, self._tell_plain(part)) for key, part in value.items()]
            return ", ".join(parts)
        return "" if value is None else self.names.get(str(value), str(value))


def tell_picture(env, url):
    """Return what the picture at an address is called."""
    if url.startswith(PLANNED_FILE):
        return env._("new picture")
    name = urlsplit(url).path.rpartition("/")[2]
    return name[-_SHOWN_OF_CHECKSUM:] if _CHECKSUM.search(name) else name


def get_urls(field, value):
    """Return the addresses of the pictures that a value names; of other fields there are none."""
    if field not in _PICTURES or not value:
        return []
    urls = value if isinstance(value, list) else [value]
    # Of the store's words, nothing but addresses reaches a page.
    return [url for url in map(str, urls) if url.startswith(("http://", "https://"))]


def _get_texts(value):
    """Yield the texts in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _get_texts(part)
