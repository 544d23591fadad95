"""Two files made one, with what it takes to undo it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "merge",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("kept_id", sa.BigInteger(), nullable=False),
        sa.Column("gone_id", sa.BigInteger(), nullable=False),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("merged_by_id", sa.BigInteger(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by_id", sa.BigInteger(), nullable=True),
        sa.Column("before", postgresql.JSONB(), nullable=False),
        sa.CheckConstraint("(undone_at IS NULL) = (undone_by_id IS NULL)", name=op.f("ck_merge_undone")),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_merge_two")),
        sa.ForeignKeyConstraint(["gone_id"], ["person.id"], name=op.f("fk_merge_gone_id")),
        sa.ForeignKeyConstraint(["kept_id"], ["person.id"], name=op.f("fk_merge_kept_id")),
        sa.ForeignKeyConstraint(["merged_by_id"], ["user.id"], name=op.f("fk_merge_merged_by_id")),
        sa.ForeignKeyConstraint(["undone_by_id"], ["user.id"], name=op.f("fk_merge_undone_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
        sa.UniqueConstraint("uid", name=op.f("uq_merge_uid")),
    )
    op.create_index(op.f("ix_merge_gone_id"), "merge", ["gone_id"], unique=False)
    op.create_index(op.f("ix_merge_kept_id"), "merge", ["kept_id"], unique=False)


def downgrade() -> None:
    op.drop_table("merge")
