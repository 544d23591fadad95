"""What a person's attributes were is kept when they change; a correction (`crm.correcting`) says what always was"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"

PERSON = """
CREATE FUNCTION crm_keep_attributes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('crm.correcting', true) = 'on' THEN
        RETURN NULL;
    END IF;
    IF OLD.commune_code IS DISTINCT FROM NEW.commune_code THEN
        INSERT INTO attribute_past (person_id, name, value, until)
        VALUES (OLD.id, 'commune_code', coalesce(OLD.commune_code, ''), now());
    END IF;
    IF OLD.education_level IS DISTINCT FROM NEW.education_level THEN
        INSERT INTO attribute_past (person_id, name, value, until)
        VALUES (OLD.id, 'education_level', OLD.education_level, now());
    END IF;
    RETURN NULL;
END $$
"""
FLAG = """
CREATE FUNCTION crm_keep_flag() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO attribute_past (person_id, name, value, since, until)
    SELECT OLD.person_id, OLD.flag, CASE WHEN OLD.value THEN 'yes' ELSE 'no' END, OLD.dated_on, now()
    WHERE EXISTS (SELECT FROM person WHERE id = OLD.person_id)
    AND current_setting('crm.correcting', true) IS DISTINCT FROM 'on';
    RETURN NULL;
END $$
"""


def upgrade() -> None:
    op.create_table(
        "attribute_past",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_attribute_past_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attribute_past")),
    )
    op.create_index("ix_attribute_past_person", "attribute_past", ["person_id", "name", "until"])
    op.execute(PERSON)
    op.execute(
        "CREATE TRIGGER keep_attributes AFTER UPDATE OF commune_code, education_level ON person"
        " FOR EACH ROW EXECUTE FUNCTION crm_keep_attributes()"
    )
    op.execute(FLAG)
    op.execute(
        "CREATE TRIGGER keep_flag AFTER UPDATE ON person_flag FOR EACH ROW"
        " WHEN (OLD.flag IN ('qpv', 'frr', 'rqth') AND (OLD.value, OLD.dated_on) IS DISTINCT FROM (NEW.value, NEW.dated_on))"
        " EXECUTE FUNCTION crm_keep_flag()"
    )
    op.execute(
        "CREATE TRIGGER keep_flag_gone AFTER DELETE ON person_flag FOR EACH ROW"
        " WHEN (OLD.flag IN ('qpv', 'frr', 'rqth')) EXECUTE FUNCTION crm_keep_flag()"
    )


def downgrade() -> None:
    op.execute("DROP TRIGGER keep_flag_gone ON person_flag")
    op.execute("DROP TRIGGER keep_flag ON person_flag")
    op.execute("DROP TRIGGER keep_attributes ON person")
    op.execute("DROP FUNCTION crm_keep_flag")
    op.execute("DROP FUNCTION crm_keep_attributes")
    op.drop_table("attribute_past")
