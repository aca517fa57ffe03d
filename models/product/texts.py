"""Texts of Odoo as another site can show them: the one cleaner of all that is pushed."""

import json
import re
from html import escape
from urllib.parse import urljoin, urlsplit

from lxml import etree, html
from markupsafe import Markup

from odoo.tools import html2plaintext, html_sanitize

from ..core.sentence import keep

# What only works with Odoo's own scripts, or is no text: worth a closer look.
_SUSPECT = re.compile(r"(href|src|data-embedded|data-oe-expression)\s*=|<(form|svg|object)\b", re.I)
# {host of a player's page: nothing else is linked that a frame shows}
_VIDEO_HOSTS = ("youtube.com", "youtube-nocookie.com", "youtu.be", "vimeo.com", "dailymotion.com",
                "instagram.com", "youku.com")  # fmt: skip
# {platform of the editor's video block: the page of one}
_PLATFORMS = {
    "youtube": "https://www.youtube.com/watch?v=%s",
    "vimeo": "https://vimeo.com/%s",
    "dailymotion": "https://www.dailymotion.com/video/%s",
}
_SCHEMES = ("http", "https", "mailto", "tel")
# Kinds of what can't be shown, see `get_lost_texts`.
PICTURE, EMBEDDED, FORM, HIDDEN = "picture", "embedded", "form", "hidden"


def clean_text(value, base_url, is_rich):
    """Return a text in the store's format, or None where nothing is left of it.

    No scripts, styles or classes get into another site's pages; no address lacks its host.

    :param value: rich text (Markup), or plain text
    :param str base_url: of Odoo's own pages
    :param bool is_rich: whether the store takes HTML; else plain text
    """
    if not isinstance(value, str):
        # An extension's own.
        return value or None
    if not value:
        return None
    if not isinstance(value, Markup):
        return _make_rich(value) if is_rich else value
    made, _lost = _make_portable(value, base_url)
    clean = html_sanitize(made, strip_style=True, strip_classes=True)
    if is_rich:
        return str(clean)
    return html2plaintext(clean, include_references=False).strip() or None


def find_lost(value):
    """Return which kinds of things of a text can't be shown by another site.

    :rtype: set[str]
    """
    return _make_portable(value, "")[1] if isinstance(value, Markup) else set()


def get_lost_texts(env):
    """Return {kind: sentence} on what can't be shown."""
    _ = keep(env)._
    return {
        PICTURE: _(
            "A picture that was pasted into the description is left out. Insert it as a file."
        ),
        EMBEDDED: _(
            "A block of the description that only Odoo's website can show is left out. Replace "
            "it by text, a picture or a link."
        ),
        HIDDEN: _(
            "A picture in the description can't be seen outside Odoo: its file isn't public, or is "
            "gone. Insert it anew."
        ),
        FORM: _("A form in the description is left out: only Odoo's website can receive it."),
    }


def _make_rich(value):
    lines = escape(value.replace("\r\n", "\n").replace("\r", "\n"), quote=False).split("\n")
    return "<br>".join(lines)


def _make_portable(value, base_url):
    """Return (HTML without what only works in Odoo, kinds of what was lost)."""
    if not _SUSPECT.search(value):
        return value, set()
    try:
        root = html.fragment_fromstring(value, create_parent="div")
    except (etree.LxmlError, ValueError):
        # The sanitizer says what it thinks of it.
        return value, set()
    lost = set()
    for element in list(root.iterdescendants(etree.Element)):
        # What stood in a block that was replaced is gone with it.
        if any(ancestor is root for ancestor in element.iterancestors()):
            lost |= _treat(element, base_url)
    inner = (escape(root.text, quote=False) if root.text else "") + "".join(
        html.tostring(child, encoding="unicode") for child in root
    )
    return Markup(inner), lost


def _treat(element, base_url):
    """Mend one element; return the kinds of what was lost of it."""
    video = _get_video(element)
    if video:
        _replace_by_link(element, video)
        return set()
    if element.tag in ("iframe", "object", "embed", "video", "audio") or element.get(
        "data-embedded"
    ):
        element.drop_tree()
        return {EMBEDDED}
    if element.tag in ("form", "svg"):
        element.drop_tree()
        return {FORM if element.tag == "form" else PICTURE}
    return _treat_addresses(element, base_url)


def _treat_addresses(element, base_url):
    element.attrib.pop("srcset", None)
    for name in ("href", "src"):
        address = element.get(name)
        if address is None:
            continue
        full = _get_full(address, base_url)
        if full:
            element.set(name, full)
        elif element.tag == "img":
            element.drop_tree()
            return {PICTURE}
        else:
            del element.attrib[name]
    return set()


def _get_full(address, base_url):
    """Return an address with its host, or None where no other site can use it."""
    # Browsers skip control characters and spaces there.
    address = re.sub(r"[\x00-\x20]+", "", address)
    if address.startswith("#"):
        return address
    try:
        scheme = urlsplit(address).scheme.lower()
        if scheme:
            return address if scheme in _SCHEMES else None
        if address.startswith("//"):
            return f"https:{address}"
        return urljoin(f"{base_url.rstrip('/')}/", address)
    except ValueError:
        return None


def _get_video(element):
    """Return the address of the video that a block of the editor shows, or None."""
    address = element.get("data-oe-expression")
    if not address and element.tag == "iframe":
        address = element.get("src")
    if address:
        return _get_video_address(address)
    if element.get("data-embedded") == "video":
        try:
            props = json.loads(element.get("data-embedded-props") or "{}")
            page = _PLATFORMS.get(props.get("platform"))
            return page and page % re.sub(r"[^\w-]", "", str(props.get("videoId") or "")) or None
        except (ValueError, AttributeError):
            return None
    return None


def _get_video_address(address):
    full = _get_full(address, "")
    host = (urlsplit(full).hostname or "") if full else ""
    known = any(host == name or host.endswith(f".{name}") for name in _VIDEO_HOSTS)
    return full if known else None


def _replace_by_link(element, address):
    block = etree.Element("p")
    link = etree.SubElement(block, "a", href=address)
    link.text = address
    block.tail = element.tail
    element.getparent().replace(element, block)
