"""Links that open one page without an account: a row's UUID and a signature, which only this installation can make.

Nothing is kept, so that a message composed twice carries the same link, and whoever reads the database can forge none.
Short, because it travels in text messages: 88 bits of HMAC-SHA256 behind rate limits, where a signed JSON would cost a
second segment. Each purpose has a signature of its own; the page says until when its links live.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from uuid import UUID

from flask import current_app

UUID_BYTES, SIGNATURE_BYTES = 16, 11
"""Together a multiple of three, which Base64 writes without padding."""


def signature(purpose: str, value: bytes) -> bytes:
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.digest(key, purpose.encode() + b"\0" + value, "sha256")[:SIGNATURE_BYTES]


def sign(purpose: str, uid: UUID) -> str:
    return urlsafe_b64encode(uid.bytes + signature(purpose, uid.bytes)).decode()


def read(purpose: str, token: str) -> UUID | None:
    """The UUID that was signed for this purpose, or None for anything else."""
    try:
        value = urlsafe_b64decode(token.encode("ascii"))
    except ValueError:
        return None
    uid, given = value[:UUID_BYTES], value[UUID_BYTES:]
    return UUID(bytes=uid) if hmac.compare_digest(given, signature(purpose, uid)) else None


def seal(token: str) -> str:
    """What the forms of a linked page carry: no session stands behind it, so neither does a cookie."""
    return signature("form", token.encode()).hex()


def sealed(token: str, given: str) -> bool:
    return hmac.compare_digest(given.encode(), seal(token).encode())
