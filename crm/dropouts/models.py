"""Dropouts: reports, cases, attempts, solutions."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.dropouts import (
    AttemptChannel,
    AttemptResult,
    DropoutSource,
    DropoutState,
    ExitReason,
    SolutionStatus,
    SolutionType,
    Verification,
)
from crm.db import Model, Public
from crm.people.models import AboutPerson
from crm.structures.models import Platform, Structure

ENDED_STATES = "('not_concerned', 'transferred', 'closed')"


class DropoutCase(AboutPerson, Public, Model):
    """The follow-up of a person who left school. While open, one structure owns the next step, and it has a date."""

    __tablename__ = "dropout_case"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"))
    platform: Mapped[Platform] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    """Owns the next step: the platform's lead until the case is assigned."""

    structure: Mapped[Structure] = relationship()
    assigned: Mapped[bool] = mapped_column(server_default=text("false"))
    assigned_why: Mapped[str] = mapped_column(server_default="")
    """Why this structure, or why nobody could be chosen, in words; empty when a human chose."""

    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    owner: Mapped[User | None] = relationship()
    state: Mapped[DropoutState] = mapped_column(server_default=DropoutState.REPORTED.value)
    verification: Mapped[Verification | None]
    reported_on: Mapped[date]
    """The first report's date: it starts the three months of L.313-8."""

    interview_due_on: Mapped[date]
    """Three months after the report (L.313-8 of the Code de l'éducation)."""

    next_step_on: Mapped[date | None]
    requested: Mapped[bool] = mapped_column(server_default=text("false"))
    """The young person or a partner asked for it: goes first."""

    causes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `DropoutCause`, as declared by the person."""

    is_legal_dropout: Mapped[bool | None]
    """The test of D.313-59, computed; none when a fact is missing."""

    first_attempt_at: Mapped[datetime | None]
    reached_at: Mapped[datetime | None]
    interviewed_at: Mapped[datetime | None]
    closed_on: Mapped[date | None]
    exit_reason: Mapped[ExitReason | None]
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    """Where the person lived when reported."""

    climbed: Mapped[int] = mapped_column(server_default=text("0"))
    """How far its dates have climbed, as `rules.Rung` says: nothing, counsellor, manager, coordinator, red."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    last_action_at: Mapped[datetime] = mapped_column(server_default=func.now())
    """When somebody last tried, moved or decided something for it: kept by the database."""

    version: Mapped[int] = mapped_column(server_default=text("1"))
    reports: Mapped[list["DropoutReport"]] = relationship(back_populates="case", order_by="DropoutReport.reported_on")
    attempts: Mapped[list["ContactAttempt"]] = relationship(order_by="ContactAttempt.at")
    solutions: Mapped[list["Solution"]] = relationship(back_populates="case", order_by="Solution.id")
    transitions: Mapped[list["DropoutTransition"]] = relationship(order_by="DropoutTransition.id")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}
    __table_args__ = (
        CheckConstraint(f"state IN {ENDED_STATES} OR next_step_on IS NOT NULL", name="never_lost"),
        CheckConstraint(f"(state IN {ENDED_STATES}) = (closed_on IS NOT NULL)", name="closed"),
        CheckConstraint("closed_on IS NULL OR exit_reason IS NOT NULL", name="exit"),
        CheckConstraint("interview_due_on > reported_on", name="interview_due_on"),
        Index(
            "uq_dropout_case_open",
            "person_id",
            unique=True,
            postgresql_where=text(f"state NOT IN {ENDED_STATES}"),
        ),
        Index("ix_dropout_case_person", "person_id"),
        Index("ix_dropout_case_list", "structure_id", "state", "next_step_on"),
        Index("ix_dropout_case_platform", "platform_id", "state", "next_step_on"),
        Index("ix_dropout_case_reported_on", "reported_on"),
        Index("ix_dropout_case_last_action", "platform_id", "last_action_at", "id"),
        CheckConstraint("climbed BETWEEN 0 AND 4", name="climbed"),
    )


class DropoutReport(Public, Model):
    """Somebody reported that a person left school; several reports may lead to one case."""

    __tablename__ = "dropout_report"

    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id"), index=True)
    case: Mapped[DropoutCase] = relationship(back_populates="reports")
    source: Mapped[DropoutSource]
    reported_on: Mapped[date]
    school_uai: Mapped[str | None]
    school_name: Mapped[str] = mapped_column(server_default="")
    left_on: Mapped[date | None]
    reported_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    import_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"), index=True)
    link_id: Mapped[int | None] = mapped_column(ForeignKey("report_link.id"), index=True)
    """Came by this link, from somebody without an account."""

    signed: Mapped[str] = mapped_column(server_default="")
    """The name that they gave."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())

    __table_args__ = (
        CheckConstraint("school_uai ~ '^[0-9]{7}[A-Z]$'", name="school_uai"),
        UniqueConstraint("case_id", "source", "reported_on"),
        Index("ix_dropout_report_reported_on", "reported_on"),
    )


class ReportLink(Public, Model):
    """The address at which somebody without an account reports: it says nothing of anybody, and ends by itself."""

    __tablename__ = "report_link"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"), index=True)
    platform: Mapped[Platform] = relationship()
    label: Mapped[str]
    """To whom it was given: a school, a service, a family without its name."""

    source: Mapped[DropoutSource]
    school_uai: Mapped[str | None]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    reports: Mapped[list[DropoutReport]] = relationship()

    __table_args__ = (
        CheckConstraint("school_uai ~ '^[0-9]{7}[A-Z]$'", name="school_uai"),
        CheckConstraint("expires_at > made_at", name="expires_at"),
    )


class DropoutAlert(Model):
    """A date that came near or passed was told to those of a rung; once for each date, whatever the clock does."""

    __tablename__ = "dropout_alert"

    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id", ondelete="CASCADE"))
    interview: Mapped[bool]
    """The interview of L.313-8; otherwise any next step."""

    due_on: Mapped[date]
    rung: Mapped[int]
    """As `rules.Rung`: counsellor, manager, coordinator, red."""

    at: Mapped[datetime]

    __table_args__ = (
        UniqueConstraint("case_id", "interview", "due_on", "rung"),
        CheckConstraint("rung BETWEEN 1 AND 4", name="rung"),
    )


class DropoutTransition(Model):
    """One move of a case: who, when, why."""

    __tablename__ = "dropout_transition"

    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id"), index=True)
    move: Mapped[str]
    """Name in the table of allowed moves, `rules.MOVES`."""

    from_state: Mapped[DropoutState]
    to_state: Mapped[DropoutState]
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    actor: Mapped[User | None] = relationship()
    reason: Mapped[str] = mapped_column(server_default="")

    __table_args__ = (Index("ix_dropout_transition_at", "at"),)


class ContactAttempt(Public, Model):
    """Somebody tried to reach the person, through a channel, with a result."""

    __tablename__ = "contact_attempt"

    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id"), index=True)
    at: Mapped[datetime]
    channel: Mapped[AttemptChannel]
    result: Mapped[AttemptResult]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    author: Mapped[User] = relationship()
    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    comment: Mapped[str] = mapped_column(server_default="")
    step_before: Mapped[date | None]
    """The next step as it was before, to which undoing it comes back."""

    heard_before: Mapped[datetime | None]
    """The person’s last sign of life before."""

    __table_args__ = (Index("ix_contact_attempt_at", "at"),)


class Solution(Public, Model):
    """A way out of dropping out, from proposal to the check at six months."""

    __tablename__ = "solution"

    case_id: Mapped[int] = mapped_column(ForeignKey("dropout_case.id"), index=True)
    case: Mapped[DropoutCase] = relationship(back_populates="solutions")
    type: Mapped[SolutionType]
    status: Mapped[SolutionStatus] = mapped_column(server_default=SolutionStatus.PROPOSED.value)
    where: Mapped[str] = mapped_column(server_default="")
    proposed_on: Mapped[date]
    started_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    checks: Mapped[list["SolutionCheck"]] = relationship(
        back_populates="solution", order_by="SolutionCheck.month", cascade="all, delete-orphan"
    )

    __table_args__ = (
        CheckConstraint(
            "status NOT IN ('started', 'maintained', 'broken', 'completed') OR started_on IS NOT NULL", name="started"
        ),
        CheckConstraint("status NOT IN ('broken', 'completed') OR ended_on IS NOT NULL", name="ended"),
        Index("ix_solution_started_on", "started_on"),
    )


class SolutionCheck(Model):
    """Is the person still in the solution, one, three and six months after it started?"""

    __tablename__ = "solution_check"

    solution_id: Mapped[int] = mapped_column(ForeignKey("solution.id", ondelete="CASCADE"))
    solution: Mapped[Solution] = relationship(back_populates="checks")
    month: Mapped[int]
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    still_in: Mapped[bool | None]

    __table_args__ = (
        UniqueConstraint("solution_id", "month"),
        CheckConstraint("month IN (1, 3, 6)", name="month"),
        CheckConstraint("(done_on IS NULL) = (still_in IS NULL)", name="done"),
    )
