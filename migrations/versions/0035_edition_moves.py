"""Who took each step in the life of an edition; two more messages about reports"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

KIND = "ck_message_kind"
BEFORE = [
    "appointment_confirmation",
    "appointment_reminder",
    "appointment_changed",
    "appointment_cancelled",
    "appointment_answered",
    "referral_received",
    "referral_nudge",
    "referral_answered",
    "referral_expired",
    "referral_unanswered",
    "referral_post",
    "referral_question",
    "referral_late",
    "referral_stalled",
    "contact_attempt",
    "solution_checkup",
    "counsellor_daily_digest",
    "supervisor_weekly_digest",
    "retention_notice",
    "account_invitation",
    "password_reset",
    "report_published",
    "break_glass",
]
ADDED = ["report_to_sign", "report_reminder"]
STATES = ["building", "draft", "signed_off", "published", "replaced", "archived"]
STATE = sa.Enum(*STATES, name="editionstate", native_enum=False, length=None)
LISTED = ", ".join(f"'{state}'" for state in STATES)


def upgrade() -> None:
    op.create_table(
        "edition_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("edition_id", sa.BigInteger(), nullable=False),
        sa.Column("came_from", STATE, nullable=True),
        sa.Column("went_to", STATE, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(f"came_from IN ({LISTED})", name=op.f("ck_edition_move_came_from")),
        sa.CheckConstraint(f"went_to IN ({LISTED})", name=op.f("ck_edition_move_went_to")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["edition.id"], name=op.f("fk_edition_move_edition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_edition_move_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_move")),
    )
    op.create_index("ix_edition_move_edition_id", "edition_move", ["edition_id"])
    say([*BEFORE, *ADDED])


def downgrade() -> None:
    gone = ", ".join(f"'{kind}'" for kind in ADDED)
    op.execute(f"DELETE FROM message WHERE kind IN ({gone})")
    say(BEFORE)
    op.drop_table("edition_move")


def say(kinds: list[str]) -> None:
    """The kinds of messages that there may be; the old ones all are among the new."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE message DROP CONSTRAINT {KIND}")
    op.execute(f"ALTER TABLE message ADD CONSTRAINT {KIND} CHECK (kind IN ({values})) NOT VALID")
    op.execute(f"ALTER TABLE message VALIDATE CONSTRAINT {KIND}")
