"""Are the servers we are given there, new enough and complete? One sentence if not."""

import smtplib
from urllib.parse import urlsplit

import redis
import sqlalchemy as sa

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
OLDEST = 180000
"""Of PostgreSQL, as it numbers itself."""


class NotStarted(Exception):  # noqa: N818 - its text is a sentence for whoever typed the command
    """A server is not there or does not start. Its text says what to do."""


def check_database(url: str) -> None:
    """Raises NotStarted: no answer, too old, an extension missing."""
    try:
        engine = sa.create_engine(url, poolclass=sa.NullPool, connect_args={"connect_timeout": 5})
        with engine.connect() as connection:
            version = int(str(connection.scalar(sa.text("SHOW server_version_num"))))
            available = set(connection.scalars(sa.text("SELECT name FROM pg_available_extensions")))
    except (sa.exc.ArgumentError, sa.exc.OperationalError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0]
        raise NotStarted(
            f"The database does not answer: check DATABASE_URL and that it is started ({reason})."
        ) from None
    if version < OLDEST:
        raise NotStarted(f"PostgreSQL {version // 10000} is too old: install PostgreSQL 18 or newer.")
    if missing := [name for name in EXTENSIONS if name not in available]:
        raise NotStarted(
            f"PostgreSQL lacks {', '.join(missing)}: install its “contrib” package on the database server."
        )


def check_broker(url: str) -> None:
    """Raises NotStarted when neither Redis nor Valkey answers there."""
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=5, socket_timeout=5) as broker:
            broker.ping()
    except (redis.RedisError, ValueError, OSError) as error:
        raise NotStarted(f"The broker does not answer: check REDIS_URL and that it is started ({error}).") from None


def check_mail(url: str) -> None:
    """Raises NotStarted when no SMTP server answers there."""
    where = urlsplit(url)
    kind = smtplib.SMTP_SSL if where.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(where.hostname or "127.0.0.1", where.port or kind.default_port, timeout=5):
            pass
    except (smtplib.SMTPException, ValueError, OSError) as error:
        raise NotStarted(f"The mail server does not answer: check SMTP_URL and that it is started ({error}).") from None
