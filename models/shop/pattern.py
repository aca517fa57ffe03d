"""The pattern of a shop's addresses: `https://shop.example/products/{handle}`."""

import re
from urllib.parse import quote, urlsplit

# {what may stand in braces: the field of a product in the store}
PLACES = {"handle": "handle", "id": "medusa_id", "external_id": "external_id"}
_PLACE = re.compile(r"\{([^{}]*)\}")
LONGEST = 500


def is_pattern(text):
    """Tell whether a text is a pattern: http(s), a host of its own, only known places."""
    names = _PLACE.findall(text)
    rest = _PLACE.sub("", text)
    if not names or set(names) - PLACES.keys() or set("{}\\ \t\r\n<>\"'") & set(rest):
        return False
    try:
        parts = urlsplit(text)
        host = parts.hostname
        parts.port  # noqa: B018 it raises where it is no number
    except ValueError:
        return False
    is_fixed = not _PLACE.search(parts.netloc) and "@" not in parts.netloc
    return parts.scheme in ("http", "https") and bool(host) and is_fixed and len(text) <= LONGEST


def fill(pattern, record):
    """Return the address of a product's page, False where something of it isn't known yet.

    :param record: `medusa.product.binding`
    """
    if not pattern or not is_pattern(pattern):
        return False
    values = {name: record[field] for name, field in PLACES.items()}
    # The creation's, until the store said which one it has.
    values["handle"] = record.store_handle or record.handle
    if not all(values[name] for name in _PLACE.findall(pattern)):
        return False
    return _PLACE.sub(lambda place: quote(values[place[1]], safe=""), pattern)
