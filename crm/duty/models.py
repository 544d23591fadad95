"""The obligation de formation of each 16-17 year-old known, and every change it went through."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.duty import Means, ObligationState, ObligationTrigger
from crm.db import Model, Public
from crm.people.models import AboutPerson
from crm.structures.models import Platform, Structure


class TrainingObligation(AboutPerson, Public, Model):
    """The obligation de formation of a 16-17 year-old (L.114-1), and the two months of R.114-7."""

    __tablename__ = "training_obligation"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), unique=True)
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    """Checks it: the mission locale that follows the person, another structure that does, or the platform's lead."""

    structure: Mapped[Structure] = relationship()
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"))
    platform: Mapped[Platform | None] = relationship()
    state: Mapped[ObligationState] = mapped_column(server_default=ObligationState.TO_CHECK.value)
    satisfied_by: Mapped[Means | None]
    trigger: Mapped[ObligationTrigger | None]
    opened_on: Mapped[date]
    """The sixteenth birthday, or the day since which we know the person."""

    satisfied_on: Mapped[date | None]
    """When what satisfies it began, not when it was typed."""

    declared_on: Mapped[date | None]
    """When somebody checked it by hand: only a later fact undoes that."""

    exempted_on: Mapped[date | None]
    """The date of the medical certificate: nothing else of it is kept (R.114-3)."""

    summoned_on: Mapped[date | None]
    transmit_due_on: Mapped[date | None]
    """Two months after the summons: the product says so, a human transmits."""

    interview_at: Mapped[datetime | None]
    """When the summons asks the person and their guardian to come."""

    place: Mapped[str] = mapped_column(server_default="")
    transmitted_on: Mapped[date | None]
    ends_on: Mapped[date]
    """The eighteenth birthday."""

    due_on: Mapped[date]
    """The end of the two months while they run, else the eighteenth birthday: lists are in this order."""

    changes: Mapped[list["ObligationChange"]] = relationship(order_by="ObligationChange.id")

    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('summoned', 'to_transmit', 'transmitted_department')"
            " OR (summoned_on IS NOT NULL AND transmit_due_on IS NOT NULL AND trigger IS NOT NULL)",
            name="summons",
        ),
        CheckConstraint("state <> 'transmitted_department' OR transmitted_on IS NOT NULL", name="transmitted"),
        CheckConstraint(
            "state <> 'satisfied' OR (satisfied_by IS NOT NULL AND satisfied_on IS NOT NULL)", name="means"
        ),
        CheckConstraint("state <> 'exempt_medical' OR exempted_on IS NOT NULL", name="certificate"),
        Index("ix_training_obligation_list", "structure_id", "state", "due_on", "id"),
        Index("ix_training_obligation_platform", "platform_id", "state", "due_on", "id"),
        Index("ix_training_obligation_clocks", "ends_on", postgresql_where=text("state <> 'ended_majority'")),
    )


class ObligationChange(Model):
    """One move of an obligation, dated by when it happened: indicators E-1 to E-7 are counted from here."""

    __tablename__ = "obligation_change"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("training_obligation.id", ondelete="CASCADE"), index=True)
    move: Mapped[str]
    """Name in the table of allowed moves, `rules.MOVES`."""

    from_state: Mapped[ObligationState]
    to_state: Mapped[ObligationState]
    means: Mapped[Means | None]
    trigger: Mapped[ObligationTrigger | None]
    happened_on: Mapped[date]
    """The date of the fact: when school began, of the certificate, of the summons, of the transmission."""

    at: Mapped[datetime]
    """When it was written."""

    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    """None: computed."""

    actor: Mapped[User | None] = relationship()

    __table_args__ = (Index("ix_obligation_change_happened_on", "happened_on"),)
