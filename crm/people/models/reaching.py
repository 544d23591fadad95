"""Other ways to a person than those of their file: who answers for a minor, further telephones and e-mails."""

from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.codes.people import GuardianRelation
from crm.db import Model, Public

if TYPE_CHECKING:
    from crm.people.models.record import Person


class Guardian(Public, Model):
    """Who answers for a minor, in the order in which they may be called."""

    __tablename__ = "guardian"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str]
    relation: Mapped[GuardianRelation]
    phone: Mapped[str | None]
    email: Mapped[str | None]
    priority: Mapped[int] = mapped_column(server_default=text("1"))
    may_be_contacted: Mapped[bool] = mapped_column(server_default=text("true"))

    __table_args__ = (CheckConstraint(r"phone ~ '^\+[0-9]{6,15}$'", name="phone"),)


class FurtherContact(Public, Model):
    """Another way to reach a person, as a list or a report gave it, beside that of the file until somebody chooses."""

    __tablename__ = "further_contact"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person: Mapped["Person"] = relationship(back_populates="further_contacts")
    phone: Mapped[str | None]
    email: Mapped[str | None]
    heard_on: Mapped[date]

    __table_args__ = (
        UniqueConstraint("person_id", "phone", "email", postgresql_nulls_not_distinct=True),
        CheckConstraint(r"phone ~ '^\+[0-9]{6,15}$'", name="phone"),
        CheckConstraint("num_nonnulls(phone, email) = 1", name="way"),
    )

    @property
    def way(self) -> str:
        """The attribute of the person that it is another one of: `phone` or `email`."""
        return "phone" if self.phone else "email"
