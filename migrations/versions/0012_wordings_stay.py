"""What a note said before an edit is never changed; it goes only with its note"""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION crm_refuse_rewording() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'What a note said stays as it was' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON note_wording"
        " FOR EACH STATEMENT EXECUTE FUNCTION crm_refuse_rewording()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER append_only ON note_wording")
    op.execute("DROP FUNCTION crm_refuse_rewording")
