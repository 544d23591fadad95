"""E-mail over SMTP. The `Message-ID` is the message's own, so a copy sent twice is recognised as one."""

import re
import smtplib
import ssl
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
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
        session = self.session = self.session or open_session(self.url)
        code, _ = session.mail(sender)
        if code >= TEMPORARY:  # it refuses us, not this message
            raise smtplib.SMTPException
        code, _ = session.rcpt(to)
        self.judge(code, ADDRESS_REFUSED)
        code, _ = session.docmd("DATA")
        self.judge(code, CONTENT_REFUSED)

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
    where, trusted = urlsplit(url), ssl.create_default_context()
    host = where.hostname or "127.0.0.1"
    if where.scheme == "smtps":
        session: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        session = smtplib.SMTP(host, where.port or 25, timeout=TIMEOUT)
    if where.scheme == "smtp+starttls":
        session.starttls(context=trusted)
    if where.username:
        session.login(unquote(where.username), unquote(where.password or ""))
    session.ehlo_or_helo_if_needed()
    return session


def as_mail(message: Message, content: Content, sender: str) -> EmailMessage:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, content.to, content.subject
    mail["Message-ID"] = f"<{message.uid}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(content.text)
    if content.calendar:
        mail.add_attachment(content.calendar.encode(), maintype="text", subtype="calendar", filename="rendez-vous.ics")
    return mail


@contextmanager
def connection() -> Generator[Callable[[Message, Content], str]]:
    """Delivers through one server for as long as the block lasts. The receipt is the `Message-ID`."""
    server, sender = Server(current_app.config["SMTP_URL"]), current_app.config["MAIL_FROM"]

    def deliver(message: Message, content: Content) -> str:
        mail = as_mail(message, content, sender)
        server.send(parseaddr(sender)[1], content.to, re.sub(rb"(?m)^\.", b"..", bytes(mail)) + b".\r\n")
        return str(mail["Message-ID"])

    try:
        yield deliver
    finally:
        server.close()
