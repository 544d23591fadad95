"""How people are found: one row for each file, kept by the database itself whenever the file or its circle changes."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, Text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from crm.db import Base


class PersonSearch(Base):
    """Written by `crm_index_people` (migration 0040), never by the application. Merged files have no row."""

    __tablename__ = "person_search"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    born_on: Mapped[date]
    words: Mapped[str]
    """Folded names, a bar, the folded commune: ` sarah martin | lille `."""

    keys: Mapped[list[str]] = mapped_column(ARRAY(Text))
    """`s` and how a word of the names sounds, or several as one, `t` and a telephone, its own, a further
    one or a guardian's, `e` and an e-mail, `y` and the year of birth."""

    followers: Mapped[list[int]] = mapped_column(ARRAY(BigInteger))
    """The structures of today's circle, and its platforms as negative numbers."""

    __table_args__ = (
        Index(
            "ix_person_search",
            "followers",
            "words",
            "keys",
            postgresql_using="gin",
            postgresql_ops={"words": "gin_trgm_ops"},
        ),
        Index("ix_person_search_born_on", "born_on"),
    )


def follower(structure_id: int | None, platform_id: int | None) -> int:
    """A structure or a platform as it stands among the followers."""
    return structure_id if structure_id else -(platform_id or 0)
