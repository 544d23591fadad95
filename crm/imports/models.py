"""Files that came in: every row is kept with its verdict until somebody has decided."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import User
from crm.codes.dropouts import DropoutSource, ImportState, RowDecision, RowVerdict
from crm.db import Model, Public
from crm.people.models import Person
from crm.structures.models import Platform


class ImportFile(Public, Model):
    """One list of dropouts, read and reviewed before anything is written."""

    __tablename__ = "import_file"

    platform_id: Mapped[int] = mapped_column(ForeignKey("platform.id"), index=True)
    platform: Mapped[Platform] = relationship()
    source: Mapped[DropoutSource]
    filename: Mapped[str]
    sha256: Mapped[str]
    """Of the content: the same file twice changes nothing."""

    columns: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Column of the file for each field: `{"family_name": "NOM"}`."""

    state: Mapped[ImportState] = mapped_column(server_default=ImportState.RECEIVED.value)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_by: Mapped[User] = relationship()
    uploaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    written_at: Mapped[datetime | None]
    rows: Mapped[list["ImportRow"]] = relationship(back_populates="file", order_by="ImportRow.number")

    __table_args__ = (
        Index(
            "uq_import_file_content",
            "platform_id",
            "sha256",
            unique=True,
            postgresql_where=text("state IN ('received', 'ready', 'written')"),
        ),
    )


class ImportRow(Model):
    """One line of the file, as read, and what becomes of it."""

    __tablename__ = "import_row"

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    file: Mapped[ImportFile] = relationship(back_populates="rows")
    number: Mapped[int]
    """Line of the file, the heading being line 1."""

    raw: Mapped[dict[str, Any]] = mapped_column(JSONB)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Fields as understood: names, ISO dates, E.164 phones, INSEE codes."""

    verdict: Mapped[RowVerdict]
    reason: Mapped[str] = mapped_column(server_default="")
    """Why, in words: which cell is wrong, or whom it resembles."""

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The known person it matches."""

    person: Mapped[Person | None] = relationship()
    decision: Mapped[RowDecision | None]

    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index("ix_import_row_verdict", "file_id", "verdict", "number"),
    )
