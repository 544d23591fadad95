"""The monthly meetings of a PSAD, and what they decide"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    op.create_table(
        "meeting",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("place", sa.Text(), server_default="", nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("(closed_at IS NULL) = (closed_by_id IS NULL)", name=op.f("ck_meeting_closed")),
        sa.ForeignKeyConstraint(["closed_by_id"], ["user.id"], name=op.f("fk_meeting_closed_by_id")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_meeting_platform_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
        sa.UniqueConstraint("platform_id", "held_on", name=op.f("uq_meeting_platform_id_held_on")),
        sa.UniqueConstraint("uid", name=op.f("uq_meeting_uid")),
    )
    op.create_table(
        "meeting_structure",
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_structure_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_meeting_structure_structure_id")),
        sa.PrimaryKeyConstraint("meeting_id", "structure_id", name=op.f("pk_meeting_structure")),
    )
    op.create_index(op.f("ix_meeting_structure_structure_id"), "meeting_structure", ["structure_id"])
    op.create_table(
        "decision",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("meeting_id", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("owner_id", sa.BigInteger(), nullable=True),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), server_default="", nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["dropout_case.id"], name=op.f("fk_decision_case_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["user.id"], name=op.f("fk_decision_decided_by_id")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_decision_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["owner_id"], ["user.id"], name=op.f("fk_decision_owner_id")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_decision_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("meeting_id", "case_id", name=op.f("uq_decision_meeting_id_case_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_decision_uid")),
    )
    op.create_index("ix_decision_case", "decision", ["case_id", "at"])


def downgrade() -> None:
    op.drop_table("decision")
    op.drop_table("meeting_structure")
    op.drop_table("meeting")
