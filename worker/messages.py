"""Messages leave from here: what composes each kind, and the task that sends what is due."""

from collections.abc import Callable
from datetime import UTC, datetime

from flask import current_app

from crm.accounts import queries as accounts
from crm.appointments import queries as appointments
from crm.codes.appointments import MessageKind
from crm.db import transaction
from crm.messages import actions
from crm.messages.models import Message
from crm.messages.rules import Content
from crm.referrals import queries as referrals
from crm.reports import queries as reports
from worker import app
from worker.senders import email

COMPOSERS: dict[MessageKind, Callable[[Message, str], Content]] = {
    MessageKind.APPOINTMENT_CONFIRMATION: appointments.compose,
    MessageKind.APPOINTMENT_REMINDER: appointments.compose,
    MessageKind.APPOINTMENT_CHANGED: appointments.compose,
    MessageKind.APPOINTMENT_CANCELLED: appointments.compose,
    MessageKind.APPOINTMENT_ANSWERED: appointments.compose_answer,
    MessageKind.REFERRAL_RECEIVED: referrals.compose,
    MessageKind.REFERRAL_NUDGE: referrals.compose,
    MessageKind.REFERRAL_ANSWERED: referrals.compose,
    MessageKind.REFERRAL_EXPIRED: referrals.compose,
    MessageKind.ACCOUNT_INVITATION: accounts.compose,
    MessageKind.PASSWORD_RESET: accounts.compose,
    MessageKind.REPORT_PUBLISHED: reports.compose,
}


def compose(message: Message) -> Content:
    return COMPOSERS[message.kind](message, current_app.config["PUBLIC_URL"])


def send_all_due(now: datetime, limit: int = 50) -> int:
    """Claim a batch, then send each message in a transaction of its own. Returns how many were taken."""
    with transaction():
        taken = actions.claim(now, limit)
    with email.connection(current_app.config["SMTP_URL"], current_app.config["MAIL_FROM"]) as deliver:
        for message_id in taken:
            with transaction():
                actions.send(message_id, compose, deliver, now=now)
    return len(taken)


@app.task
def send_due() -> None:
    while send_all_due(datetime.now(UTC)):
        pass
