"""The address of a store as the client takes it."""

from odoo.exceptions import ValidationError

from ...medusa.urls import normalize_url
from .hints import add_scheme


def clean_address(env, url):
    """Return an address as the client wants it, or say what is wrong with it.

    :raise ValidationError: if it is no http(s) address
    """
    try:
        return normalize_url(add_scheme(url))
    except ValueError as error:
        raise ValidationError(
            env._(
                "“%(url)s” is no address of a Medusa server. Write it like https://api.myshop.com.",
                url=url or "",
            )
        ) from error


def guess_admin_url(url):
    """Return where Medusa's admin is, by the address of the server as somebody types it."""
    try:
        return f"{normalize_url(add_scheme(url))}/app"
    except ValueError:
        # It is refused when it is saved.
        return f"{url.rstrip('/')}/app"
