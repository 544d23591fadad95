"""The access journal can only grow"""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute(
        """
        CREATE FUNCTION crm_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'The access journal can only grow' USING ERRCODE = 'insufficient_privilege';
        END $$
        """
    )
    op.execute(
        "CREATE TRIGGER append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON access_entry"
        " FOR EACH STATEMENT EXECUTE FUNCTION crm_refuse_change()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER append_only ON access_entry")
    op.execute("DROP FUNCTION crm_refuse_change")
