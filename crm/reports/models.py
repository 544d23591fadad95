"""Quarterly editions: what was counted, how it was protected, who let it out."""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.dropouts import EditionState
from crm.db import Model, Public


class Edition(Public, Model):
    """The activity report of one quarter, in one version: published only with a passing audit and a signature."""

    __tablename__ = "edition"

    year: Mapped[int]
    quarter: Mapped[int]
    revision: Mapped[int] = mapped_column(server_default=text("1"))
    state: Mapped[EditionState] = mapped_column(server_default=EditionState.BUILDING.value)
    stage: Mapped[str] = mapped_column(server_default="")
    """How far the building has come, in words."""

    counted_at: Mapped[datetime | None]
    """When its facts were counted, from one snapshot; none while they are not."""

    requested_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    built_at: Mapped[datetime | None]
    audit: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The auditor's proof: interval per hidden cell, how it was found, time."""

    audit_passed: Mapped[bool] = mapped_column(server_default=text("false"))
    loss: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """What protection cost: cells hidden, share of the counts hidden, per table."""

    signed_off_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    signed_off_by: Mapped[User | None] = relationship(foreign_keys=[signed_off_by_id])
    signed_off_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    published_by: Mapped[User | None] = relationship(foreign_keys=[published_by_id])
    published_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    """Since when anybody may read its public variant, at a higher threshold."""

    open_audit: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    """The auditor’s proof of the public variant; none while it was not tried."""

    open_hidden: Mapped[int] = mapped_column(server_default=text("0"))
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    cells: Mapped[list["EditionCell"]] = relationship(back_populates="edition", order_by="EditionCell.id")
    moves: Mapped[list["EditionMove"]] = relationship(back_populates="edition", order_by="EditionMove.id")

    __table_args__ = (
        UniqueConstraint("year", "quarter", "revision"),
        CheckConstraint("quarter BETWEEN 1 AND 4", name="quarter"),
        CheckConstraint("state IN ('building', 'draft') OR (audit_passed AND signed_off_at IS NOT NULL)", name="proof"),
        CheckConstraint(
            "state NOT IN ('published', 'replaced', 'archived') OR published_at IS NOT NULL", name="published"
        ),
        CheckConstraint(
            "opened_at IS NULL OR (published_at IS NOT NULL AND (open_audit ->> 'exposed') = '0')", name="opened"
        ),
        Index("uq_edition_published", "year", "quarter", unique=True, postgresql_where=text("state = 'published'")),
    )


class EditionCell(Model):
    """One figure: an indicator under at most two axes. `value` is what readers see; none is « s »."""

    __tablename__ = "edition_cell"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    edition: Mapped[Edition] = relationship(back_populates="cells")
    indicator: Mapped[str]
    """Identifier of the definition, such as `C-5`."""

    territory: Mapped[str] = mapped_column(server_default="")
    """`region`, `dep:59`, `arr:595`, `net:mission_locale`; empty for the région."""

    axis: Mapped[str] = mapped_column(server_default="")
    """The second axis and its value, such as `age:18-21`; empty for the total."""

    value: Mapped[float | None]
    status: Mapped[str]
    """`published`, `primary`, `secondary`, or `kept`: revised by too little, it shows its first value."""

    open: Mapped[bool] = mapped_column(server_default=text("false"))
    """Whether the public variant shows it too: the same value, or nothing."""

    __table_args__ = (
        UniqueConstraint("edition_id", "indicator", "territory", "axis"),
        CheckConstraint("NOT open OR status = 'published'", name="open"),
        CheckConstraint("status IN ('published', 'primary', 'secondary', 'kept')", name="status"),
        CheckConstraint("(value IS NULL) = (status IN ('primary', 'secondary'))", name="hidden"),
    )


class EditionFact(Model):
    """What was counted for an edition, before protection: the purpose-made table from which it is built."""

    __tablename__ = "edition_fact"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    indicator: Mapped[str]
    arrondissement: Mapped[str]
    axis: Mapped[str]
    count: Mapped[int]

    __table_args__ = (UniqueConstraint("edition_id", "indicator", "arrondissement", "axis"),)


class EditionMeasure(Model):
    """A median, mean or coverage of an edition, and of how many facts it is."""

    __tablename__ = "edition_measure"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"))
    indicator: Mapped[str]
    territory: Mapped[str]
    value: Mapped[float]
    number: Mapped[int]
    total: Mapped[int]

    __table_args__ = (UniqueConstraint("edition_id", "indicator", "territory"),)


class EditionMove(Model):
    """One step in the life of an edition, and who took it: nobody, when the product did at its time."""

    __tablename__ = "edition_move"

    edition_id: Mapped[int] = mapped_column(ForeignKey("edition.id", ondelete="CASCADE"), index=True)
    edition: Mapped[Edition] = relationship(back_populates="moves")
    came_from: Mapped[EditionState | None]
    went_to: Mapped[EditionState]
    at: Mapped[datetime]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    user: Mapped[User | None] = relationship()
