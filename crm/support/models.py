"""The accompaniment: episodes, contacts, situations, barriers, notes."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.support import (
    Audience,
    ContactType,
    Discovery,
    EndReason,
    Interest,
    JobContract,
    PathKind,
    PathState,
    Severity,
    SituationCategory,
    SituationState,
    SupportScheme,
    Theme,
)
from crm.db import Base, Model, Public
from crm.people.models import AboutPerson, Person
from crm.structures.models import Structure


class SupportEpisode(AboutPerson, Public, Model):
    """A structure accompanies a person: who is the referent, and what comes next and when."""

    __tablename__ = "support_episode"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship()
    referent_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    referent: Mapped[User] = relationship()
    scheme: Mapped[SupportScheme] = mapped_column(server_default=SupportScheme.NONE.value)
    opened_on: Mapped[date]
    closed_on: Mapped[date | None]
    end_reason: Mapped[EndReason | None]
    next_step: Mapped[str] = mapped_column(server_default="")
    next_step_on: Mapped[date | None]

    __table_args__ = (
        CheckConstraint("closed_on IS NOT NULL OR next_step_on IS NOT NULL", name="never_lost"),
        CheckConstraint("(closed_on IS NULL) = (end_reason IS NULL)", name="end"),
        CheckConstraint("closed_on >= opened_on", name="order"),
        Index(
            "uq_support_episode_open",
            "person_id",
            "structure_id",
            unique=True,
            postgresql_where=text("closed_on IS NULL"),
        ),
        Index("ix_support_episode_next", "referent_id", "next_step_on", postgresql_where=text("closed_on IS NULL")),
    )


class Handover(Model):
    """An episode given to another referent of the structure: lent until a day, or for good."""

    __tablename__ = "handover"

    batch: Mapped[UUID] = mapped_column(index=True)
    """What was handed over together."""

    episode_id: Mapped[int] = mapped_column(ForeignKey("support_episode.id"), index=True)
    episode: Mapped[SupportEpisode] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    from_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    from_user: Mapped[User] = relationship(foreign_keys=from_user_id)
    to_user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    to_user: Mapped[User] = relationship(foreign_keys=to_user_id)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    until: Mapped[date | None]
    """The last day with the new referent; none: for good."""

    given_back_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("from_user_id <> to_user_id", name="two"),
        CheckConstraint("given_back_at IS NULL OR until IS NOT NULL", name="lent"),
        Index(
            "uq_handover_lent",
            "episode_id",
            unique=True,
            postgresql_where=text("until IS NOT NULL AND given_back_at IS NULL"),
        ),
    )


class SavedFilter(Public, Model):
    """A way somebody looks at their list."""

    __tablename__ = "saved_filter"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[str]
    query: Mapped[str]
    """What stands after “?” in the address."""

    __table_args__ = (UniqueConstraint("user_id", "name"), CheckConstraint("name <> ''", name="named"))


class ContactEvent(Public, Model):
    """Something that happened with or for a person, dated by when it happened."""

    __tablename__ = "contact_event"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship()
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship()
    type: Mapped[ContactType]
    happened_at: Mapped[datetime]
    minutes: Mapped[int | None]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `Theme`."""

    summary: Mapped[str] = mapped_column(server_default="")
    """What the circle may read; private words go into a note."""

    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    """Where the person lived when it happened."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        Index("ix_contact_event_person", "person_id", "happened_at"),
        Index("ix_contact_event_happened_at", "happened_at"),
        CheckConstraint("minutes > 0 AND minutes < 1440", name="minutes"),
    )


class Situation(Public, Model):
    """What a person was doing from one date to another: dated by the fact, not by the typing."""

    __tablename__ = "situation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    category: Mapped[SituationCategory]
    state: Mapped[SituationState]
    contract: Mapped[JobContract | None]
    started_on: Mapped[date]
    ended_on: Mapped[date | None]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("ended_on >= started_on", name="order"),
        Index("ix_situation_started_on", "started_on"),
    )


class Barrier(Model):
    """How much a theme stood in the way on the day it was checked; the latest row of a theme is the current one."""

    __tablename__ = "barrier"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    theme: Mapped[Theme]
    severity: Mapped[Severity]
    checked_at: Mapped[datetime]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (Index("ix_barrier_person", "person_id", "theme", "checked_at"),)


class PathItem(Public, Model):
    """What a person asks for, what they are offered, or a step agreed with them: never mixed."""

    __tablename__ = "path_item"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    kind: Mapped[PathKind]
    theme: Mapped[Theme | None]
    text: Mapped[str]
    dated_on: Mapped[date]
    due_on: Mapped[date | None]
    state: Mapped[PathState] = mapped_column(server_default=PathState.OPEN.value)
    settled_on: Mapped[date | None]
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    structure: Mapped[Structure] = relationship()
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship()

    __table_args__ = (
        CheckConstraint("text <> ''", name="not_empty"),
        CheckConstraint("(state = 'open') = (settled_on IS NULL)", name="settled"),
    )


class Trade(Model):
    """A trade of the ROME: a sheet (`code_rome` alone) or one of its names."""

    __tablename__ = "trade"

    code_rome: Mapped[str]
    code_appellation: Mapped[str] = mapped_column(server_default="")
    label: Mapped[str]
    folded: Mapped[str]

    __table_args__ = (
        UniqueConstraint("code_rome", "code_appellation"),
        Index("ix_trade_folded", "folded", postgresql_using="gin", postgresql_ops={"folded": "gin_trgm_ops"}),
    )


class TradeExplored(Base):
    """A person discovered a trade."""

    __tablename__ = "trade_explored"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    trade_id: Mapped[int] = mapped_column(ForeignKey("trade.id"), primary_key=True)
    trade: Mapped[Trade] = relationship()
    how: Mapped[Discovery]
    interest: Mapped[Interest]
    explored_on: Mapped[date]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))


class Note(Public, Model):
    """Free text, with the audience its author chose before typing."""

    __tablename__ = "note"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    structure: Mapped[Structure] = relationship()
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship()
    audience: Mapped[Audience]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    version: Mapped[int] = mapped_column(server_default="1")
    """Raised by every edit, so that two people never overwrite each other silently."""

    wordings: Mapped[list["NoteWording"]] = relationship(order_by="NoteWording.id")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}
    __table_args__ = (CheckConstraint("text <> ''", name="not_empty"),)


class NoteWording(Model):
    """What a note said before an edit: nothing written is lost, and the database refuses to change a line."""

    __tablename__ = "note_wording"

    note_id: Mapped[int] = mapped_column(ForeignKey("note.id"), index=True)
    text: Mapped[str]
    replaced_at: Mapped[datetime]
    replaced_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    replaced_by: Mapped[User] = relationship()


class Draft(Base):
    """What somebody is typing about a person, kept until it is saved. Only they read it."""

    __tablename__ = "draft"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    user: Mapped[User] = relationship()
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """`contact`, `note`, or `note-` and the address of the note that is being edited."""

    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    started_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When the typing began, or began again after a pause."""

    saved_at: Mapped[datetime]

    __table_args__ = (Index("ix_draft_saved_at", "saved_at"), Index("ix_draft_person_id", "person_id"))


class AnonymousReception(Model):
    """How many people were received without a file, on a day, by a structure."""

    __tablename__ = "anonymous_reception"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    received_on: Mapped[date] = mapped_column(index=True)
    count: Mapped[int]

    __table_args__ = (CheckConstraint("count > 0", name="count"),)
