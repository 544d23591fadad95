"""A birth date that many bear says less; the weights are learned again the next night"""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    op.execute("DELETE FROM linkage_model")
    op.drop_constraint("kind", "name_count", type_="check")
    op.create_check_constraint("kind", "name_count", "kind IN ('given', 'family', 'born')")


def downgrade() -> None:
    op.execute("DELETE FROM linkage_model")
    op.execute("DELETE FROM name_count WHERE kind = 'born'")
    op.drop_constraint("kind", "name_count", type_="check")
    op.create_check_constraint("kind", "name_count", "kind IN ('given', 'family')")
