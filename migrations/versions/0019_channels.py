"""How structures send, what people ask to receive, failures looked into, and whom digests are for"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

WEEKDAY = "ck_user_digest_weekday"
UNSETTLED = "state IN ('failed', 'too_late') AND set_aside_at IS NULL"


def upgrade() -> None:
    op.create_table(
        "channel_setting",
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("signature", sa.Text(), server_default="", nullable=False),
        sa.Column("call_back", sa.Text(), nullable=True),
        sa.Column("account", sa.Text(), server_default="", nullable=False),
        sa.Column("monthly_quota", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("foreign_numbers", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.CheckConstraint(r"call_back ~ '^\+[0-9]{6,15}$'", name=op.f("ck_channel_setting_call_back")),
        sa.CheckConstraint("monthly_quota >= 0", name=op.f("ck_channel_setting_monthly_quota")),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_channel_setting_structure_id")),
        sa.PrimaryKeyConstraint("structure_id", name=op.f("pk_channel_setting")),
    )
    op.create_table(
        "opt_out",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Enum("email", "sms", name="channel", native_enum=False, length=None), nullable=False),
        sa.Column(
            "source", sa.Enum("stop", "asked", name="optoutsource", native_enum=False, length=None), nullable=False
        ),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("ended_at >= since", name=op.f("ck_opt_out_order")),
        sa.CheckConstraint("channel IN ('email', 'sms')", name=op.f("ck_opt_out_channel")),
        sa.CheckConstraint("source IN ('stop', 'asked')", name=op.f("ck_opt_out_source")),
        sa.ForeignKeyConstraint(["ended_by_id"], ["user.id"], name=op.f("fk_opt_out_ended_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_opt_out_person_id")),
        sa.ForeignKeyConstraint(["recorded_by_id"], ["user.id"], name=op.f("fk_opt_out_recorded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opt_out")),
    )
    op.create_index("ix_opt_out_person_id", "opt_out", ["person_id"])
    op.create_index(
        "uq_opt_out_open",
        "opt_out",
        ["person_id", "channel"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.add_column(
        "person", sa.Column("reminded_shortly", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("user", sa.Column("daily_digest", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("user", sa.Column("weekly_digest", sa.Boolean(), server_default=sa.text("true"), nullable=False))
    op.add_column("user", sa.Column("digest_weekday", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.execute(f'ALTER TABLE "user" ADD CONSTRAINT {WEEKDAY} CHECK (digest_weekday BETWEEN 0 AND 4) NOT VALID')
    op.add_column("message", sa.Column("segments", sa.BigInteger(), nullable=True))
    op.add_column("message", sa.Column("set_aside_at", sa.DateTime(timezone=True), nullable=True))
    with op.get_context().autocommit_block():
        op.execute(f'ALTER TABLE "user" VALIDATE CONSTRAINT {WEEKDAY}')
        concurrently = {"postgresql_concurrently": True}
        op.drop_index("ix_message_failed", table_name="message", if_exists=True, **concurrently)
        failed = sa.text(UNSETTLED)
        op.create_index("ix_message_failed", "message", ["structure_id", "id"], postgresql_where=failed, **concurrently)
        op.create_index(
            "ix_message_segments",
            "message",
            ["structure_id", "sent_at"],
            postgresql_include=["segments"],
            postgresql_where=sa.text("segments IS NOT NULL"),
            if_not_exists=True,
            **concurrently,
        )
        op.create_index(
            "ix_message_provider_id",
            "message",
            ["provider_id"],
            postgresql_where=sa.text("channel = 'sms' AND provider_id <> ''"),
            if_not_exists=True,
            **concurrently,
        )


def downgrade() -> None:
    op.drop_index("ix_message_provider_id", table_name="message")
    op.drop_index("ix_message_segments", table_name="message")
    op.drop_index("ix_message_failed", table_name="message")
    op.drop_column("message", "set_aside_at")
    op.drop_column("message", "segments")
    op.create_index(
        "ix_message_failed", "message", ["structure_id", "id"], postgresql_where=sa.text("state = 'failed'")
    )
    op.drop_constraint(op.f(WEEKDAY), "user")
    op.drop_column("user", "digest_weekday")
    op.drop_column("user", "weekly_digest")
    op.drop_column("user", "daily_digest")
    op.drop_column("person", "reminded_shortly")
    op.drop_table("opt_out")
    op.drop_table("channel_setting")
