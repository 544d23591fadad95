"""What people answer, and the calendars that may read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.appointments.models.booked import Participation
from crm.codes.appointments import AnswerKind
from crm.db import Model, Public


class Answer(Public, Model):
    """What a person said on the public page of their appointment, until somebody of the structure has taken note."""

    __tablename__ = "answer"

    participation_id: Mapped[int] = mapped_column(ForeignKey("participation.id"))
    participation: Mapped[Participation] = relationship()
    kind: Mapped[AnswerKind]
    given_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    __table_args__ = (
        Index(
            "uq_answer_waiting", "participation_id", "kind", unique=True, postgresql_where=text("settled_at IS NULL")
        ),
    )


class CalendarFeed(Model):
    """The secret address at which a calendar reads the appointments of a counsellor. Only its hash is kept."""

    __tablename__ = "calendar_feed"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), unique=True)
    user: Mapped[User] = relationship()
    token_hash: Mapped[str] = mapped_column(unique=True)
    """SHA-256, hexadecimal."""

    initials: Mapped[bool] = mapped_column(server_default=text("true"))
    """Do titles say « RDV L. E. », or « RDV » and no more?"""

    made_at: Mapped[datetime]
