"""Files that came in: every row is kept with its verdict until somebody has decided, then seven days more."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from crm.accounts.models import Membership, User
from crm.codes.dropouts import DropoutSource
from crm.codes.imports import ImportState, ImportTarget, RowCause, RowDecision, RowVerdict
from crm.db import Model, Public
from crm.people.models import Person
from crm.reading import read_date
from crm.structures.models import Platform, Structure

WORKING = (ImportState.READING, ImportState.WRITING, ImportState.UNDOING)
UNDOABLE = timedelta(days=7)


class ImportFile(Public, Model):
    """One list, read and reviewed before anything is written."""

    __tablename__ = "import_file"

    target: Mapped[ImportTarget] = mapped_column(server_default=ImportTarget.DROPOUTS.value)
    platform_id: Mapped[int | None] = mapped_column(ForeignKey("platform.id"), index=True)
    platform: Mapped[Platform | None] = relationship()
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    """Whose list it is: a platform's, a structure's, or nobody's for the directory."""

    source: Mapped[DropoutSource | None]
    """Of dropouts only."""

    filename: Mapped[str]
    sha256: Mapped[str]
    """Of the content: the same file twice changes nothing."""

    headings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    """Each column as it was recognised: `name`, `field`, `confidence`, `samples`. The samples go with the rows."""

    left_out: Mapped[list[str]] = mapped_column(JSONB, server_default=text("'[]'"))
    """Columns that were never kept: social security numbers, national pupil numbers."""

    signature: Mapped[str] = mapped_column(server_default="")
    """Of the headings: the next file of the source that has them is read alike."""

    columns: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Column of the file for each field: `{"family_name": "NOM"}`."""

    state: Mapped[ImportState] = mapped_column(server_default=ImportState.MAPPING.value)
    uploaded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    uploaded_by: Mapped[User] = relationship()
    membership_id: Mapped[int | None] = mapped_column(ForeignKey("membership.id"))
    membership: Mapped[Membership | None] = relationship()
    """In whose name the worker writes."""

    uploaded_at: Mapped[datetime] = mapped_column(server_default=func.now())
    written_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    """When the last of its rows went."""

    __table_args__ = (
        CheckConstraint("(target = 'dropouts') = (source IS NOT NULL)", name="source_of"),
        Index(
            "uq_import_file_content",
            "target",
            "platform_id",
            "structure_id",
            "sha256",
            unique=True,
            postgresql_where=text("state <> 'undone'"),
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_import_file_working", "id", postgresql_where=text("state IN ('reading', 'writing', 'undoing')")),
    )

    @property
    def working(self) -> bool:
        return self.state in WORKING

    @property
    def undoable_until(self) -> datetime | None:
        return self.written_at + UNDOABLE if self.written_at else None

    def undoable(self, now: datetime) -> bool:
        return self.state is ImportState.WRITTEN and self.purged_at is None and now < (self.undoable_until or now)


class ImportRow(Model):
    """One line of the file, as read, and what becomes of it."""

    __tablename__ = "import_row"

    file_id: Mapped[int] = mapped_column(ForeignKey("import_file.id", ondelete="CASCADE"))
    file: Mapped[ImportFile] = relationship()
    number: Mapped[int]
    """Line of the file, from 1."""

    raw: Mapped[dict[str, Any]] = mapped_column(JSONB)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'"))
    """Fields as understood: names, ISO dates, E.164 phones, INSEE codes."""

    key: Mapped[str | None]
    """Two lines with one key are of the same person; none until the line was read."""

    verdict: Mapped[RowVerdict | None]
    """None until the line was compared with what is known."""

    cause: Mapped[RowCause] = mapped_column(server_default=RowCause.NONE.value)
    field: Mapped[str] = mapped_column(server_default="")
    """The field whose cell is wrong."""

    reason: Mapped[str] = mapped_column(server_default="")
    """Why, in words: which cell is wrong, or whom it resembles."""

    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"), index=True)
    """The known person it matches, then the one it was written to."""

    person: Mapped[Person | None] = relationship()
    structure_id: Mapped[int | None] = mapped_column(ForeignKey("structure.id"), index=True)
    """The known structure it matches, then the one it was written to."""

    structure: Mapped[Structure | None] = relationship()
    decision: Mapped[RowDecision | None]
    written: Mapped[list[dict[str, Any]] | None] = mapped_column(JSONB(none_as_null=True))
    """What was written of it, row by row and table by table: all it takes to undo it exactly."""

    kept: Mapped[str] = mapped_column(server_default="")
    """Why it was not undone."""

    def day(self, name: str) -> date | None:
        """A date that the line says, where its cell could be read."""
        return read_date(self.values.get(name) or "")

    __table_args__ = (
        UniqueConstraint("file_id", "number"),
        Index("ix_import_row_verdict", "file_id", "verdict", "cause", "number"),
        Index("ix_import_row_key", "file_id", "key", "number"),
    )
