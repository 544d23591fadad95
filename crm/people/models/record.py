"""The people we accompany, who may be called about them, and who follows them."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    UniqueConstraint,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from crm.accounts.models import User
from crm.codes.languages import SpokenLanguage
from crm.codes.people import (
    Childcare,
    CircleReason,
    EducationLevel,
    Flag,
    Housing,
    Language,
    LastClass,
    LicenceB,
    Mobility,
    Sex,
)
from crm.db import Base, Model, Public
from crm.people.models.reaching import FurtherContact, Guardian
from crm.people.models.wishes import OptOut
from crm.people.rules import to_confirm
from crm.structures.models import Platform, Structure
from crm.territory.models import Commune

BORN_AS = {Sex.FEMALE: "née", Sex.MALE: "né"}


class Person(Public, Model):
    """A young person. No NIR, no INE, no identity-document number, ever."""

    __tablename__ = "person"

    given_name: Mapped[str]
    family_name: Mapped[str]
    usual_name: Mapped[str | None]
    """The name used instead of the family name, where there is one."""

    born_on: Mapped[date]
    sex: Mapped[Sex] = mapped_column(server_default=Sex.UNKNOWN.value)
    commune_code: Mapped[str | None] = mapped_column(ForeignKey("commune.code"), index=True)
    commune: Mapped[Commune | None] = relationship()
    address: Mapped[str] = mapped_column(server_default="")
    phone: Mapped[str | None]
    """E.164."""

    no_phone: Mapped[bool] = mapped_column(server_default=text("false"))
    """“No phone” is an answer, not a gap."""

    email: Mapped[str | None]
    no_email: Mapped[bool] = mapped_column(server_default=text("false"))
    messages_agreed: Mapped[bool] = mapped_column(server_default=text("true"))
    """Accepts messages at all; what is not wanted by one channel is an `OptOut`."""

    reminded_shortly: Mapped[bool] = mapped_column(server_default=text("false"))
    """Wants a text message three hours before, too."""

    language: Mapped[Language] = mapped_column(server_default=Language.FRENCH.value)
    """Of the messages and of the page they lead to."""

    education_level: Mapped[EducationLevel] = mapped_column(server_default=EducationLevel.UNKNOWN.value)
    last_class: Mapped[LastClass | None]
    housing: Mapped[Housing] = mapped_column(server_default=Housing.UNKNOWN.value)
    mobility: Mapped[Mobility] = mapped_column(server_default=Mobility.UNKNOWN.value)
    licence_b: Mapped[LicenceB] = mapped_column(server_default=LicenceB.UNKNOWN.value)
    childcare: Mapped[Childcare] = mapped_column(server_default=Childcare.NOT_CONCERNED.value)
    received_in: Mapped[SpokenLanguage | None]
    """The language in which they need to be received, when it is not French."""

    restricted: Mapped[bool] = mapped_column(server_default=text("false"))
    """Hidden from all but the people named in `restricted_access`."""

    confirmed_at: Mapped[datetime | None]
    """When somebody last checked that what stands here is still true."""

    last_contact_from_person_at: Mapped[datetime | None]
    """When the person last came, called or wrote: retention counts from here."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    version: Mapped[int] = mapped_column(server_default=text("1"))
    """Raised by every edit, so that two people never overwrite each other silently."""

    no_guardian_reason: Mapped[str] = mapped_column(server_default="")
    """Why nobody can be reached for a minor, where it is so."""

    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    folded: Mapped[str] = mapped_column(
        Computed("crm_fold(given_name || ' ' || family_name || ' ' || coalesce(usual_name, ''))", persisted=True)
    )
    """The names as they are searched: lower case, no accents, one space before and after each word."""

    opt_outs: Mapped[list[OptOut]] = relationship(
        primaryjoin="and_(Person.id == OptOut.person_id, OptOut.ended_at.is_(None))", viewonly=True
    )
    """The channels by which they want nothing more, today."""

    circle: Mapped[list["Circle"]] = relationship(back_populates="person", order_by="Circle.id")
    guardians: Mapped[list[Guardian]] = relationship(order_by="Guardian.priority", cascade="all, delete-orphan")
    further_contacts: Mapped[list[FurtherContact]] = relationship(
        order_by="FurtherContact.id", cascade="all, delete-orphan", back_populates="person"
    )
    flags: Mapped[list["PersonFlag"]] = relationship(cascade="all, delete-orphan")
    named_readers: Mapped[list["RestrictedAccess"]] = relationship(cascade="all, delete-orphan")

    __mapper_args__ = {"version_id_col": version, "version_id_generator": lambda version: (version or 0) + 1}
    __table_args__ = (
        CheckConstraint(r"phone ~ '^\+[0-9]{6,15}$'", name="phone"),
        CheckConstraint("NOT (no_phone AND phone IS NOT NULL)", name="no_phone"),
        CheckConstraint("NOT (no_email AND email IS NOT NULL)", name="no_email"),
        CheckConstraint("born_on BETWEEN '1920-01-01' AND '2100-01-01'", name="born_on"),
        CheckConstraint("given_name <> '' AND family_name <> ''", name="names"),
        Index("ix_person_exact", "born_on", "folded"),
        Index("ix_person_open", "id", postgresql_include=["restricted"]),
        Index("ix_person_restricted", "id", postgresql_where=text("restricted")),
        Index("ix_person_merged_into_id", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
        Index("ix_person_phone", "phone", postgresql_where=text("phone IS NOT NULL")),
        Index("ix_person_email", text("lower(email)"), postgresql_where=text("email IS NOT NULL")),
    )

    @property
    def name(self) -> str:
        return f"{self.given_name} {self.usual_name or self.family_name}"

    @property
    def full_name(self) -> str:
        """`Sarah DIALLO, née BAH`: both names, since either may be looked for."""
        if not self.usual_name:
            return f"{self.given_name} {self.family_name.upper()}"
        return (
            f"{self.given_name} {self.usual_name.upper()}, {BORN_AS.get(self.sex, 'né·e')} {self.family_name.upper()}"
        )

    @property
    def initials(self) -> str:
        """« L. E. », where a name would be too much."""
        return f"{self.given_name[0]}. {(self.usual_name or self.family_name)[0]}."

    def age(self, today: date) -> int:
        return today.year - self.born_on.year - ((today.month, today.day) < (self.born_on.month, self.born_on.day))

    def to_confirm(self, today: date) -> list[str]:
        """What is missing or may have changed."""
        return to_confirm(
            today=today,
            born_on=self.born_on,
            has_phone=bool(self.phone) or self.no_phone,
            has_email=bool(self.email) or self.no_email,
            has_commune=self.commune_code is not None,
            guarded=bool(self.no_guardian_reason) or any(g.phone or g.email for g in self.guardians),
            confirmed_on=self.confirmed_at.date() if self.confirmed_at else None,
        )

    @hybrid_method
    def followed_by(self, structure_id: int | None, platform_id: int | None) -> bool:
        """Does this structure, or this platform, stand in the person's circle today?"""
        return any(c.until is None and c.is_for(structure_id, platform_id) for c in self.circle)

    @followed_by.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _followed_by(cls, structure_id: int | None, platform_id: int | None) -> ColumnElement[bool]:
        circle = select(literal(1)).where(
            Circle.person_id == cls.id,
            Circle.until.is_(None),
            Circle.structure_id == structure_id if structure_id else Circle.platform_id == platform_id,
        )
        return circle.offset(0).exists()  # asked of one row after the other, never by reading the whole circle first

    @hybrid_method
    def open_to(self, user_id: int) -> bool:
        """Restricted records open only to the people named."""
        return not self.restricted or any(reader.user_id == user_id for reader in self.named_readers)

    @open_to.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _open_to(cls, user_id: int) -> ColumnElement[bool]:
        return or_(cls.restricted.is_(False), cls.named(user_id))

    @classmethod
    def named(cls, user_id: int) -> ColumnElement[bool]:
        return exists().where(RestrictedAccess.person_id == cls.id, RestrictedAccess.user_id == user_id)


class AboutPerson:
    """A row about a person, which opens to whom their record does."""

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @declared_attr
    def person(self) -> Mapped[Person]:
        return relationship()

    @hybrid_method
    def open_to(self, user_id: int) -> bool:
        return self.person.open_to(user_id)

    @open_to.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _open_to(cls, user_id: int) -> ColumnElement[bool]:
        """Asked the other way round: of a région, few records are restricted."""
        closed = select(Person.id).where(Person.restricted, ~Person.named(user_id)).correlate(None)
        return cls.person_id.not_in(closed)


class Circle(Model):
    """Who follows a person: it is written by what is done (an episode, a referral, a case), never by hand."""

    __tablename__ = "circle"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    person: Mapped[Person] = relationship(back_populates="circle")
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"))
    structure: Mapped[Structure | None] = relationship()
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"))
    platform: Mapped[Platform | None] = relationship()
    reason: Mapped[CircleReason]
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("num_nonnulls(structure_id, platform_id) = 1", name="who"),
        CheckConstraint("until >= since", name="order"),
        Index(
            "uq_circle_open",
            "person_id",
            "structure_id",
            "platform_id",
            "reason",
            unique=True,
            postgresql_where=text("until IS NULL"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_circle_structure", "structure_id", "person_id", postgresql_where=text("until IS NULL")),
        Index("ix_circle_platform", "platform_id", "person_id", postgresql_where=text("until IS NULL")),
    )

    def is_for(self, structure_id: int | None, platform_id: int | None) -> bool:
        return self.structure_id == structure_id if structure_id else self.platform_id == platform_id


class RestrictedAccess(Base):
    """A user named as reader of a restricted record."""

    __tablename__ = "restricted_access"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    user: Mapped[User] = relationship()


class PersonFlag(Model):
    """A yes or no about a person, with its source and its date; absence means unknown."""

    __tablename__ = "person_flag"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    flag: Mapped[Flag]
    value: Mapped[bool]
    source: Mapped[str] = mapped_column(server_default="")
    dated_on: Mapped[date]

    __table_args__ = (UniqueConstraint("person_id", "flag"),)


class AttributePast(Model):
    """What an attribute of a person was until it was changed: written by the database, so that figures can be of then.

    Names: `commune_code`, `education_level` (an empty value was none), and the flags `qpv`, `frr`, `rqth` (yes or no).
    """

    __tablename__ = "attribute_past"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    value: Mapped[str]
    since: Mapped[date | None]
    """Of a flag: the date that it bore."""

    until: Mapped[datetime]

    __table_args__ = (Index("ix_attribute_past_person", "person_id", "name", "until"),)
