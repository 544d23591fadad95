"""Coordinators are told that somebody goes round"""

from alembic import op

revision = "0039"
down_revision = "0038"

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
    "report_to_sign",
    "report_reminder",
]
ADDED = "referral_loop"


def upgrade() -> None:
    say([*BEFORE, ADDED])


def downgrade() -> None:
    op.execute(f"DELETE FROM message WHERE kind = '{ADDED}'")
    say(BEFORE)


def say(kinds: list[str]) -> None:
    """The kinds of messages that there may be; the old ones all are among the new."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE message DROP CONSTRAINT {KIND}")
    op.execute(f"ALTER TABLE message ADD CONSTRAINT {KIND} CHECK (kind IN ({values})) NOT VALID")
    op.execute(f"ALTER TABLE message VALIDATE CONSTRAINT {KIND}")
