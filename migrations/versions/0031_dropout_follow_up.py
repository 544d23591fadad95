"""Links by which somebody reports, clocks that climb, attempts that can be undone"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"

SOURCES = [
    "siei_rio_list",
    "school_report",
    "cfa_rupture",
    "mission_locale",
    "cio",
    "family",
    "self",
    "social_service",
    "jdc",
    "other",
]


def upgrade() -> None:
    op.create_table(
        "report_link",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("platform_id", sa.BigInteger(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("source", sa.Enum(*SOURCES, name="dropoutsource", native_enum=False, length=None), nullable=False),
        sa.Column("school_uai", sa.Text(), nullable=True),
        sa.Column("made_by_id", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "source IN (" + ", ".join(f"'{s}'" for s in SOURCES) + ")", name=op.f("ck_report_link_source")
        ),
        sa.CheckConstraint("school_uai ~ '^[0-9]{7}[A-Z]$'", name=op.f("ck_report_link_school_uai")),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_report_link_expires_at")),
        sa.ForeignKeyConstraint(["platform_id"], ["platform.id"], name=op.f("fk_report_link_platform_id")),
        sa.ForeignKeyConstraint(["made_by_id"], ["user.id"], name=op.f("fk_report_link_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_link")),
        sa.UniqueConstraint("uid", name=op.f("uq_report_link_uid")),
    )
    op.create_index("ix_report_link_platform_id", "report_link", ["platform_id"])
    op.create_table(
        "dropout_alert",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("case_id", sa.BigInteger(), nullable=False),
        sa.Column("interview", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("rung", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rung BETWEEN 1 AND 4", name=op.f("ck_dropout_alert_rung")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["dropout_case.id"], name=op.f("fk_dropout_alert_case_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dropout_alert")),
        sa.UniqueConstraint(
            "case_id", "interview", "due_on", "rung", name=op.f("uq_dropout_alert_case_id_interview_due_on_rung")
        ),
    )
    op.add_column("dropout_case", sa.Column("climbed", sa.BigInteger(), server_default=sa.text("0"), nullable=False))
    op.execute(
        "ALTER TABLE dropout_case ADD CONSTRAINT ck_dropout_case_climbed CHECK (climbed BETWEEN 0 AND 4) NOT VALID"
    )
    op.execute("ALTER TABLE dropout_case VALIDATE CONSTRAINT ck_dropout_case_climbed")
    op.add_column("contact_attempt", sa.Column("step_before", sa.Date(), nullable=True))
    op.add_column("contact_attempt", sa.Column("heard_before", sa.DateTime(timezone=True), nullable=True))
    op.add_column("dropout_report", sa.Column("link_id", sa.BigInteger(), nullable=True))
    op.add_column("dropout_report", sa.Column("signed", sa.Text(), server_default="", nullable=False))
    op.create_foreign_key(
        op.f("fk_dropout_report_link_id"),
        "dropout_report",
        "report_link",
        ["link_id"],
        ["id"],
        postgresql_not_valid=True,
    )
    op.execute("ALTER TABLE dropout_report VALIDATE CONSTRAINT fk_dropout_report_link_id")
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_dropout_report_link_id",
            "dropout_report",
            ["link_id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    op.drop_column("dropout_report", "signed")
    op.drop_column("dropout_report", "link_id")
    op.drop_column("contact_attempt", "heard_before")
    op.drop_column("contact_attempt", "step_before")
    op.drop_constraint("ck_dropout_case_climbed", "dropout_case")
    op.drop_column("dropout_case", "climbed")
    op.drop_table("dropout_alert")
    op.drop_table("report_link")
