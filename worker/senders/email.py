"""E-mail over SMTP. The `Message-ID` is the message's own, so a copy sent twice is recognised as one."""

import re
import smtplib
import ssl
from base64 import encodebytes
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import lru_cache
from urllib.parse import unquote, urlsplit

from flask import current_app

from crm.messages.models import Message
from crm.messages.rules import Content, Down, Unavailable, Undeliverable

TIMEOUT = 10
"""Seconds that the server may take for each answer."""

VERDICT_TIMEOUT = 30
"""For the last answer, when it has the whole message and may be examining it."""

PER_SESSION = 100
"""Messages after which a session is closed and another one opened, as servers like it."""

TEMPORARY, PERMANENT, GOING_AWAY = 400, 500, 421

CRLF = "\r\n"
ADDRESS = re.compile(r"[!-;=?-~]+@[!-;=?-~]+")
METHOD = re.compile(r"^METHOD:(\w+)", re.MULTILINE)

ADDRESS_REFUSED = "L’adresse a été refusée : vérifiez les coordonnées."
CONTENT_REFUSED = "Le serveur du destinataire a refusé ce message."
UNCONFIRMED = "Le service d’envoi n’a pas confirmé : le message est peut-être arrivé. Vérifiez auprès de la personne."


class Server:
    """One SMTP session at a time, opened when first needed, renewed after some messages and when it breaks."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.session: smtplib.SMTP | None = None
        self.served = 0

    def send(self, sender: str, to: str, mail: bytes) -> None:
        """Hand one message over. Raises Undeliverable, Unavailable or Down."""
        if self.served >= PER_SESSION:
            self.close()
        fresh = self.session is None
        try:
            self.address(sender, to)
        except (smtplib.SMTPException, OSError):
            self.drop()
            if fresh:
                raise Down from None
            return self.send(sender, to, mail)  # a session that was idle or long may be closed under us: once more
        self.hand_over(mail)
        self.served += 1
        return None

    def address(self, sender: str, to: str) -> None:
        """Announce one message. What may be said in one go is (RFC 2920): every answer that is waited for costs."""
        session = self.session = self.session or open_session(self.url)
        said = [f"MAIL FROM:<{sender}>", f"RCPT TO:<{to}>", "DATA"]
        if session.has_extn("pipelining"):
            session.send("".join(one + CRLF for one in said))
            codes = [session.getreply()[0] for _ in said]
            if codes[2] < TEMPORARY <= max(codes):  # it waits for a message without anybody to have it
                session.docmd(".")
            replies = iter(codes)
        else:
            replies = (session.docmd(one)[0] for one in said)
        if next(replies) >= TEMPORARY:  # it refuses us, not this message
            raise smtplib.SMTPException
        self.judge(next(replies), ADDRESS_REFUSED)
        self.judge(next(replies), CONTENT_REFUSED)

    def judge(self, code: int, refusal: str) -> None:
        """Go on after an answer below 400; otherwise leave the session ready for the next message."""
        if code == GOING_AWAY:
            raise smtplib.SMTPException
        if code >= TEMPORARY and self.session:
            try:
                self.session.rset()
            except (smtplib.SMTPException, OSError):
                self.drop()
            raise Undeliverable(refusal) if code >= PERMANENT else Unavailable

    def hand_over(self, mail: bytes) -> None:
        """Past the last byte, no answer means that nobody knows: it is not sent a second time."""
        session = self.session
        assert session
        assert session.sock
        try:
            session.send(mail)
        except (smtplib.SMTPException, OSError):
            self.drop()
            raise Down from None
        session.sock.settimeout(VERDICT_TIMEOUT)
        try:
            code, _ = session.getreply()
            session.sock.settimeout(TIMEOUT)
        except (smtplib.SMTPException, OSError):
            self.drop()
            raise Undeliverable(UNCONFIRMED) from None
        if code >= TEMPORARY:
            raise Undeliverable(CONTENT_REFUSED) if code >= PERMANENT else Unavailable

    def drop(self) -> None:
        if self.session:
            self.session.close()
        self.session, self.served = None, 0

    def close(self) -> None:
        with suppress(smtplib.SMTPException, OSError):
            if self.session:
                self.session.quit()
        self.drop()


def open_session(url: str) -> smtplib.SMTP:
    """A session with the server of `SMTP_URL`, encrypted and signed in as it asks; certificates are checked."""
    where = urlsplit(url)
    host = where.hostname or "127.0.0.1"
    if where.scheme == "smtps":
        trusted = ssl.create_default_context()
        session: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        session = smtplib.SMTP(host, where.port or 25, timeout=TIMEOUT)
    if where.scheme == "smtp+starttls":
        session.starttls(context=ssl.create_default_context())
    if where.username:
        session.login(unquote(where.username), unquote(where.password or ""))
    session.ehlo_or_helo_if_needed()
    return session


def as_mail(message: Message, content: Content, sender: str, message_id: str) -> bytes:
    """The message as it travels: ASCII lines, none of which begins with a dot, then the dot that ends it.

    Written out, since what the standard library writes from its objects takes ten times as long.
    """
    if not ADDRESS.fullmatch(content.to):
        raise Undeliverable(ADDRESS_REFUSED)
    parts = [part("text/plain", content.text)]
    if content.calendar:
        method = METHOD.search(content.calendar)
        kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
        parts.append(part(kind, content.calendar, 'Content-Disposition: attachment; filename="rendez-vous.ics"'))
    lines = [
        f"From: {sender}",
        f"To: {content.to}",
        f"Subject: {header(content.subject)}",
        f"Date: {format_datetime(datetime.now(UTC))}",
        f"Message-ID: {message_id}",
        "Auto-Submitted: auto-generated",
        "MIME-Version: 1.0",
        f'Content-Type: multipart/mixed; boundary="{message.uid}"',
        "",
        *(line for one in parts for line in (f"--{message.uid}", one)),
        f"--{message.uid}--",
        ".",
        "",
    ]
    return CRLF.join(lines).encode("ascii")


@lru_cache(1000)
def header(text: str) -> str:
    """Its words as a header may hold them, all on folded lines of one header (RFC 2047)."""
    return Header(" ".join(text.split()), "utf-8").encode(linesep=CRLF)


def part(kind: str, text: str, *headers: str) -> str:
    encoded = encodebytes(text.encode()).decode().replace("\n", CRLF)
    lines = [f"Content-Type: {kind}; charset=utf-8", "Content-Transfer-Encoding: base64", *headers, "", encoded]
    return CRLF.join(lines)


@contextmanager
def connection() -> Generator[Callable[[Message, Content], str]]:
    """Delivers through one server for as long as the block lasts. The receipt is the `Message-ID`."""
    server = Server(current_app.config["SMTP_URL"])
    name, address = parseaddr(current_app.config["MAIL_FROM"])
    sender, domain = formataddr((name, address)), address.rpartition("@")[2]

    def deliver(message: Message, content: Content) -> str:
        message_id = f"<{message.uid}@{domain}>"
        server.send(address, content.to, as_mail(message, content, sender, message_id))
        return message_id

    try:
        yield deliver
    finally:
        server.close()
