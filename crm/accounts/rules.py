"""Passwords and links: pure functions."""

import hashlib
import secrets
from datetime import timedelta

import zxcvbn
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from crm.codes.structures import LinkPurpose

MINIMUM = 12
MAXIMUM = 128
STRONG = 3
LIFETIME = {LinkPurpose.INVITATION: timedelta(days=7), LinkPurpose.RESET: timedelta(hours=2)}

hasher = PasswordHasher()
NOBODY = hasher.hash(secrets.token_hex())
"""Checked when the account does not exist, so that the answer takes as long."""


def weakness(password: str, *about: str) -> str | None:
    """Why a password is refused, in French, or None. `about`: words of the user that make it easy to guess."""
    if len(password) < MINIMUM:
        return f"Choisissez au moins {MINIMUM} caractères : une phrase courte convient très bien."
    if len(password) > MAXIMUM:
        return f"Restez en dessous de {MAXIMUM} caractères."
    if zxcvbn.zxcvbn(password, user_inputs=list(about))["score"] < STRONG:
        return "Ce mot de passe se devine trop vite : ajoutez un ou deux mots sans rapport entre eux."
    return None


def hashed(password: str) -> str:
    return hasher.hash(password)


def matches(password: str, password_hash: str | None) -> bool:
    try:
        return hasher.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token() -> str:
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> str:
    """SHA-256, hexadecimal: a link cannot be rebuilt from what is stored."""
    return hashlib.sha256(token.encode()).hexdigest()
