"""A line of a list may resemble an earlier one: somebody says whether it is the same person"""

from alembic import op

revision = "0037"
down_revision = "0036"

CAUSE = "ck_import_row_cause"
BEFORE = [
    "none",
    "same",
    "alike",
    "listed",
    "twice",
    "under_age",
    "elsewhere",
    "graduated",
    "enrolled",
    "missing",
    "unread",
    "forbidden",
]
ADDED = "resembling"


def upgrade() -> None:
    say([*BEFORE, ADDED])


def downgrade() -> None:
    op.execute(f"UPDATE import_row SET cause = 'twice' WHERE cause = '{ADDED}'")
    say(BEFORE)


def say(causes: list[str]) -> None:
    """Why a line may have its verdict."""
    values = ", ".join(f"'{cause}'" for cause in causes)
    op.execute(f"-- squawk-ignore ban-drop-constraint\nALTER TABLE import_row DROP CONSTRAINT {CAUSE}")
    op.execute(f"ALTER TABLE import_row ADD CONSTRAINT {CAUSE} CHECK (cause IN ({values})) NOT VALID")
    op.execute(f"ALTER TABLE import_row VALIDATE CONSTRAINT {CAUSE}")
