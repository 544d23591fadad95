"""Questions and late steps of referrals are told; a referral knows the follow-up that it opened"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"

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
ADDED = ["referral_question", "referral_late", "referral_stalled"]


def upgrade() -> None:
    say(BEFORE + ADDED)
    op.add_column("referral", sa.Column("episode_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_referral_episode_id"),
        "referral",
        "support_episode",
        ["episode_id"],
        ["id"],
        ondelete="SET NULL",
        postgresql_not_valid=True,
    )
    op.execute("ALTER TABLE referral VALIDATE CONSTRAINT fk_referral_episode_id")
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_referral_episode_id",
            "referral",
            ["episode_id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    gone = ", ".join(f"'{kind}'" for kind in ADDED)
    op.execute(f"DELETE FROM message WHERE kind IN ({gone})")
    say(BEFORE)
    op.drop_column("referral", "episode_id")


def say(kinds: list[str]) -> None:
    """The kinds of messages that there may be; the old ones all are among the new."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE message DROP CONSTRAINT {KIND}")
    op.execute(f"ALTER TABLE message ADD CONSTRAINT {KIND} CHECK (kind IN ({values})) NOT VALID")
    op.execute(f"ALTER TABLE message VALIDATE CONSTRAINT {KIND}")
