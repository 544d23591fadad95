"""What linkage has learned, and the pairs of files it suspects."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.hybrid import hybrid_method
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship
from sqlalchemy.sql import ColumnElement

from crm.accounts.models import User
from crm.codes.people import NameKind, PairState
from crm.db import Base, Model, Public
from crm.people.models.record import Person
from crm.structures.models import Platform


class LinkageModel(Model):
    """One learning; the latest is in use. See `crm.people.rules.model`."""

    __tablename__ = "linkage_model"

    learned_at: Mapped[datetime]
    levels: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """For each field, the probabilities by class and level."""

    shares: Mapped[list[float]] = mapped_column(JSONB)
    people: Mapped[int]
    """How many files it was learned from."""

    totals: Mapped[dict[str, Any]] = mapped_column(JSONB)
    """For each `NameKind`, the total and the mean of its `Counts`."""


class NameCount(Base):
    """How many files bear a folded name, or were born on a day."""

    __tablename__ = "name_count"

    kind: Mapped[NameKind] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    count: Mapped[int]

    __table_args__ = (CheckConstraint("count > 0", name="count"),)


class SuspectedPair(Public, Model):
    """Two files that may be of one person, until somebody says."""

    __tablename__ = "suspected_pair"

    a_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    a: Mapped[Person] = relationship(foreign_keys=a_id)
    b_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    b: Mapped[Person] = relationship(foreign_keys=b_id)
    probability: Mapped[float]
    explanation: Mapped[str]
    state: Mapped[PairState] = mapped_column(server_default=PairState.SUSPECTED.value)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"))
    """Whose coordinator is asked: the platform of where one of them lives."""

    platform: Mapped[Platform | None] = relationship()
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    settled_by: Mapped[User | None] = relationship()

    __table_args__ = (
        UniqueConstraint("a_id", "b_id"),
        CheckConstraint("a_id < b_id", name="order"),
        CheckConstraint("probability BETWEEN 0 AND 1", name="probability"),
        CheckConstraint("(state = 'suspected') = (settled_at IS NULL)", name="settled"),
        Index(
            "ix_suspected_pair_open",
            "platform_id",
            "probability",
            postgresql_where=text("state = 'suspected'"),
        ),
    )

    @hybrid_method
    def both_followed_by(self, structure_id: int | None) -> bool:
        """Are both files of the structure's circle?"""
        return self.a.followed_by(structure_id, None) and self.b.followed_by(structure_id, None)

    @both_followed_by.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _both_followed_by(cls, structure_id: int | None) -> ColumnElement[bool]:
        one, other = aliased(Person), aliased(Person)
        return cls.a.of_type(one).has(one.followed_by(structure_id, None)) & cls.b.of_type(other).has(
            other.followed_by(structure_id, None)
        )

    @hybrid_method
    def both_open_to(self, user_id: int) -> bool:
        """Neither is restricted, but to its named readers."""
        return self.a.open_to(user_id) and self.b.open_to(user_id)

    @both_open_to.inplace.expression  # type: ignore[attr-defined, untyped-decorator]
    @classmethod
    def _both_open_to(cls, user_id: int) -> ColumnElement[bool]:
        one, other = aliased(Person), aliased(Person)
        return cls.a.of_type(one).has(one.open_to(user_id)) & cls.b.of_type(other).has(other.open_to(user_id))


class Merge(Public, Model):
    """Two files made one, with all it takes to undo it exactly."""

    __tablename__ = "merge"

    kept_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    kept: Mapped[Person] = relationship(foreign_keys=kept_id)
    gone_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    gone: Mapped[Person] = relationship(foreign_keys=gone_id)
    merged_at: Mapped[datetime]
    merged_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    merged_by: Mapped[User] = relationship(foreign_keys=merged_by_id)
    undone_at: Mapped[datetime | None]
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    before: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    """Every row that was changed or removed, as it was: `table`, `row`, in the order in which they were touched."""

    __table_args__ = (
        CheckConstraint("kept_id <> gone_id", name="two"),
        CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name="undone"),
    )
