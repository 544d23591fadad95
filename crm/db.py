"""The database: the base of every table, the session, and the one place where a transaction ends."""

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    ColumnElement,
    DateTime,
    Double,
    Enum,
    Identity,
    MetaData,
    SQLColumnExpression,
    Table,
    Text,
    any_,
    event,
    func,
    literal,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from crm.codes import Code


class Base(DeclarativeBase):
    """What all tables share: types, and names that migrations and error messages can rely on."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        int: BigInteger,
        float: Double,
        str: Text,
        datetime: DateTime(timezone=True),
        Code: Enum(Code, native_enum=False, length=None, values_callable=lambda kind: [m.value for m in kind]),
    }


class Model(Base):
    """A table with a surrogate key."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Identity(), primary_key=True, sort_order=-2)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"  # never personal data: this ends in logs


class Public:
    """A row that has an address: its UUIDv7 stands in URLs, its key never does."""

    uid: Mapped[UUID] = mapped_column(server_default=func.uuidv7(), unique=True, sort_order=-1)


@event.listens_for(Column, "after_parent_attach")
def constrain_codes(column: Column[Any], table: Table) -> None:
    """A column of a code list holds its values and no other, whoever writes."""
    if table.metadata is Base.metadata and isinstance(column.type, Enum) and column.type.enum_class:
        values = ", ".join(f"'{value}'" for value in column.type.enums)
        table.append_constraint(CheckConstraint(f"{column.name} IN ({values})", name=column.name))


db = SQLAlchemy(metadata=Base.metadata)
migrate = Migrate(db=db, render_as_batch=False, compare_server_default=True, compare_type=True)


def among(column: SQLColumnExpression[int], keys: Iterable[int]) -> ColumnElement[bool]:
    """Is the key one of these? One parameter however many they are, so that the statement stays prepared."""
    return column == any_(literal(list(keys), ARRAY(BigInteger)))


@contextmanager
def transaction() -> Generator[None]:
    """Keep all that was done inside, or none of it. Wraps every request, task and command; nothing else commits."""
    try:
        yield
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
