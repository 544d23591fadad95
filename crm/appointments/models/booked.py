"""Appointments and who takes part; PostgreSQL refuses that anybody be in two places at once."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.appointments.models.hours import Room
from crm.codes.appointments import (
    AppointmentKind,
    AppointmentLocation,
    AppointmentStatus,
    ParticipationStatus,
    SlotOrigin,
)
from crm.db import Model, Public
from crm.people.models import Person
from crm.structures.models import Site, Structure


class Appointment(Public, Model):
    """A slot of a counsellor, with one person or several. Moving it makes a new one, linked to the old."""

    __tablename__ = "appointment"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship()
    counsellor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    counsellor: Mapped[User] = relationship(foreign_keys=[counsellor_id])
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    site: Mapped[Site | None] = relationship()
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"))
    room: Mapped[Room | None] = relationship()
    kind: Mapped[AppointmentKind] = mapped_column(server_default=AppointmentKind.INDIVIDUAL.value)
    location: Mapped[AppointmentLocation] = mapped_column(server_default=AppointmentLocation.OFFICE.value)
    place: Mapped[str] = mapped_column(server_default="")
    """Where to go, when it is neither a site nor the structure's address."""

    title: Mapped[str] = mapped_column(server_default="")
    """Of a collective one; an individual appointment has none, so that nothing sensitive can travel."""

    capacity: Mapped[int] = mapped_column(server_default=text("1"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[AppointmentStatus] = mapped_column(server_default=AppointmentStatus.PLANNED.value)
    """`freed`: the person excused themselves, and the slot may be given to somebody else."""

    moved_from_id: Mapped[int | None] = mapped_column(ForeignKey("appointment.id"))
    moved_from: Mapped["Appointment | None"] = relationship(remote_side="Appointment.id")
    sequence: Mapped[int] = mapped_column(server_default=text("0"))
    """Of the calendar entry: raised by each move or cancellation."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    participations: Mapped[list["Participation"]] = relationship(
        back_populates="appointment", order_by="Participation.id", foreign_keys="Participation.appointment_id"
    )

    __table_args__ = (
        CheckConstraint("ends_at > starts_at AND ends_at <= starts_at + interval '12 hours'", name="duration"),
        CheckConstraint("capacity >= 1", name="capacity"),
        CheckConstraint("kind = 'individual' OR title <> ''", name="title"),
        UniqueConstraint("id", "starts_at", "ends_at"),
        ExcludeConstraint(
            ("counsellor_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_appointment_counsellor",
            using="gist",
            where=text("status = 'planned'"),
        ),
        ExcludeConstraint(
            ("room_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_appointment_room",
            using="gist",
            where=text("status = 'planned' AND room_id IS NOT NULL"),
        ),
        Index("ix_appointment_counsellor", "counsellor_id", "starts_at"),
        Index("ix_appointment_structure_start", "structure_id", "starts_at"),
    )


class Participation(Public, Model):
    """A person's part in an appointment; who excused themselves and comes back has a second one.

    The trigger `count_places` refuses more people than the appointment's capacity, whoever writes at the same time.
    """

    __tablename__ = "participation"

    appointment_id: Mapped[int] = mapped_column(index=True)
    appointment: Mapped[Appointment] = relationship(back_populates="participations", foreign_keys=[appointment_id])
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person] = relationship()
    status: Mapped[ParticipationStatus] = mapped_column(server_default=ParticipationStatus.SCHEDULED.value)
    slot_origin: Mapped[SlotOrigin] = mapped_column(server_default=SlotOrigin.AGREED.value)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    """The appointment's own hours, kept the same by the foreign key."""

    booked_at: Mapped[datetime] = mapped_column(server_default=func.now())
    resolved_at: Mapped[datetime | None]
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact_event.id"), index=True)
    """The contact that it became when it was kept: it is not typed twice."""

    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"))
    """Where the person lived when it was booked."""

    referral_id: Mapped[int | None] = mapped_column(ForeignKey("referral.id"), index=True)
    """The referral, if any, that led to it."""

    __table_args__ = (
        ForeignKeyConstraint(
            ["appointment_id", "starts_at", "ends_at"],
            ["appointment.id", "appointment.starts_at", "appointment.ends_at"],
            onupdate="CASCADE",
        ),
        Index(
            "uq_participation_held",
            "appointment_id",
            "person_id",
            unique=True,
            postgresql_where=text("status NOT IN ('excused', 'revoked', 'rescheduled')"),
        ),
        ExcludeConstraint(
            ("person_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_participation_person",
            using="gist",
            where=text("status IN ('scheduled', 'confirmed')"),
        ),
        Index("ix_participation_person", "person_id", "starts_at"),
        Index(
            "ix_participation_to_complete",
            "ends_at",
            postgresql_where=text("status IN ('scheduled', 'confirmed')"),
        ),
        Index("ix_participation_starts_at", "starts_at"),
    )
