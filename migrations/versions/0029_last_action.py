"""A dropout case knows when something was last done for it: tried, moved, decided"""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"

ACTS = ("contact_attempt", "dropout_transition", "decision")
ACTED = """
CREATE FUNCTION crm_case_acted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE dropout_case SET last_action_at = NEW.at WHERE id = NEW.case_id AND last_action_at < NEW.at;
    RETURN NULL;
END $$
"""
FILL = """
UPDATE dropout_case c SET last_action_at = greatest(
    c.created_at,
    (SELECT max(at) FROM contact_attempt a WHERE a.case_id = c.id),
    (SELECT max(at) FROM dropout_transition t WHERE t.case_id = c.id)
)
"""


def upgrade() -> None:
    op.add_column(
        "dropout_case",
        sa.Column("last_action_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
    )
    op.execute(FILL)
    op.execute(ACTED)
    for table in ACTS:
        op.execute(
            f"CREATE TRIGGER {table}_acted AFTER INSERT OR UPDATE OF at ON {table}"
            " FOR EACH ROW EXECUTE FUNCTION crm_case_acted()"
        )
    with op.get_context().autocommit_block():
        op.create_index(
            "ix_dropout_case_last_action",
            "dropout_case",
            ["platform_id", "last_action_at", "id"],
            postgresql_concurrently=True,
            if_not_exists=True,
        )


def downgrade() -> None:
    for table in ACTS:
        op.execute(f"DROP TRIGGER {table}_acted ON {table}")
    op.execute("DROP FUNCTION crm_case_acted()")
    op.drop_index("ix_dropout_case_last_action", table_name="dropout_case")
    op.drop_column("dropout_case", "last_action_at")
