"""Every setting, read once from the environment; `NAME_FILE` reads the value of `NAME` from a file."""

import base64
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class SettingError(Exception):
    """A setting is missing or wrong. Its text says what to do."""


def env(name: str, default: str | None = None) -> str:
    if file := os.environ.get(f"{name}_FILE"):
        try:
            return Path(file).read_text().strip()
        except OSError as error:
            raise SettingError(f"{name}_FILE cannot be read: {file} ({error.strerror}).") from None
    value = os.environ.get(name, default)
    if value is None:
        raise SettingError(f"{name} is not set: see “Settings” in the README, or start everything with `crm up`.")
    return value


NEEDED = {
    "ovh": {"service", "application_key", "application_secret", "consumer_key"},
    "brevo": {"api_key", "sender"},
    "webhook": {"url", "secret"},
    "file": {"folder"},
}
"""What an account of each provider of text messages must hold."""


def sms_accounts(text: str) -> dict[str, dict[str, str]]:
    """`{"name": {"provider": "ovh", …}}`, each complete, so that a mistake shows at start and not at nine o’clock."""
    try:
        found: dict[str, dict[str, str]] = json.loads(text)
        for name, account in found.items():
            base64.b64decode(account.get("secret", "").removeprefix("whsec_"), validate=True)
            if missing := NEEDED[account["provider"]] - account.keys():
                raise SettingError(f"SMS_ACCOUNTS: the account “{name}” lacks {', '.join(sorted(missing))}.")
    except (ValueError, KeyError, TypeError, AttributeError):
        raise SettingError('SMS_ACCOUNTS is not {"name": {"provider": "ovh", …}}: see docs/channels.md.') from None
    return found


def flag(name: str) -> bool:
    return env(name, "0") == "1"


def count(name: str) -> int:
    value = env(name, "0")
    if not value.isdigit():
        raise SettingError(f"{name} must be a number: “{value}” is none.")
    return int(value)


@dataclass(frozen=True, kw_only=True)
class Config:
    SECRET_KEY: str = field(default_factory=lambda: env("SECRET_KEY"), repr=False)
    """Signs sessions and links; at least 32 random characters, the same on every machine."""

    SQLALCHEMY_DATABASE_URI: str = field(default_factory=lambda: env("DATABASE_URL"), repr=False)
    """PostgreSQL 18 or newer: `postgresql+psycopg://user:password@host/database`."""

    REDIS_URL: str = field(default_factory=lambda: env("REDIS_URL", "redis://127.0.0.1:6379/0"), repr=False)
    """Redis or Valkey: Celery's broker and the counters of the rate limits. Nothing is lost when it forgets."""

    SMTP_URL: str = field(default_factory=lambda: env("SMTP_URL", "smtp://127.0.0.1:25"), repr=False)
    """`smtp://`, `smtp+starttls://` or `smtps://`, with `user:password@` where the server asks for it."""

    PUBLIC_URL: str = field(default_factory=lambda: env("PUBLIC_URL", "http://127.0.0.1:8000"))
    """The address people type; links in messages start with it."""

    MAIL_FROM: str = field(default_factory=lambda: env("MAIL_FROM", "Passerelle <ne-pas-repondre@example.org>"))
    SMS_ACCOUNTS: dict[str, dict[str, str]] = field(
        default_factory=lambda: sms_accounts(env("SMS_ACCOUNTS", "{}")), repr=False
    )
    """Who may carry text messages, by a name that structures are given: see docs/channels.md."""

    LOG_LEVEL: str = field(default_factory=lambda: env("LOG_LEVEL", "INFO"))
    INSECURE_COOKIES: bool = field(default_factory=lambda: flag("CRM_INSECURE_COOKIES"))
    """Only for `crm up` on loopback, which speaks plain HTTP."""

    TRUSTED_PROXIES: int = field(default_factory=lambda: count("TRUSTED_PROXIES"))
    """How many reverse proxies stand in front, whose `X-Forwarded-*` headers are believed."""

    TESTING: bool = False
    WTF_CSRF_TIME_LIMIT: None = None
    MAX_CONTENT_LENGTH: int = 20 * 1024 * 1024
    PERMANENT_SESSION_LIFETIME: int = 12 * 3600
    SESSION_COOKIE_HTTPONLY: bool = True
    SESSION_COOKIE_SAMESITE: str = "Lax"
    SQLALCHEMY_ENGINE_OPTIONS: dict[str, Any] = field(
        default_factory=lambda: {
            "pool_pre_ping": True,
            "pool_size": 6,
            "max_overflow": 4,
            "hide_parameters": True,  # an error that is logged must hold nobody's name
            "connect_args": {"connect_timeout": 5, "application_name": "crm"},
        }
    )

    def __post_init__(self) -> None:
        if len(self.SECRET_KEY) < 16:
            raise SettingError("SECRET_KEY is too short: give at least 32 random characters.")
        if not self.SQLALCHEMY_DATABASE_URI.startswith(("postgresql://", "postgresql+psycopg://")):
            raise SettingError("DATABASE_URL must be a postgresql+psycopg:// address.")
        if not self.REDIS_URL.startswith(("redis://", "rediss://")):
            raise SettingError("REDIS_URL must be a redis:// or rediss:// address.")
        if not self.SMTP_URL.startswith(("smtp://", "smtp+starttls://", "smtps://")):
            raise SettingError("SMTP_URL must be a smtp://, smtp+starttls:// or smtps:// address.")

    @property
    def SESSION_COOKIE_SECURE(self) -> bool:
        return not self.INSECURE_COOKIES

    @property
    def CELERY(self) -> dict[str, Any]:
        """No result backend, no ETA: what must happen later is a row with a date, and beat wakes whoever reads it."""
        return {
            "broker_url": self.REDIS_URL,
            "task_ignore_result": True,
            "task_acks_late": True,
            "task_reject_on_worker_lost": True,
            "task_soft_time_limit": 120,
            "task_time_limit": 180,
            "worker_prefetch_multiplier": 1,
            "worker_soft_shutdown_timeout": 30,
            "worker_hijack_root_logger": False,
            "broker_connection_retry_on_startup": True,
            "broker_transport_options": {"visibility_timeout": 900},
            "timezone": "Europe/Paris",
        }
