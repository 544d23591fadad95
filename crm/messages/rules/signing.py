"""How what comes from a provider, or goes to a generic one, is proved: HMAC-SHA256 over an instant and what is said.

Bodies follow the published Standard Webhooks scheme (`webhook-id`, `webhook-timestamp`, `webhook-signature`).
"""

import base64
import hashlib
import hmac
from datetime import datetime, timedelta

PATIENCE = timedelta(minutes=5)
"""A signed body older than that, or as much in the future, is refused."""

LIFETIME = timedelta(days=30)
"""So long after a message left, its receipt may still come to the address that was given with it."""


def signature(secret: str, identity: str, timestamp: int, body: bytes) -> str:
    """`v1,` and the base64 of HMAC-SHA256 over `identity.timestamp.body`; `timestamp` in seconds since 1970.

    The secret is base64, after `whsec_`.
    """
    signed = f"{identity}.{timestamp}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return "v1," + base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()


def is_signed(secret: str, identity: str, timestamp: str, body: bytes, given: str, now: datetime) -> bool:
    """Was this body signed with the secret, less than five minutes ago; `given` may hold several signatures."""
    if not timestamp.isdecimal() or abs(now.timestamp() - int(timestamp)) > PATIENCE.total_seconds():
        return False
    wanted = signature(secret, identity, int(timestamp), body)
    return any(hmac.compare_digest(wanted.encode(), one.encode()) for one in given.split())


def seal(secret: str, account: str, timestamp: int) -> str:
    """Proves an address that we gave to a provider which signs nothing itself; hexadecimal."""
    return hmac.digest(secret.encode(), f"receipts/{account}/{timestamp}".encode(), hashlib.sha256).hex()


def is_sealed(secret: str, account: str, timestamp: str, given: str, oldest: datetime) -> bool:
    """Is this an address of ours for that account, given since then?"""
    if not timestamp.isdecimal() or int(timestamp) < oldest.timestamp():
        return False
    return hmac.compare_digest(seal(secret, account, int(timestamp)).encode(), given.encode())
