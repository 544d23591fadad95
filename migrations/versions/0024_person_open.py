"""Whether a file is restricted, read from an index: long lists ask it of every line"""

from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_person_open",
            "person",
            ["id"],
            postgresql_include=["restricted"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_index("ix_person_open", "person")
