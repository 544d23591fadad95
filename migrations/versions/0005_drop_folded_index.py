"""Names are no longer searched in the table of people itself"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("ix_person_folded", table_name="person", postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_person_folded",
            "person",
            ["folded"],
            postgresql_using="gin",
            postgresql_ops={"folded": "gin_trgm_ops"},
            postgresql_concurrently=True,
        )
