"""E-mail over SMTP. The `Message-ID` is the message's own, so a copy sent twice is recognised as one."""

import smtplib
from collections.abc import Callable, Generator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from crm.messages.models import Message
from crm.messages.rules import Content, Unavailable, Undeliverable

TIMEOUT = 20
PERMANENT = 500


def open_server(url: str) -> smtplib.SMTP:
    where = urlsplit(url)
    host = where.hostname or "127.0.0.1"
    if where.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, where.port or 465, timeout=TIMEOUT)
    else:
        server = smtplib.SMTP(host, where.port or 25, timeout=TIMEOUT)
    if where.scheme == "smtp+starttls":
        server.starttls()
    if where.username:
        server.login(unquote(where.username), unquote(where.password or ""))
    return server


def as_mail(message: Message, content: Content, sender: str) -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, content.to, content.subject
    mail["Message-ID"] = f"<{message.uid}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(content.text)
    if content.calendar:
        mail.add_attachment(content.calendar.encode(), maintype="text", subtype="calendar", filename="rendez-vous.ics")
    return mail


@contextmanager
def connection(url: str, sender: str) -> Generator[Callable[[Message, Content], str]]:
    """Sends through one SMTP session, opened when first needed and again when it breaks."""
    sessions: list[smtplib.SMTP] = []

    def deliver(message: Message, content: Content) -> str:
        mail = as_mail(message, content, sender)
        try:
            if not sessions:
                sessions.append(open_server(url))
            sessions[0].send_message(mail)
        except smtplib.SMTPRecipientsRefused as error:
            permanent = all(code >= PERMANENT for code, _ in error.recipients.values())
            raise (Undeliverable if permanent else Unavailable) from None
        except (smtplib.SMTPException, OSError) as error:
            sessions.clear()
            refused = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= PERMANENT
            raise (Undeliverable if refused else Unavailable) from None
        return str(mail["Message-ID"])

    try:
        yield deliver
    finally:
        for server in sessions:
            server.close()
