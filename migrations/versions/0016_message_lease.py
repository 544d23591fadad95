"""Whose lease a message is under, and which ones nobody sent in time"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_message_late",
            "message",
            ["not_after"],
            postgresql_where=sa.text("state IN ('waiting', 'sending')"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )
    op.add_column("message", sa.Column("lease", sa.Uuid(), nullable=True))


def downgrade() -> None:
    op.drop_column("message", "lease")
    with op.get_context().autocommit_block():
        op.drop_index("ix_message_late", table_name="message", postgresql_concurrently=True)
