"""What a person answers on their appointment's page, in their language; calendars that read a counsellor's day"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

KINDS = (
    "appointment_confirmation",
    "appointment_reminder",
    "appointment_changed",
    "appointment_cancelled",
    "referral_received",
    "referral_nudge",
    "referral_answered",
    "referral_expired",
    "contact_attempt",
    "solution_checkup",
    "counsellor_daily_digest",
    "supervisor_weekly_digest",
    "retention_notice",
    "account_invitation",
    "password_reset",
    "report_published",
    "break_glass",
)


def allow(table: str, column: str, *values: str) -> None:
    """Let a column of a code list hold these values; the others stay, so that nothing of what is kept is refused."""
    name, listed = f"ck_{table}_{column}", ", ".join(f"'{value}'" for value in values)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
    op.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} CHECK ({column} IN ({listed})) NOT VALID")
    op.execute(f"-- squawk-ignore constraint-missing-not-valid\nALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def upgrade() -> None:
    allow("message", "kind", *KINDS, "appointment_answered")
    languages = sa.Enum("fr", "ar", "en", "uk", "fa_AF", name="language", native_enum=False, length=None)
    op.add_column("person", sa.Column("language", languages, server_default="fr", nullable=False))
    allow("person", "language", "fr", "ar", "en", "uk", "fa_AF")
    op.create_table(
        "answer",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("participation_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("cannot_come", "moved", "call_back", name="answerkind", native_enum=False, length=None),
            nullable=False,
        ),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("kind IN ('cannot_come', 'moved', 'call_back')", name=op.f("ck_answer_kind")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_answer_participation_id")),
        sa.ForeignKeyConstraint(["settled_by_id"], ["user.id"], name=op.f("fk_answer_settled_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("uid", name=op.f("uq_answer_uid")),
    )
    op.create_index(
        "uq_answer_waiting",
        "answer",
        ["participation_id", "kind"],
        unique=True,
        postgresql_where=sa.text("settled_at IS NULL"),
    )
    op.create_table(
        "calendar_feed",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("initials", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_calendar_feed_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
        sa.UniqueConstraint("user_id", name=op.f("uq_calendar_feed_user_id")),
    )


def downgrade() -> None:
    op.drop_table("calendar_feed")
    op.drop_table("answer")
    op.drop_column("person", "language")
    op.execute(
        "DELETE FROM message_event USING message WHERE message_id = message.id AND kind = 'appointment_answered'"
    )
    op.execute("DELETE FROM message WHERE kind = 'appointment_answered'")
    allow("message", "kind", *KINDS)
