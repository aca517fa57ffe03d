"""The address of a store as the client takes it."""

from odoo.exceptions import ValidationError

from ...medusa.urls import normalize_url


def clean_address(env, url):
    """Return an address as the client wants it, or say what is wrong with it.

    :raise ValidationError: if it is no http(s) address
    """
    try:
        return normalize_url(url or "")
    except ValueError as error:
        raise ValidationError(
            env._(
                "“%(url)s” is no address of a Medusa server. Write it like https://api.myshop.com.",
                url=url or "",
            )
        ) from error
