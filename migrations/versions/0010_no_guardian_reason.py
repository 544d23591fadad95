"""Why nobody can be reached for a minor"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.add_column("person", sa.Column("no_guardian_reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("person", "no_guardian_reason")
