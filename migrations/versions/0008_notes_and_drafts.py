"""Former wordings of notes, and drafts kept on the server"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "draft",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("values", postgresql.JSONB(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_draft_person_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("user_id", "person_id", "kind", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_person_id", "draft", ["person_id"], unique=False)
    op.create_index("ix_draft_saved_at", "draft", ["saved_at"], unique=False)
    op.create_table(
        "note_wording",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("note_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_by_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["note_id"], ["note.id"], name=op.f("fk_note_wording_note_id")),
        sa.ForeignKeyConstraint(["replaced_by_id"], ["user.id"], name=op.f("fk_note_wording_replaced_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note_wording")),
    )
    op.create_index(op.f("ix_note_wording_note_id"), "note_wording", ["note_id"], unique=False)
    op.add_column("note", sa.Column("version", sa.BigInteger(), server_default="1", nullable=False))


def downgrade() -> None:
    op.drop_column("note", "version")
    op.drop_table("note_wording")
    op.drop_table("draft")
