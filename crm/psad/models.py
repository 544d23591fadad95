"""The monthly meetings of a PSAD: who sits there, what was decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, exists
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from crm.accounts.models import User
from crm.db import Base, Model, Public
from crm.dropouts.models import DropoutCase
from crm.structures.models import Platform, Structure


class Meeting(Public, Model):
    """A meeting of a platform. Until it is closed its decisions may be written; then its minutes stand."""

    __tablename__ = "meeting"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"))
    platform: Mapped[Platform] = relationship()
    held_on: Mapped[date]
    place: Mapped[str] = mapped_column(server_default="")
    words: Mapped[str] = mapped_column(server_default="")
    """What the minutes say besides the decisions; nobody is named."""

    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    seats: Mapped[list["Seat"]] = relationship(cascade="all, delete-orphan", order_by="Seat.structure_id")
    decisions: Mapped[list["Decision"]] = relationship(back_populates="meeting", order_by="Decision.id")

    __table_args__ = (
        UniqueConstraint("platform_id", "held_on"),
        CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name="closed"),
    )

    @hybrid_method
    def invites(self, structure_id: int | None) -> bool:
        """Does this structure sit there?"""
        return any(seat.structure_id == structure_id for seat in self.seats)

    @invites.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _invites(cls, structure_id: int | None) -> ColumnElement[bool]:
        return exists().where(Seat.meeting_id == cls.id, Seat.structure_id == structure_id)


class Seat(Base):
    """A structure takes part in a meeting: what is shown there is what each of them may see."""

    __tablename__ = "meeting_structure"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"), primary_key=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), primary_key=True, index=True)
    structure: Mapped[Structure] = relationship()


class Decision(Public, Model):
    """What a meeting decided about a case: who owns it from now on, and until when."""

    __tablename__ = "decision"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id", ondelete="CASCADE"))
    meeting: Mapped[Meeting] = relationship(back_populates="decisions")
    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id"))
    case: Mapped[DropoutCase] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    structure: Mapped[Structure] = relationship()
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    owner: Mapped[User | None] = relationship(foreign_keys=owner_id)
    next_on: Mapped[date]
    words: Mapped[str] = mapped_column(server_default="")
    at: Mapped[datetime]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (UniqueConstraint("meeting_id", "case_id"), Index("ix_decision_case", "case_id", "at"))
