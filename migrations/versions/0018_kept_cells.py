"""A hidden cell of a revision may show its first value"""

from alembic import op

revision = "0018"
down_revision = "0013"

HIDDEN, STATUS = "ck_edition_cell_hidden", "ck_edition_cell_status"


def upgrade() -> None:
    replace("(value IS NULL) = (status IN ('primary', 'secondary'))", "'published', 'primary', 'secondary', 'kept'")


def downgrade() -> None:
    op.execute("DELETE FROM edition_cell WHERE status = 'kept'")
    replace("(value IS NULL) = (status <> 'published')", "'published', 'primary', 'secondary'")


def replace(hidden: str, statuses: str) -> None:
    for name in (HIDDEN, STATUS):
        op.drop_constraint(op.f(name), "edition_cell", type_="check")
    op.create_check_constraint(op.f(HIDDEN), "edition_cell", hidden)
    op.create_check_constraint(op.f(STATUS), "edition_cell", f"status IN ({statuses})")
