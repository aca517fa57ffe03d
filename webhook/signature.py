"""What a receiver checks: that a message is from who knows the secret, and when it was sent."""

from __future__ import annotations

import hashlib
import hmac

# docs/webhooks.md says how they are checked.
ID_HEADER = "X-Odoo-Medusa-Id"
TIMESTAMP_HEADER = "X-Odoo-Medusa-Timestamp"
SIGNATURE_HEADER = "X-Odoo-Medusa-Signature"


def sign(secret: str, timestamp: int, content: bytes) -> str:
    """Return the signature of a message.

    :param int timestamp: when it is sent, in seconds since 1970 (UTC)
    :param bytes content: the body, or the query of a request that has none
    :return: ``sha256=`` and the HMAC-SHA256 of the timestamp, a dot and the content, in hex
    """
    text = b"%d." % timestamp + content
    return f"sha256={hmac.new(secret.encode(), text, hashlib.sha256).hexdigest()}"
