"""The files merged into another are found by it, also by the database when it deletes a person"""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"


def upgrade() -> None:
    merged = sa.text("merged_into_id IS NOT NULL")
    op.create_index("ix_person_merged_into_id", "person", ["merged_into_id"], postgresql_where=merged)


def downgrade() -> None:
    op.drop_index("ix_person_merged_into_id", "person")
