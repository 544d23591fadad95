"""Pools solved as a whole, and the languages in which people are received"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0020"
down_revision = "0019"

LANGUAGES = ("ar", "ber", "tr", "pl", "ro", "pt", "es", "en", "uk", "ru", "fa", "ps", "ti", "so", "bn", "ff", "lsf")


def upgrade() -> None:
    op.create_table(
        "pool",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column("weights", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reach", sa.BigInteger(), server_default=sa.text("40"), nullable=False),
        sa.Column("total", sa.BigInteger(), server_default=sa.text("0"), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("reach BETWEEN 1 AND 1000", name=op.f("ck_pool_reach")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_pool_platform_id")),
        sa.ForeignKeyConstraint(["solved_by_id"], ["user.id"], name=op.f("fk_pool_solved_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint("platform_id", name=op.f("uq_pool_platform_id")),
    )
    op.create_table(
        "proposal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=True),
        sa.Column("fixed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("pieces", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("runners", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("why", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(structure_id IS NULL) = (why <> '')", name=op.f("ck_proposal_explained")),
        sa.CheckConstraint("NOT fixed OR structure_id IS NOT NULL", name=op.f("ck_proposal_fixed")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_proposal_person_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_proposal_platform_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_proposal_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("subject", name=op.f("uq_proposal_subject")),
        sa.UniqueConstraint("uid", name=op.f("uq_proposal_uid")),
    )
    op.create_index("ix_proposal_pool", "proposal", ["platform_id", "rank"], unique=True)
    op.create_index("ix_proposal_person_id", "proposal", ["person_id"])
    op.create_index("ix_proposal_structure_id", "proposal", ["structure_id"])
    op.create_table(
        "set_aside",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_set_aside_made_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_set_aside_person_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_set_aside_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_set_aside")),
        sa.UniqueConstraint("person_id", "structure_id", name=op.f("uq_set_aside_person_id_structure_id")),
    )
    op.create_index("ix_set_aside_structure_id", "set_aside", ["structure_id"])
    language = sa.Enum(*LANGUAGES, name="spokenlanguage", native_enum=False, length=None)
    op.add_column("person", sa.Column("received_in", language, nullable=True))
    op.create_check_constraint(
        op.f("ck_person_received_in"),
        "person",
        sa.column("received_in").in_(LANGUAGES),
        postgresql_not_valid=True,  # the column is new: nothing stands in it yet
    )
    op.add_column(
        "structure",
        sa.Column("languages", postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("structure", "languages")
    op.drop_column("person", "received_in")
    op.drop_table("set_aside")
    op.drop_table("proposal")
    op.drop_table("pool")
