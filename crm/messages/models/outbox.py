"""The outbox: a row is the message, written in the transaction of its cause."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.codes.appointments import Channel, MessageKind, MessageState
from crm.db import Model, Public


class Message(Public, Model):
    """What is promised to be sent. Its text is composed at the moment of sending, from its cause as it is then."""

    __tablename__ = "message"

    kind: Mapped[MessageKind]
    subject: Mapped[str]
    """What it is about: `participation:12`, `referral:7`."""

    recipient: Mapped[str]
    """Who gets it: `person:3`, `user:5`, `structure:2`. The address is looked up when sending."""

    occasion: Mapped[str]
    """Which of several times: the appointment's start, the nudge's number."""

    channel: Mapped[Channel]
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What the cause cannot tell later, such as the code in an account link. Emptied once sent."""

    state: Mapped[MessageState] = mapped_column(server_default=MessageState.WAITING.value)
    not_before: Mapped[datetime]
    not_after: Mapped[datetime]
    """Past this instant it does not leave any more."""

    lease: Mapped[UUID | None]
    """Which batch of which worker has it: what was claimed under another lease can record nothing."""

    lease_until: Mapped[datetime | None]
    """That worker has it until then; afterwards another may take it."""

    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    retry_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]
    provider_id: Mapped[str | None]
    """The receipt: SMTP `Message-ID` or the provider's own."""

    reason: Mapped[str] = mapped_column(server_default="")
    """Why it failed or was not sent, in words a counsellor reads; never an address."""

    segments: Mapped[int | None]
    """Of a text message that was sent: what the structure's quota counts."""

    set_aside_at: Mapped[datetime | None]
    """A counsellor has seen its failure, or has corrected what caused it."""

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    """The structure in whose name it is sent, and whose counsellors see its failure."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    history: Mapped[list["MessageEvent"]] = relationship(order_by="MessageEvent.id", cascade="all, delete-orphan")

    __table_args__ = (
        UniqueConstraint("kind", "subject", "recipient", "occasion", "channel"),
        CheckConstraint("not_before < not_after", name="window"),
        CheckConstraint("(state = 'sending') = (lease_until IS NOT NULL)", name="lease"),
        CheckConstraint("state NOT IN ('sent', 'delivered') OR sent_at IS NOT NULL", name="sent"),
        Index(
            "ix_message_due",
            text("coalesce(lease_until, retry_at, not_before)"),
            postgresql_where=text("state IN ('waiting', 'sending')"),
        ),
        Index("ix_message_late", "not_after", postgresql_where=text("state IN ('waiting', 'sending')")),
        Index("ix_message_subject", "subject", postgresql_where=text("state IN ('waiting', 'sending')")),
        Index(
            "ix_message_failed",
            "structure_id",
            "id",
            postgresql_where=text("state IN ('failed', 'too_late') AND set_aside_at IS NULL"),
        ),
        Index(
            "ix_message_segments",
            "structure_id",
            "sent_at",
            postgresql_include=["segments"],
            postgresql_where=text("segments IS NOT NULL"),
        ),
        Index(
            "ix_message_provider_id",
            "provider_id",
            postgresql_where=text("channel = 'sms' AND provider_id <> ''"),
        ),
    )


class MessageEvent(Model):
    """One change of state of a message."""

    __tablename__ = "message_event"

    message_id: Mapped[int] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), index=True)
    state: Mapped[MessageState]
    at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(server_default="")
