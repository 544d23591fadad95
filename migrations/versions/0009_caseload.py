"""Accompaniments are handed over, ways of looking at them are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    op.create_table(
        "handover",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("batch", sa.Uuid(), nullable=False),
        sa.Column("episode_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("from_user_id", sa.BigInteger(), nullable=False),
        sa.Column("to_user_id", sa.BigInteger(), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("from_user_id <> to_user_id", name=op.f("ck_handover_two")),
        sa.CheckConstraint("given_back_at IS NULL OR until IS NOT NULL", name=op.f("ck_handover_lent")),
        sa.ForeignKeyConstraint(["episode_id"], ["support_episode.id"], name=op.f("fk_handover_episode_id")),
        sa.ForeignKeyConstraint(["from_user_id"], ["user.id"], name=op.f("fk_handover_from_user_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_handover_made_by_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_handover_structure_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["user.id"], name=op.f("fk_handover_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
    )
    op.create_index(op.f("ix_handover_batch"), "handover", ["batch"], unique=False)
    op.create_index(op.f("ix_handover_episode_id"), "handover", ["episode_id"], unique=False)
    op.create_index(op.f("ix_handover_from_user_id"), "handover", ["from_user_id"], unique=False)
    op.create_index(op.f("ix_handover_structure_id"), "handover", ["structure_id"], unique=False)
    op.create_index(op.f("ix_handover_to_user_id"), "handover", ["to_user_id"], unique=False)
    op.create_index(
        "uq_handover_lent",
        "handover",
        ["episode_id"],
        unique=True,
        postgresql_where=sa.text("until IS NOT NULL AND given_back_at IS NULL"),
    )
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.CheckConstraint("name <> ''", name=op.f("ck_saved_filter_named")),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_saved_filter_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_filter")),
        sa.UniqueConstraint("uid", name=op.f("uq_saved_filter_uid")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_filter_user_id_name")),
    )
    op.create_index(op.f("ix_saved_filter_user_id"), "saved_filter", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_table("saved_filter")
    op.drop_table("handover")
