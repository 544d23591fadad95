"""What linkage has learned, and the pairs of files it suspects"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "linkage_model",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("levels", postgresql.JSONB(), nullable=False),
        sa.Column("shares", postgresql.JSONB(), nullable=False),
        sa.Column("people", sa.BigInteger(), nullable=False),
        sa.Column("totals", postgresql.JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_linkage_model")),
    )
    op.create_table(
        "name_count",
        sa.Column("kind", sa.Enum("given", "family", name="namekind", native_enum=False, length=None), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("kind IN ('given', 'family')", name=op.f("ck_name_count_kind")),
        sa.CheckConstraint("count > 0", name=op.f("ck_name_count_count")),
        sa.PrimaryKeyConstraint("kind", "name", name=op.f("pk_name_count")),
    )
    op.create_table(
        "suspected_pair",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("a_id", sa.BigInteger(), nullable=False),
        sa.Column("b_id", sa.BigInteger(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("suspected", "different", "merged", name="pairstate", native_enum=False, length=None),
            server_default="suspected",
            nullable=False,
        ),
        sa.Column("platform_id", sa.BigInteger(), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(state = 'suspected') = (settled_at IS NULL)", name=op.f("ck_suspected_pair_settled")),
        sa.CheckConstraint("state IN ('suspected', 'different', 'merged')", name=op.f("ck_suspected_pair_state")),
        sa.CheckConstraint("a_id < b_id", name=op.f("ck_suspected_pair_order")),
        sa.CheckConstraint("probability BETWEEN 0 AND 1", name=op.f("ck_suspected_pair_probability")),
        sa.ForeignKeyConstraint(["a_id"], ["person.id"], name=op.f("fk_suspected_pair_a_id")),
        sa.ForeignKeyConstraint(["b_id"], ["person.id"], name=op.f("fk_suspected_pair_b_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_suspected_pair_platform_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_suspected_pair_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspected_pair")),
        sa.UniqueConstraint("a_id", "b_id", name=op.f("uq_suspected_pair_a_id_b_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_suspected_pair_uid")),
    )
    op.create_index(op.f("ix_suspected_pair_b_id"), "suspected_pair", ["b_id"], unique=False)
    op.create_index(
        "ix_suspected_pair_open",
        "suspected_pair",
        ["platform_id", "probability"],
        unique=False,
        postgresql_where=sa.text("state = 'suspected'"),
    )


def downgrade() -> None:
    op.drop_table("suspected_pair")
    op.drop_table("name_count")
    op.drop_table("linkage_model")
