"""Referrals answered by a link, talked over, and news of them told"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"

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
ADDED = ["referral_unanswered", "referral_post"]


def upgrade() -> None:
    op.add_column("referral", sa.Column("referent_id", sa.BigInteger(), nullable=True))
    op.add_column("referral", sa.Column("link_uid", sa.Uuid(), nullable=True))
    op.add_column("referral", sa.Column("linked_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(
        op.f("fk_referral_referent_id"), "referral", "user", ["referent_id"], ["id"], postgresql_not_valid=True
    )
    op.execute("ALTER TABLE referral VALIDATE CONSTRAINT fk_referral_referent_id")
    op.add_column("referral_transition", sa.Column("signed", sa.Text(), server_default="", nullable=False))
    op.create_table(
        "referral_post",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("structure_id", sa.BigInteger(), nullable=False),
        sa.Column("author_id", sa.BigInteger(), nullable=True),
        sa.Column("signed", sa.Text(), server_default="", nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("author_id IS NOT NULL OR signed <> ''", name=op.f("ck_referral_post_author")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_referral_post_author_id")),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_post_referral_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["structure_id"], ["structure.id"], name=op.f("fk_referral_post_structure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_post")),
    )
    op.create_index("ix_referral_post_referral_id", "referral_post", ["referral_id"])
    op.create_table(
        "referral_news",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("referral_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["referral_id"], ["referral.id"], name=op.f("fk_referral_news_referral_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_referral_news_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_referral_news")),
        sa.UniqueConstraint("referral_id", "user_id", name=op.f("uq_referral_news_referral_id_user_id")),
    )
    op.create_index(
        "ix_referral_news_unseen",
        "referral_news",
        ["user_id", "referral_id"],
        postgresql_where=sa.text("seen_at IS NULL"),
    )
    say(BEFORE + ADDED)
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_referral_link",
            "referral",
            ["link_uid"],
            unique=True,
            postgresql_where=sa.text("link_uid IS NOT NULL"),
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    gone = ", ".join(f"'{kind}'" for kind in ADDED)
    op.execute(f"DELETE FROM message WHERE kind IN ({gone})")
    say(BEFORE)
    op.drop_table("referral_news")
    op.drop_table("referral_post")
    op.drop_column("referral_transition", "signed")
    op.drop_column("referral", "linked_at")
    op.drop_column("referral", "link_uid")
    op.drop_column("referral", "referent_id")


def say(kinds: list[str]) -> None:
    """The kinds of messages that there may be; the old ones all are among the new."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE message DROP CONSTRAINT {KIND}")
    op.execute(f"ALTER TABLE message ADD CONSTRAINT {KIND} CHECK (kind IN ({values})) NOT VALID")
    op.execute(f"ALTER TABLE message VALIDATE CONSTRAINT {KIND}")
