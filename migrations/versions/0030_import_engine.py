"""Lists of any kind: how their columns were mapped, who may read them, what was written of each line, to undo it"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

JSON = postgresql.JSONB(astext_type=sa.Text())
CODES = {
    ("import_file", "target"): ("dropouts", "people", "structures"),
    ("import_file", "state"): ("mapping", "reading", "ready", "writing", "written", "undoing", "undone"),
    ("import_row", "cause"): (
        *("none", "same", "alike", "listed", "twice", "under_age", "elsewhere", "graduated", "enrolled"),
        *("missing", "unread", "forbidden"),
    ),
}
SOURCE = "(target = 'dropouts') = (source IS NOT NULL)"
OWNERS = (("import_file", "structure_id", "structure"), ("import_file", "membership_id", "membership"))
KEYS = (*OWNERS, ("import_row", "structure_id", "structure"))
INDEXES = (
    ("ix_import_file_structure_id", "import_file", ["structure_id"], {}),
    ("ix_import_row_structure_id", "import_row", ["structure_id"], {}),
    ("ix_import_row_key", "import_row", ["file_id", "key", "number"], {}),
    ("ix_import_row_verdict", "import_row", ["file_id", "verdict", "cause", "number"], {}),
    (
        "ix_import_file_working",
        "import_file",
        ["id"],
        {"postgresql_where": sa.text("state IN ('reading', 'writing', 'undoing')")},
    ),
    (
        "uq_import_file_content",
        "import_file",
        ["target", "platform_id", "structure_id", "sha256"],
        {
            "unique": True,
            "postgresql_where": sa.text("state <> 'undone'"),
            "postgresql_nulls_not_distinct": True,
        },
    ),
)


def text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), server_default="", nullable=False)


def code(table: str, name: str, default: str) -> sa.Column[str]:
    values = CODES[table, name]
    kind = sa.Enum(*values, name=name, native_enum=False, length=None)
    return sa.Column(name, kind, server_default=default, nullable=False)


def upgrade() -> None:
    for index in ("uq_import_file_content", "ix_import_row_verdict"):  # small tables, locked for a moment
        op.execute(f"-- squawk-ignore require-concurrent-index-deletion\nDROP INDEX {index}")
    op.drop_constraint(op.f("ck_import_file_state"), "import_file", type_="check")
    op.execute("UPDATE import_file SET state = 'undone' WHERE state IN ('received', 'failed')")
    op.alter_column("import_file", "state", server_default="mapping")
    op.add_column("import_file", code("import_file", "target", "dropouts"))
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE import_file ALTER COLUMN platform_id DROP NOT NULL")
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE import_file ALTER COLUMN source DROP NOT NULL")
    for name in ("structure_id", "membership_id"):
        op.add_column("import_file", sa.Column(name, sa.BigInteger(), nullable=True))
    for name in ("headings", "left_out"):
        op.add_column("import_file", sa.Column(name, JSON, server_default=sa.text("'[]'"), nullable=False))
    op.add_column("import_file", text("signature"))
    for name in ("undone_at", "purged_at"):
        op.add_column("import_file", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.execute("-- squawk-ignore ban-drop-not-null\nALTER TABLE import_row ALTER COLUMN verdict DROP NOT NULL")
    op.add_column("import_row", sa.Column("key", sa.Text(), nullable=True))
    op.add_column("import_row", code("import_row", "cause", "none"))
    op.add_column("import_row", sa.Column("structure_id", sa.BigInteger(), nullable=True))
    op.add_column("import_row", sa.Column("written", JSON, nullable=True))
    for name in ("field", "kept"):
        op.add_column("import_row", text(name))
    op.add_column("dropout_case", text("assigned_why"))
    for (table, column), values in CODES.items():
        name = f"ck_{table}_{column}"
        op.create_check_constraint(op.f(name), table, sa.column(column).in_(values), postgresql_not_valid=True)
    op.create_check_constraint(op.f("ck_import_file_source_of"), "import_file", SOURCE, postgresql_not_valid=True)
    for table, column, parent in KEYS:
        name = f"fk_{table}_{column}"
        op.create_foreign_key(op.f(name), table, parent, [column], ["id"], postgresql_not_valid=True)
    with op.get_context().autocommit_block():
        for table, column, _ in KEYS:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT fk_{table}_{column}")
        for table, column in CODES:
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT ck_{table}_{column}")
        op.execute("ALTER TABLE import_file VALIDATE CONSTRAINT ck_import_file_source_of")
        for name, table, columns, options in INDEXES:
            op.create_index(name, table, columns, postgresql_concurrently=True, if_not_exists=True, **options)


def downgrade() -> None:
    for name, table, _, _ in INDEXES:
        op.drop_index(name, table)
    op.drop_column("dropout_case", "assigned_why")
    for name in ("kept", "field", "written", "structure_id", "cause", "key"):
        op.drop_column("import_row", name)
    op.execute("DELETE FROM import_row WHERE verdict IS NULL")
    op.alter_column("import_row", "verdict", nullable=False)
    op.execute("DELETE FROM import_row USING import_file WHERE file_id = import_file.id AND target <> 'dropouts'")
    op.execute("DELETE FROM import_file WHERE target <> 'dropouts'")
    op.drop_constraint(op.f("ck_import_file_source_of"), "import_file", type_="check")
    op.drop_constraint(op.f("ck_import_file_state"), "import_file", type_="check")
    for name in ("purged_at", "undone_at", "signature", "left_out", "headings", "membership_id", "structure_id"):
        op.drop_column("import_file", name)
    op.drop_column("import_file", "target")
    op.execute("UPDATE import_file SET state = 'ready' WHERE state NOT IN ('ready', 'written', 'undone')")
    op.alter_column("import_file", "state", server_default="received")
    for name in ("platform_id", "source"):
        op.alter_column("import_file", name, nullable=False)
    states = sa.column("state").in_(("received", "ready", "written", "undone", "failed"))
    op.create_check_constraint(op.f("ck_import_file_state"), "import_file", states)
    op.create_index(
        "uq_import_file_content",
        "import_file",
        ["platform_id", "sha256"],
        unique=True,
        postgresql_where=sa.text("state IN ('received', 'ready', 'written')"),
    )
    op.create_index("ix_import_row_verdict", "import_row", ["file_id", "verdict", "number"])
