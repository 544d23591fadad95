"""What people were told, what they agree to share, and what they no longer want to receive."""

from datetime import date, datetime

from sqlalchemy import (
    ARRAY,
    CheckConstraint,
    ForeignKey,
    Index,
    Text,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.appointments import Channel
from crm.codes.people import (
    NoticeChannel,
    OptOutSource,
)
from crm.db import Model
from crm.structures.models import Structure


class InformationNotice(Model):
    """The person, or who answers for them, was told what is recorded and why."""

    __tablename__ = "information_notice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    version: Mapped[str]
    channel: Mapped[NoticeChannel]
    given_on: Mapped[date]
    to_guardian: Mapped[bool] = mapped_column(server_default=text("false"))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_by: Mapped[User | None] = relationship()


class SharingAgreement(Model):
    """The person agrees that a structure receives what a referral carries; revocable."""

    __tablename__ = "sharing_agreement"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship()
    agreed_on: Mapped[date]
    revoked_on: Mapped[date | None]
    scope: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """Names of the fields that may travel."""


class OptOut(Model):
    """A person wants nothing more by one channel, since then and until they say otherwise."""

    __tablename__ = "opt_out"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel]
    source: Mapped[OptOutSource]
    since: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """Who recorded that the person wants messages again."""

    __table_args__ = (
        CheckConstraint("ended_at >= since", name="order"),
        Index("ix_opt_out_person_id", "person_id"),
        Index(
            "uq_opt_out_open",
            "person_id",
            "channel",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
    )
