"""Messages leave from here: what composes each kind, what delivers on each channel, and the task that sends.

`crm/messages/actions/sending.py` says what is done to a message; this, in which transactions and for how long.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from flask import current_app
from sqlalchemy.exc import InterfaceError, OperationalError

from crm.accounts import queries as accounts
from crm.appointments import queries as appointments
from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.db import transaction
from crm.dropouts import queries as dropouts
from crm.logs import log
from crm.messages import actions
from crm.messages.models import Message
from crm.messages.rules import LEASE, PATIENCE, Content, Deliver, Down, Outcome
from crm.referrals import queries as referrals
from crm.reports.queries import told
from crm.today import queries as today
from worker import app
from worker.senders import email, sms

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
    MessageKind.REFERRAL_UNANSWERED: referrals.compose,
    MessageKind.REFERRAL_POST: referrals.compose,
    MessageKind.REFERRAL_QUESTION: referrals.compose,
    MessageKind.REFERRAL_LATE: referrals.compose,
    MessageKind.REFERRAL_STALLED: referrals.compose,
    MessageKind.REFERRAL_LOOP: referrals.compose,
    MessageKind.CONTACT_ATTEMPT: dropouts.compose,
    MessageKind.ACCOUNT_INVITATION: accounts.compose,
    MessageKind.PASSWORD_RESET: accounts.compose,
    MessageKind.REPORT_PUBLISHED: told.compose,
    MessageKind.REPORT_TO_SIGN: told.compose,
    MessageKind.REPORT_REMINDER: told.compose,
    MessageKind.COUNSELLOR_DAILY_DIGEST: today.compose,
    MessageKind.SUPERVISOR_WEEKLY_DIGEST: today.compose,
}

DELIVERERS: dict[Channel, Callable[[], AbstractContextManager[Deliver]]] = {
    Channel.EMAIL: email.connection,
    Channel.SMS: sms.connection,
}
"""What delivers on each channel, for the length of one pass: what is opened once serves for all its messages."""

BATCH = 100
"""How many messages are claimed at a time."""

TOGETHER, SHORT = 10, 0.2
"""So many messages, or as many as leave in so many seconds, are recorded by one commit: a killed worker's window."""

ENOUGH = 60.0
"""Seconds after which a pass ends; beat starts another. Well below the task's limits."""

Clock = Callable[[], datetime]


def compose(message: Message) -> Content:
    return COMPOSERS[message.kind](message, current_app.config["PUBLIC_URL"])


def provider(message: Message) -> tuple[Channel, int | None]:
    """What fails together: one mail server for all, one SMS provider per structure."""
    return message.channel, message.structure_id if message.channel is Channel.SMS else None


@dataclass
class Pass:
    """One look at the outbox: its clock, its open connections, and the providers that did not answer."""

    clock: Clock
    deliverers: Mapping[Channel, Deliver]
    down: set[tuple[Channel, int | None]] = field(default_factory=set)

    def send_batch(self, limit: int) -> int:
        """Claim a batch and work on it for half of its lease at most. Returns how many were claimed."""
        lease, until = uuid4(), time.monotonic() + LEASE.total_seconds() / 2
        with transaction():
            actions.mark_late(self.clock())
            ids = sorted(actions.claim(self.clock(), lease, limit))
        left = ids
        while left and time.monotonic() < until:
            left = left[self.send_some(left[:TOGETHER], lease) :]
        return len(ids)

    def send_some(self, ids: Sequence[int], lease: UUID) -> int:
        """Send a few in one transaction that keeps them locked. Returns how many of `ids` were dealt with."""
        outcomes: list[Outcome] = []
        began = time.monotonic()
        try:
            with transaction():
                held = actions.hold(ids, lease)
                causes = read_causes(held)
                for message in held:
                    outcomes.append(self.attempt(message))
                    if time.monotonic() - began > SHORT:
                        break
                actions.record(outcomes, lease)
                del causes
        except (OperationalError, InterfaceError):
            record_when_back(outcomes, lease)
        tell(outcomes)
        return ids.index(outcomes[-1].message_id) + 1 if outcomes else len(ids)

    def attempt(self, message: Message) -> Outcome:
        now, one = self.clock(), provider(message)
        if one in self.down:
            return actions.postponed(message, now + PATIENCE, now, "Le service d’envoi ne répond pas.")
        return actions.attempt(message, compose, self.deliver, now)

    def deliver(self, message: Message, content: Content) -> str:
        try:
            return self.deliverers[message.channel](message, content)
        except Down:
            self.down.add(provider(message))
            raise


def read_causes(messages: Sequence[Message]) -> Sequence[Any]:
    """What the messages are about, read again in few queries: the composers then find it in the session."""
    return appointments.causes([message.subject for message in messages])


def record_when_back(outcomes: Sequence[Outcome], lease: UUID) -> None:
    """The database went away while messages were handed over: what came of them is said as soon as it is back."""
    until = time.monotonic() + LEASE.total_seconds() / 2
    while True:
        try:
            with transaction():
                return actions.record(outcomes, lease)
        except (OperationalError, InterfaceError):
            if time.monotonic() > until:
                raise
            time.sleep(0.2)


def tell(outcomes: Sequence[Outcome]) -> None:
    counts = {state.value: n for state in MessageState if (n := sum(one.state is state for one in outcomes))}
    if counts:
        log.info("messages", **counts)


def send_all_due(now: datetime, limit: int = BATCH) -> int:
    """Send what is due at this moment and while it goes on, for a minute at most. Returns how many were claimed."""
    began, sent = time.monotonic(), 0

    def clock() -> datetime:
        return now + timedelta(seconds=time.monotonic() - began)

    with ExitStack() as stack:
        opened = {channel: stack.enter_context(open_()) for channel, open_ in DELIVERERS.items()}
        one = Pass(clock, opened)
        while time.monotonic() - began < ENOUGH and (taken := one.send_batch(limit)):
            sent += taken
    return sent


@app.task
def send_due() -> None:
    send_all_due(datetime.now(UTC))
