"""A hidden cell of a revision may show its first value"""

from alembic import op

revision = "0021"
down_revision = "0020"

HIDDEN, STATUS = "ck_edition_cell_hidden", "ck_edition_cell_status"


def upgrade() -> None:
    replace("(value IS NULL) = (status IN ('primary', 'secondary'))", "'published', 'primary', 'secondary', 'kept'")


def downgrade() -> None:
    op.execute("DELETE FROM edition_cell WHERE status = 'kept'")
    replace("(value IS NULL) = (status <> 'published')", "'published', 'primary', 'secondary'")


def replace(hidden: str, statuses: str) -> None:
    """At once: the table holds some thousands of lines for each edition, and readers wait a moment."""
    for name, condition in ((HIDDEN, hidden), (STATUS, f"status IN ({statuses})")):
        op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE edition_cell DROP CONSTRAINT {name}")
        op.execute(
            "-- squawk-ignore constraint-missing-not-valid\n"
            f"ALTER TABLE edition_cell ADD CONSTRAINT {name} CHECK ({condition})"
        )
