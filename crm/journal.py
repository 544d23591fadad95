"""The access journal: who read, wrote or exported what, when and why. The database refuses to change a line."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import Membership, User
from crm.db import Model, db
from crm.people.models import Person
from crm.structures.models import Structure


class AccessEntry(Model):
    """One access. Holds identifiers only: never a name, never what was read or written."""

    __tablename__ = "access_entry"

    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    user: Mapped[User | None] = relationship()
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    structure: Mapped[Structure | None] = relationship()
    verb: Mapped[str]
    """What was done, as `area.verb`."""

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    person: Mapped[Person | None] = relationship()
    reason: Mapped[str] = mapped_column(server_default="")
    """Asked for where access is not given by the circle."""

    __table_args__ = (Index("ix_access_entry_person", "person_id", "at"), Index("ix_access_entry_at", "at"))


def record(actor: Membership | None, verb: str, person: Person | None = None, *, reason: str = "") -> None:
    """Write a line in the transaction of what it tells about; without an actor, for who came by a link or by itself."""
    db.session.add(
        AccessEntry(
            user_id=actor.user_id if actor else None,
            membership_id=actor.id if actor else None,
            structure_id=actor.structure_id if actor else None,
            verb=verb,
            person_id=person.id if person else None,
            reason=reason,
        )
    )
