"""Partner structures, what they cover, and the platforms that coordinate them."""

from datetime import date, datetime

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.codes import Code
from crm.codes.structures import Audience, Fee, MembershipTier, Network, Reception, ServiceLevel
from crm.codes.support import Theme
from crm.db import Base, Model, Public
from crm.territory.models import Arrondissement, Commune


class Structure(Public, Model):
    """A body that takes part in the SPRO. One structure may carry several networks (ML, MEF and PLIE at once)."""

    __tablename__ = "structure"

    name: Mapped[str]
    short_name: Mapped[str]
    """What people call it; it signs messages."""

    siret: Mapped[str | None] = mapped_column(unique=True)
    uai: Mapped[str | None] = mapped_column(unique=True)
    phone: Mapped[str | None]
    """E.164; the number to call back. Without it, no message leaves to a young person."""

    email: Mapped[str | None]
    address: Mapped[str] = mapped_column(server_default="")
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"), index=True)
    commune: Mapped[Commune] = relationship()
    tier: Mapped[MembershipTier] = mapped_column(server_default=MembershipTier.DE_DROIT.value)
    service_level: Mapped[ServiceLevel] = mapped_column(server_default=ServiceLevel.ACCOMPAGNEMENT.value)
    opening_hours: Mapped[str] = mapped_column(server_default="")
    capacity: Mapped[int | None]
    """New people it can take on in a month, as declared; none when it did not say."""

    languages: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `SpokenLanguage` in which people can be received, besides French."""

    active: Mapped[bool] = mapped_column(server_default=text("true"))
    verified_on: Mapped[date | None]
    source: Mapped[str | None]
    """Who publishes its entry in data·inclusion, when it comes from there."""

    source_id: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    networks: Mapped[list["StructureNetwork"]] = relationship(
        cascade="all, delete-orphan", order_by="StructureNetwork.network"
    )
    sites: Mapped[list["Site"]] = relationship(back_populates="structure", order_by="Site.name")
    coverage: Mapped[list["Coverage"]] = relationship(
        cascade="all, delete-orphan", order_by="Coverage.arrondissement_code"
    )

    services: Mapped[list["Service"]] = relationship(back_populates="structure", order_by="Service.name, Service.id")
    channels: Mapped["ChannelSetting | None"] = relationship(viewonly=True)
    """How it sends messages, if it chose anything."""

    __table_args__ = (
        CheckConstraint("siret ~ '^[0-9]{14}$'", name="siret"),
        CheckConstraint("uai ~ '^[0-9]{7}[A-Z]$'", name="uai"),
        CheckConstraint(r"phone ~ '^\+[0-9]{6,15}$'", name="phone"),
        CheckConstraint("capacity >= 0", name="capacity"),
        Index("uq_structure_source", "source", "source_id", unique=True),
    )


class Service(Public, Model):
    """What a structure offers, as data·inclusion v1 describes it."""

    __tablename__ = "service"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship(back_populates="services")
    source: Mapped[str]
    source_id: Mapped[str]
    name: Mapped[str]
    themes: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `Theme`; none: anything."""

    audiences: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `Audience`."""

    receptions: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """Values of `Reception`."""

    fee: Mapped[Fee | None]
    areas: Mapped[list[str]] = mapped_column(ARRAY(Text), server_default=text("'{}'"))
    """INSEE codes of communes, EPCI and départements; none: all that its structure covers."""

    opening_hours: Mapped[str] = mapped_column(server_default="")
    capacity: Mapped[int | None]
    """New people a month, where it is not the structure's."""

    verified_on: Mapped[date]

    @property
    def told(self) -> list[str]:
        """What it is for, for whom and how, in words."""
        listed: tuple[tuple[type[Code], list[str]], ...] = (
            (Theme, self.themes),
            (Audience, self.audiences),
            (Reception, self.receptions),
        )
        said = [", ".join(kind(value).label for value in values).capitalize() for kind, values in listed if values]
        said += [self.fee.label] if self.fee else []
        said += [self.opening_hours] if self.opening_hours else []
        said += [f"{self.capacity} nouveaux jeunes par mois"] if self.capacity else []
        return [*said, f"vérifié le {self.verified_on:%d/%m/%Y}"]

    __table_args__ = (
        UniqueConstraint("source", "source_id"),
        CheckConstraint("capacity >= 0", name="capacity"),
    )


class Favourite(Base):
    """A structure that a user sends people to often."""

    __tablename__ = "favourite"

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"), primary_key=True)
    structure_id: Mapped[int] = mapped_column(
        ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ChannelSetting(Base):
    """How a structure sends messages; without a line, its own name and telephone, and no text message."""

    __tablename__ = "channel_setting"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), primary_key=True)
    signature: Mapped[str] = mapped_column(server_default="")
    """Ends its messages; its short name when empty."""

    call_back: Mapped[str | None]
    """E.164; its telephone when empty."""

    account: Mapped[str] = mapped_column(server_default="")
    """A name of `SMS_ACCOUNTS`, where the credentials are; none when it sends no text message."""

    monthly_quota: Mapped[int] = mapped_column(server_default=text("0"))
    """In segments, as they are paid."""

    foreign_numbers: Mapped[bool] = mapped_column(server_default=text("false"))
    """Text messages may go to mobiles of other countries."""

    __table_args__ = (
        CheckConstraint(r"call_back ~ '^\+[0-9]{6,15}$'", name="call_back"),
        CheckConstraint("monthly_quota >= 0", name="monthly_quota"),
    )


class StructureNetwork(Base):
    __tablename__ = "structure_network"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True)
    network: Mapped[Network] = mapped_column(primary_key=True)


class Site(Public, Model):
    """A place where a structure receives people: head office, branch or weekly presence."""

    __tablename__ = "site"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    structure: Mapped[Structure] = relationship(back_populates="sites")
    name: Mapped[str]
    address: Mapped[str] = mapped_column(server_default="")
    commune_code: Mapped[str] = mapped_column(ForeignKey("commune.code"))
    commune: Mapped[Commune] = relationship()
    phone: Mapped[str | None]


class Coverage(Base):
    """A structure serves an arrondissement."""

    __tablename__ = "coverage"

    structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id", ondelete="CASCADE"), primary_key=True)
    arrondissement_code: Mapped[str] = mapped_column(ForeignKey("arrondissement.code"), primary_key=True, index=True)
    arrondissement: Mapped[Arrondissement] = relationship()


class Platform(Public, Model):
    """A PSAD: the structures that coordinate the care of dropouts on a territory, led by one of them."""

    __tablename__ = "platform"

    name: Mapped[str] = mapped_column(unique=True)
    lead_structure_id: Mapped[int] = mapped_column(ForeignKey("structure.id"), index=True)
    """Owns the next step of whatever has not been assigned yet: nothing is in nobody's list."""

    lead_structure: Mapped[Structure] = relationship()
    territory: Mapped[list["PlatformArrondissement"]] = relationship(
        cascade="all, delete-orphan", order_by="PlatformArrondissement.arrondissement_code"
    )


class PlatformArrondissement(Base):
    """An arrondissement belongs to one platform at most."""

    __tablename__ = "platform_arrondissement"

    arrondissement_code: Mapped[str] = mapped_column(ForeignKey("arrondissement.code"), primary_key=True)
    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"), index=True)
    arrondissement: Mapped[Arrondissement] = relationship()
