"""When and where one may be received: opening hours, absences, rooms, travel between sites."""

from datetime import date, datetime, time

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.appointments import AppointmentLocation
from crm.db import Model, Public
from crm.structures.models import Site, Structure


class Room(Public, Model):
    """Where one or several people are received; two appointments never share it."""

    __tablename__ = "room"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    """None: at the structure's own address."""

    site: Mapped[Site | None] = relationship()
    name: Mapped[str]
    seats: Mapped[int]
    active: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (
        UniqueConstraint("structure_id", "site_id", "name", postgresql_nulls_not_distinct=True),
        CheckConstraint("seats >= 1", name="seats"),
        CheckConstraint("name <> ''", name="not_empty"),
    )


class Opening(Public, Model):
    """Hours that come back every week, cut into slots: of a counsellor, perhaps in a room, or of a room alone."""

    __tablename__ = "opening"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship()
    counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    counsellor: Mapped[User | None] = relationship()
    room_id: Mapped[int | None] = mapped_column(ForeignKey("room.id"), index=True)
    room: Mapped[Room | None] = relationship()
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    """Where the counsellor sits, on the telephone too. None: at the structure's own address."""

    site: Mapped[Site | None] = relationship()
    location: Mapped[AppointmentLocation] = mapped_column(server_default=AppointmentLocation.OFFICE.value)
    weekday: Mapped[int]
    """1 on Monday, as ISO 8601 counts."""

    starts: Mapped[time]
    ends: Mapped[time]
    """Of the clock in Paris, in summer as in winter."""

    slot_minutes: Mapped[int]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    """The last day on which they hold."""

    self_bookable: Mapped[bool] = mapped_column(server_default=text("false"))
    """The person may take these slots themselves, from the link in a message."""

    partners: Mapped[bool] = mapped_column(server_default=text("false"))
    """Counsellors of other structures may take them, for a person who agrees."""

    reasons: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `Theme`; none: for whatever reason."""

    __table_args__ = (
        CheckConstraint("num_nonnulls(counsellor_id, room_id) > 0", name="whose"),
        CheckConstraint("weekday BETWEEN 1 AND 7", name="weekday"),
        CheckConstraint("slot_minutes BETWEEN 5 AND 480", name="slot_minutes"),
        CheckConstraint("ends - starts >= slot_minutes * interval '1 minute'", name="hours"),
        CheckConstraint("valid_until >= valid_from", name="valid"),
        Index("ix_opening_weekday", "weekday", "valid_from"),
    )


class Absence(Public, Model):
    """Nobody is received: a counsellor is away, or the whole structure is closed."""

    __tablename__ = "absence"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"))
    counsellor_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    """None: everybody of the structure."""

    counsellor: Mapped[User | None] = relationship()
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="range"),
        Index("ix_absence_structure_end", "structure_id", "ends_at"),
    )


class Travel(Model):
    """Minutes that a counsellor needs from one site of the structure to another, either way."""

    __tablename__ = "travel"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    site: Mapped[Site] = relationship(foreign_keys=[site_id])
    other_site_id: Mapped[int] = mapped_column(ForeignKey("site.id"))
    other_site: Mapped[Site] = relationship(foreign_keys=[other_site_id])
    minutes: Mapped[int]

    __table_args__ = (
        CheckConstraint("site_id < other_site_id", name="order"),
        CheckConstraint("minutes BETWEEN 1 AND 240", name="minutes"),
        UniqueConstraint("site_id", "other_site_id"),
    )
