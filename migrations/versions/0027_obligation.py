"""The obligation de formation is computed, for everybody of 16 and 17, and keeps its history"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"

STATES = (
    "to_check",
    "satisfied",
    "exempt_medical",
    "not_satisfied",
    "summoned",
    "to_transmit",
    "transmitted_department",
    "ended_majority",
)
MEANS = ("school", "apprenticeship", "training", "job", "civic_service", "support")
SOLUTIONS = (
    "back_to_school_initial",
    "micro_lycee_return_structure",
    "apprenticeship",
    "vocational_training",
    "e2c",
    "epide",
    "promo_16_18",
    "mlds_action",
    "civic_service",
    "job",
    "support_pacea",
    "support_cej",
    "support_other",
    "medico_social",
    "smv",
    "exempt_medical",
)
TRIGGERS = ("missed_interview", "left_path", "no_longer_answers")
TABLE, MEANS_OF = "training_obligation", "ck_training_obligation_satisfied_by"


def code(name: str, values: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=None)


def upgrade() -> None:
    op.add_column(TABLE, sa.Column("platform_id", sa.BigInteger(), nullable=True))
    op.add_column(TABLE, sa.Column("declared_on", sa.Date(), nullable=True))
    op.add_column(TABLE, sa.Column("exempted_on", sa.Date(), nullable=True))
    op.add_column(TABLE, sa.Column("interview_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(TABLE, sa.Column("place", sa.Text(), server_default="", nullable=False))
    op.add_column(TABLE, sa.Column("due_on", sa.Date(), nullable=True))
    op.create_foreign_key(
        op.f("fk_training_obligation_platform_id"),
        TABLE,
        "platform",
        ["platform_id"],
        ["id"],
        postgresql_not_valid=True,
    )
    op.execute(f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT fk_training_obligation_platform_id")
    say_means(MEANS, "CASE WHEN satisfied_by IN ('back_to_school_initial', 'micro_lycee_return_structure', 'mlds_action')"
              " THEN 'school' WHEN satisfied_by IN ('vocational_training', 'e2c') THEN 'training'"
              " WHEN satisfied_by IN ('apprenticeship', 'job', 'civic_service') THEN satisfied_by ELSE 'support' END")  # fmt: skip
    op.execute(
        f"UPDATE {TABLE} SET satisfied_on = coalesce(satisfied_on, opened_on),"
        " satisfied_by = coalesce(satisfied_by, 'support') WHERE state = 'satisfied'"
    )
    op.execute(f"UPDATE {TABLE} SET exempted_on = opened_on WHERE state = 'exempt_medical'")
    op.execute(
        f"UPDATE {TABLE} SET due_on = CASE WHEN state IN ('summoned', 'to_transmit') THEN transmit_due_on"
        " ELSE ends_on END"
    )
    check("due", "due_on IS NOT NULL")
    op.execute(f"-- squawk-ignore adding-not-nullable-field\nALTER TABLE {TABLE} ALTER COLUMN due_on SET NOT NULL")
    op.drop_constraint("ck_training_obligation_due", TABLE)
    check("means", "state <> 'satisfied' OR (satisfied_by IS NOT NULL AND satisfied_on IS NOT NULL)")
    check("certificate", "state <> 'exempt_medical' OR exempted_on IS NOT NULL")
    op.create_table(
        "obligation_change",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("obligation_id", sa.BigInteger(), nullable=False),
        sa.Column("move", sa.Text(), nullable=False),
        sa.Column("from_state", code("obligationstate", STATES), nullable=False),
        sa.Column("to_state", code("obligationstate", STATES), nullable=False),
        sa.Column("means", code("means", MEANS), nullable=True),
        sa.Column("trigger", code("obligationtrigger", TRIGGERS), nullable=True),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(sa.column("from_state").in_(STATES), name=op.f("ck_obligation_change_from_state")),
        sa.CheckConstraint(sa.column("to_state").in_(STATES), name=op.f("ck_obligation_change_to_state")),
        sa.CheckConstraint(sa.column("means").in_(MEANS), name=op.f("ck_obligation_change_means")),
        sa.CheckConstraint(sa.column("trigger").in_(TRIGGERS), name=op.f("ck_obligation_change_trigger")),
        sa.ForeignKeyConstraint(["actor_id"], ["user.id"], name=op.f("fk_obligation_change_actor_id")),
        sa.ForeignKeyConstraint(
            ["obligation_id"],
            ["training_obligation.id"],
            name=op.f("fk_obligation_change_obligation_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation_change")),
    )
    op.create_index(op.f("ix_obligation_change_obligation_id"), "obligation_change", ["obligation_id"])
    op.create_index("ix_obligation_change_happened_on", "obligation_change", ["happened_on"])
    with op.get_context().autocommit_block():
        for name, columns, where in (
            ("ix_training_obligation_list", ["structure_id", "state", "due_on", "id"], None),
            ("ix_training_obligation_platform", ["platform_id", "state", "due_on", "id"], None),
            ("ix_training_obligation_clocks", ["ends_on"], "state <> 'ended_majority'"),
        ):
            op.create_index(
                name,
                TABLE,
                columns,
                postgresql_where=sa.text(where) if where else None,
                postgresql_concurrently=True,
                if_not_exists=True,
            )


def downgrade() -> None:
    for name in ("list", "platform", "clocks"):
        op.drop_index(f"ix_training_obligation_{name}", table_name=TABLE)
    op.drop_table("obligation_change")
    op.drop_constraint("ck_training_obligation_certificate", TABLE)
    op.drop_constraint("ck_training_obligation_means", TABLE)
    say_means(SOLUTIONS, "CASE satisfied_by WHEN 'school' THEN 'back_to_school_initial' WHEN 'training' THEN"
              " 'vocational_training' WHEN 'support' THEN 'support_other' ELSE satisfied_by END")  # fmt: skip
    for column in ("due_on", "place", "interview_at", "exempted_on", "declared_on", "platform_id"):
        op.drop_column(TABLE, column)


def check(name: str, rule: str) -> None:
    op.execute(f"ALTER TABLE {TABLE} ADD CONSTRAINT ck_{TABLE}_{name} CHECK ({rule}) NOT VALID")
    op.execute(f"ALTER TABLE {TABLE} VALIDATE CONSTRAINT ck_{TABLE}_{name}")


def say_means(values: tuple[str, ...], translation: str) -> None:
    """What may satisfy it, and how what stands there is said in the new words."""
    listed = ", ".join(f"'{value}'" for value in values)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE {TABLE} DROP CONSTRAINT {MEANS_OF}")
    op.execute(f"UPDATE {TABLE} SET satisfied_by = {translation} WHERE satisfied_by IS NOT NULL")
    check("satisfied_by", f"satisfied_by IN ({listed})")
