"""A platform's pool as its coordinator works on it: what counts for how much, what is proposed, who is set aside."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.db import Model, Public
from crm.people.models import Person
from crm.structures.models import Platform, Structure


class Pool(Model):
    """How a platform's pool was last solved."""

    __tablename__ = "pool"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"), unique=True)
    platform: Mapped[Platform] = relationship()
    weights: Mapped[dict[str, int]] = mapped_column(JSONB)
    """By part of the cost (`crm.codes.assignment.Part`)."""

    reach: Mapped[int] = mapped_column(server_default=text("40"))
    """Kilometres beyond which nobody is sent but by hand."""

    total: Mapped[int] = mapped_column(server_default=text("0"))
    solved_at: Mapped[datetime | None]
    solved_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    solved_by: Mapped[User | None] = relationship()

    __table_args__ = (CheckConstraint("reach BETWEEN 1 AND 1000", name="reach"),)


class Proposal(Public, Model):
    """Where somebody of a pool would go. Nothing is assigned until the coordinator accepts."""

    __tablename__ = "proposal"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"))
    subject: Mapped[str] = mapped_column(unique=True)
    """What waits: its kind and its address, `referral:…` or `case:…`."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship()
    rank: Mapped[int]
    """The most pressing first, from 1."""

    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure | None] = relationship()
    fixed: Mapped[bool] = mapped_column(server_default=text("false"))
    """The coordinator chose this structure: the others are solved around it."""

    cost: Mapped[int]
    pieces: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The parts of the cost: `part`, `points`, `words`."""

    runners: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """The two next best: `structure`, `name`, `difference`, `leaves_out`."""

    why: Mapped[str] = mapped_column(server_default="")
    """Why there is no structure; empty when there is one."""

    __table_args__ = (
        CheckConstraint("(structure_id IS NULL) = (why <> '')", name="explained"),
        CheckConstraint("NOT fixed OR structure_id IS NOT NULL", name="fixed"),
        Index("ix_proposal_pool", "platform_id", "rank", unique=True),
    )


class SetAside(Model):
    """Somebody is never to be proposed to a structure: a conflict of interest, known to the coordinator."""

    __tablename__ = "set_aside"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (UniqueConstraint("person_id", "structure_id"),)
