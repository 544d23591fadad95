"""The official geography: codes of INSEE, one vintage at a time (see `data/README.md`)."""

from sqlalchemy import ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.db import Base


class Departement(Base):
    __tablename__ = "departement"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Arrondissement(Base):
    __tablename__ = "arrondissement"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"))
    departement: Mapped[Departement] = relationship()


class Epci(Base):
    """A group of communes; five of them reach beyond the région, and keep their code."""

    __tablename__ = "epci"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]


class Commune(Base):
    __tablename__ = "commune"

    code: Mapped[str] = mapped_column(primary_key=True)
    """INSEE code: a postcode may cover forty communes, and a commune may have several."""

    name: Mapped[str]
    postcodes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    population: Mapped[int]
    arrondissement_code: Mapped[str] = mapped_column(ForeignKey("arrondissement.code"), index=True)
    arrondissement: Mapped[Arrondissement] = relationship()
    epci_code: Mapped[str | None] = mapped_column(ForeignKey("epci.code"), index=True)
    departement_code: Mapped[str] = mapped_column(ForeignKey("departement.code"))
    latitude: Mapped[float]
    longitude: Mapped[float]
    located: Mapped[str]
    """Whose coordinates these are: the `commune`'s own, or the centre of its `epci` or `arrondissement`."""

    folded: Mapped[str]
    """The name as it is searched: lower case, without accents or punctuation."""

    __table_args__ = (
        Index("ix_commune_folded", "folded", postgresql_ops={"folded": "text_pattern_ops"}),
        Index("ix_commune_postcodes", "postcodes", postgresql_using="gin"),
    )
