"""A person handed over from one structure to another, and every step of it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.referrals import (
    ReferralKind,
    ReferralOutcome,
    ReferralState,
    RefusalReason,
    SharingBasis,
    Urgency,
    UrgencyReason,
)
from crm.codes.support import Theme
from crm.db import Model, Public
from crm.people.models import AboutPerson
from crm.referrals.rules import wanted_by
from crm.structures.models import Platform, Service, Structure

OPEN_STATES = "('pending', 'under_review', 'accepted', 'appointment_set', 'missed')"


class Referral(AboutPerson, Public, Model):
    """One structure hands a person over. While it is open, one structure owns the next step, and it has a date."""

    __tablename__ = "referral"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kind: Mapped[ReferralKind] = mapped_column(server_default=ReferralKind.REFERRAL.value)
    state: Mapped[ReferralState] = mapped_column(server_default=ReferralState.DRAFT.value)
    sender_structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    sender_structure: Mapped[Structure] = relationship(foreign_keys=[sender_structure_id])
    sender_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sender: Mapped[User] = relationship(foreign_keys=[sender_id])
    recipient_structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    """None while it waits in a platform's pool."""

    recipient_structure: Mapped[Structure | None] = relationship(foreign_keys=[recipient_structure_id])
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"))
    """The pool it was sent to, kept after assignment."""

    platform: Mapped[Platform | None] = relationship()
    owner_structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    """Whose turn it is: the recipient to answer, the platform's lead to assign, the sender to start anew."""

    next_step_on: Mapped[date | None]
    referent_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who accompanied the person at the sender's when it was sent: told of each step, with the sender."""

    assigned_to_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assigned_to: Mapped[User | None] = relationship(foreign_keys=[assigned_to_id])
    episode_id: Mapped[int | None] = mapped_column(ForeignKey("support_episode.id", ondelete="SET NULL"), index=True)
    """The follow-up that accepting opened: it ends with the referral when the person never came."""

    theme: Mapped[Theme]
    urgency: Mapped[Urgency] = mapped_column(server_default=Urgency.NORMAL.value)
    urgency_reason: Mapped[UrgencyReason | None]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("service.id"))
    """What it was sent for, among what the recipient offers."""

    service: Mapped[Service | None] = relationship()
    message: Mapped[str] = mapped_column(server_default="")
    """Written for the recipient, who reads it before answering."""

    wish: Mapped[str] = mapped_column(server_default="")
    """What the person wants, in their words."""

    basis: Mapped[SharingBasis]
    shared_fields: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Names of the person's fields that travel: all that the recipient sees until acceptance."""

    guardian_informed: Mapped[bool | None]
    """Of a minor; false comes with a reason."""

    guardian_reason: Mapped[str] = mapped_column(server_default="")
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    """The referral this one continues, when it was redirected."""

    refusal_reason: Mapped[RefusalReason | None]
    refusal_text: Mapped[str] = mapped_column(server_default="")
    """For the sender; never shown to the person."""

    outcome: Mapped[ReferralOutcome | None]
    sent_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    engaged_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    expires_on: Mapped[date | None]
    resent: Mapped[int] = mapped_column(server_default=text("0"))
    nudged: Mapped[int] = mapped_column(server_default=text("0"))
    link_uid: Mapped[UUID | None]
    """What the link of a structure without accounts is made from: a new one ends the former."""

    linked_at: Mapped[datetime | None]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    """Where the person lived when it was sent."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column(server_default=text("1"))
    transitions: Mapped[list["ReferralTransition"]] = relationship(order_by="ReferralTransition.id")
    news: Mapped[list["ReferralNews"]] = relationship(viewonly=True)

    @property
    def wanted_by(self) -> date | None:
        return wanted_by(self.sent_at.date(), self.urgency) if self.sent_at else None

    @property
    def due_on(self) -> date | None:
        """The clock that lists show: when the next step is due; while an answer is waited for, when it is wanted."""
        if self.state is ReferralState.PENDING:
            return self.wanted_by
        waits = self.state is ReferralState.UNDER_REVIEW and not self.awaits_sender
        return self.expires_on if waits else self.next_step_on

    @property
    def awaits_sender(self) -> bool:
        """The recipient asked something: it is the sender's turn."""
        to_one = self.recipient_structure_id is not None
        return (
            to_one and self.state is ReferralState.UNDER_REVIEW and self.owner_structure_id == self.sender_structure_id
        )

    @property
    def to(self) -> str:
        """Where it is, as people call it."""
        place = self.recipient_structure
        return place.short_name if place else self.platform.name if self.platform else ""

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}
    __table_args__ = (
        CheckConstraint(f"state NOT IN {OPEN_STATES} OR next_step_on IS NOT NULL", name="never_lost"),
        CheckConstraint("state = 'draft' OR sent_at IS NOT NULL", name="sent"),
        CheckConstraint("state NOT IN ('pending', 'under_review') OR expires_on IS NOT NULL", name="expires"),
        CheckConstraint("num_nonnulls(recipient_structure_id, platform_id) >= 1", name="recipient"),
        CheckConstraint("recipient_structure_id <> sender_structure_id", name="not_itself"),
        CheckConstraint("(state = 'declined') = (refusal_reason IS NOT NULL)", name="refusal"),
        CheckConstraint("resent BETWEEN 0 AND 2", name="resent"),
        Index("ix_referral_inbox", "recipient_structure_id", "state", "sent_at"),
        Index("ix_referral_sent", "sender_structure_id", "state", "sent_at"),
        Index("ix_referral_pool", "platform_id", "state", "sent_at"),
        Index("ix_referral_clock", "next_step_on", postgresql_where=text(f"state IN {OPEN_STATES}")),
        Index("ix_referral_sent_at", "sent_at"),
        Index("ix_referral_link", "link_uid", unique=True, postgresql_where=text("link_uid IS NOT NULL")),
    )


class ReferralTransition(Model):
    """One move of a referral: who, when, why."""

    __tablename__ = "referral_transition"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id"), index=True)
    move: Mapped[str]
    """Name in the table of allowed moves, `rules.MOVES`."""

    from_state: Mapped[ReferralState]
    to_state: Mapped[ReferralState]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None when a clock did it, or somebody without an account, by the link."""

    actor: Mapped[User | None] = relationship()
    signed: Mapped[str] = mapped_column(server_default="")
    """The name that somebody gave who answered by the link."""

    reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (Index("ix_referral_transition_at", "at"),)


class ReferralPost(Model):
    """A short message of one side to the other, on the referral itself."""

    __tablename__ = "referral_post"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    """The side that wrote."""

    structure: Mapped[Structure] = relationship()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User | None] = relationship()
    signed: Mapped[str] = mapped_column(server_default="")
    """The name given by an author without an account."""

    text: Mapped[str]
    at: Mapped[datetime]

    __table_args__ = (CheckConstraint("author_id IS NOT NULL OR signed <> ''", name="author"),)


class ReferralNews(Model):
    """Something happened on a referral that somebody has not opened since: their list, and their digest."""

    __tablename__ = "referral_news"

    referral_id: Mapped[int] = mapped_column(ForeignKey("referral.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    __table_args__ = (
        UniqueConstraint("referral_id", "user_id"),
        Index("ix_referral_news_unseen", "user_id", "referral_id", postgresql_where=text("seen_at IS NULL")),
    )
