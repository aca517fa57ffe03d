"""What a monitor outside Odoo is told of a store: ok or late, and nothing else."""

import hmac
import secrets
from datetime import timedelta

from odoo import fields

from .kinds import KINDS
from .reading import WATCHED

# The watch looks more often than that: where it doesn't, nothing of what it knows can be trusted.
WATCH_IS_LATE = timedelta(minutes=20)


def make_token(backend):
    """Return a new token: the store's number finds it, the rest is the secret."""
    return f"{backend.id}-{secrets.token_urlsafe(32)}"


def get_health_address(backend):
    """Return the address of a store for a monitor; False without a token."""
    token = backend.health_token
    return token and f"{backend.get_base_url()}/medusa/health/{token}"


def find_by_token(env, token):
    """Return the store of a token, empty where it is nobody's.

    Comparing takes as long whatever is wrong with it.

    :param env: the superuser's: whoever asks hasn't logged in
    """
    number, _dash, _secret = token.partition("-")
    backends = env["medusa.backend"]
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    backend = backends.browse(int(number) if is_number else 0).exists().filtered("active")
    known = backend.health_token or make_token(backends)
    is_right = hmac.compare_digest(known.encode(), token.encode())
    return backend if is_right and backend.health_token else backends


def is_late(backend):
    """Tell whether products don't reach a store, or nobody watches whether they do."""
    watched = backend.env["medusa.alarm.pulse"]._read(backend).get(WATCHED)
    if not watched or fields.Datetime.now() - watched.at > WATCH_IS_LATE:
        return True
    if backend.connection_state == "failed":
        return True
    alarms = backend.env["medusa.alarm"]._get_open_alarms(backend)
    return any(KINDS[alarm.kind].stops for alarm in alarms)
