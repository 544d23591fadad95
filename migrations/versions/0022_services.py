"""Services of the directory, favourites, and why a referral is urgent"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0022"
down_revision = "0021"

REASONS = ("training_duty", "break", "deadline", "safety")
SERVICE, REASON = "fk_referral_service_id", "ck_referral_urgency_reason"


def texts(name: str) -> sa.Column[list[str]]:
    return sa.Column(name, postgresql.ARRAY(sa.Text()), server_default=sa.text("'{}'"), nullable=False)


def upgrade() -> None:
    op.create_table(
        "service",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        texts("themes"),
        texts("audiences"),
        texts("receptions"),
        sa.Column("fee", sa.Enum("gratuit", "payant", name="fee", native_enum=False, length=None), nullable=True),
        texts("areas"),
        sa.Column("opening_hours", sa.Text(), server_default="", nullable=False),
        sa.Column("capacity", sa.BigInteger(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=False),
        sa.CheckConstraint("fee IN ('gratuit', 'payant')", name=op.f("ck_service_fee")),
        sa.CheckConstraint("capacity >= 0", name=op.f("ck_service_capacity")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_service_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service")),
        sa.UniqueConstraint("source", "source_id", name=op.f("uq_service_source_source_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_service_uid")),
    )
    op.create_index("ix_service_structure_id", "service", ["structure_id"])
    op.create_table(
        "favourite",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["structure_id"], ["structure.id"], name=op.f("fk_favourite_structure_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_favourite_user_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("user_id", "structure_id", name=op.f("pk_favourite")),
    )
    op.create_index("ix_favourite_structure_id", "favourite", ["structure_id"])
    op.add_column("structure", sa.Column("source", sa.Text(), nullable=True))
    op.add_column("structure", sa.Column("source_id", sa.Text(), nullable=True))
    reason = sa.Enum(*REASONS, name="urgencyreason", native_enum=False, length=None)
    op.add_column("referral", sa.Column("urgency_reason", reason, nullable=True))
    op.create_check_constraint(
        op.f(REASON),
        "referral",
        sa.column("urgency_reason").in_(REASONS),
        postgresql_not_valid=True,  # the column is new: nothing stands in it yet
    )
    op.add_column("referral", sa.Column("service_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(op.f(SERVICE), "referral", "service", ["service_id"], ["id"], postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        op.execute(f"ALTER TABLE referral VALIDATE CONSTRAINT {SERVICE}")
        op.create_index(
            "uq_structure_source",
            "structure",
            ["source", "source_id"],
            unique=True,
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_column("referral", "service_id")
    op.drop_column("referral", "urgency_reason")
    op.drop_column("structure", "source_id")
    op.drop_column("structure", "source")
    op.drop_table("favourite")
    op.drop_table("service")
