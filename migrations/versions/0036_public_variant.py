"""The public variant of an edition: which cells it shows, and its own proof"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    op.add_column("edition", sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("edition", sa.Column("open_audit", postgresql.JSONB(), nullable=True))
    op.add_column("edition", sa.Column("open_hidden", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.add_column("edition_cell", sa.Column("open", sa.Boolean(), server_default=sa.text("false"), nullable=False))
    op.execute(
        "ALTER TABLE edition ADD CONSTRAINT ck_edition_opened CHECK"
        " (opened_at IS NULL OR (published_at IS NOT NULL AND (open_audit ->> 'exposed') = '0')) NOT VALID"
    )
    op.execute("ALTER TABLE edition VALIDATE CONSTRAINT ck_edition_opened")
    op.execute(
        "ALTER TABLE edition_cell ADD CONSTRAINT ck_edition_cell_open"
        " CHECK (NOT open OR status = 'published') NOT VALID"
    )
    op.execute("ALTER TABLE edition_cell VALIDATE CONSTRAINT ck_edition_cell_open")


def downgrade() -> None:
    op.drop_column("edition_cell", "open")
    op.execute("ALTER TABLE edition DROP CONSTRAINT ck_edition_opened")
    op.drop_column("edition", "open_hidden")
    op.drop_column("edition", "open_audit")
    op.drop_column("edition", "opened_at")
