"""The few restricted records are found without reading all the others"""

import sqlalchemy as sa
from alembic import op

revision = "0042"
down_revision = "0041"


def upgrade() -> None:
    op.create_index("ix_person_restricted", "person", ["id"], postgresql_where=sa.text("restricted"))


def downgrade() -> None:
    op.drop_index("ix_person_restricted", "person")
