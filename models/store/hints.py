"""What an address or a key says of itself, before anything is sent."""

import ipaddress
import re
from urllib.parse import urlsplit

from odoo.exceptions import ValidationError

# A host with a dot or a port, or this machine; with a path or without.
_BARE = re.compile(
    r"^(?:[\w-]+(?:\.[\w-]+)+|[\w-]+(?=:\d)|localhost|\[[\da-fA-F:]+\])(?::\d+)?(?:/\S*)?$"
)
# Names that no server of the internet has
_NEAR = (".local", ".localhost", ".internal", ".lan", ".test", ".home.arpa")
# By it, a key that a storefront shows to everybody begins.
PUBLISHABLE = "pk_"


def add_scheme(url):
    """Return an address as it was typed, with a scheme where somebody left it out.

    That is https, but for servers of one's own network, which rarely have a certificate.
    """
    url = (url or "").strip()
    if not _BARE.match(url):
        return url
    scheme = "http" if is_near(f"http://{url}") else "https"
    return f"{scheme}://{url}"


def is_near(url):
    """Tell whether an address is this machine's, or of a network that isn't the internet."""
    host = _get_host(url)
    if is_here(url) or host.endswith(_NEAR):
        return True
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return bool(host) and "." not in host


def is_here(url):
    """Tell whether an address is this machine's own: nobody else hears what is sent there."""
    host = _get_host(url)
    return host in ("localhost", "::1") or host.startswith("127.")


def _get_host(url):
    try:
        return urlsplit(url or "").hostname or ""
    except ValueError:
        return ""


def get_address_hint(env, url):
    """Return a sentence on an address to which a key would travel in the clear, or "".

    :param str url: as somebody types it, perhaps not whole yet
    """
    url = add_scheme(url)
    if not url.lower().startswith("http://") or is_here(url):
        return ""
    if is_near(url):
        return env._(
            "The address begins with http: the key and all data travel unencrypted, as far as your "
            "own network. Use https for anything beyond."
        )
    return env._(
        "The address begins with http: the key and all data travel unencrypted. Use https."
    )


def get_key_hint(env, key):
    """Return a sentence on a key that can't be the right one, or "".

    :param str key: as somebody pastes it
    """
    if not (key or "").strip().startswith(PUBLISHABLE):
        return ""
    return env._(
        "A key that begins with pk_ is a publishable one, for storefronts: it opens nothing here. "
        "Make a secret key, sk_…, in Medusa's admin under Settings, Secret API Keys."
    )


def check_key(env, key):
    """Return a key as it is kept.

    :raise ValidationError: if it surely isn't a secret one
    """
    hint = get_key_hint(env, key)
    if hint:
        raise ValidationError(hint)
    return key.strip()
