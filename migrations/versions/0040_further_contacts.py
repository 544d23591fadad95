"""Another telephone or e-mail of a person is kept beside the first, and finds them too"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"

INDEX = """
CREATE OR REPLACE FUNCTION crm_index_people(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM person_search USING person
        WHERE person.id = person_search.person_id AND person.merged_into_id IS NOT NULL
        AND (numbers IS NULL OR person.id = ANY (numbers));
    INSERT INTO person_search AS known (person_id, born_on, words, keys, followers)
    SELECT
        person.id,
        person.born_on,
        person.folded || '|' || coalesce(commune.folded, ''),
        ARRAY(
            SELECT DISTINCT 's' || crm_sound(word) FROM unnest(string_to_array(btrim(person.folded), ' ')) AS word
            UNION SELECT 's' || crm_sound(word || next)
            FROM (VALUES (person.given_name), (person.family_name), (person.usual_name)) AS names (name),
            LATERAL (SELECT btrim(crm_fold(name)) AS folded) AS one,
            LATERAL (
                SELECT replace(folded, ' ', '') AS word, '' AS next
                UNION ALL SELECT word, lead(word) OVER (ORDER BY place)
                FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS part (word, place)
            ) AS parts
            WHERE word || next IS NOT NULL
            UNION SELECT 'y' || extract(year FROM person.born_on)
            UNION SELECT 't' || person.phone WHERE person.phone IS NOT NULL
            UNION SELECT 't' || guardian.phone FROM guardian
                WHERE guardian.person_id = person.id AND guardian.phone IS NOT NULL
            UNION SELECT 'e' || lower(person.email) WHERE person.email IS NOT NULL
            %s
            ORDER BY 1
        ),
        ARRAY(
            SELECT DISTINCT coalesce(circle.structure_id, -circle.platform_id) FROM circle
            WHERE circle.person_id = person.id AND circle.until IS NULL
            ORDER BY 1
        )
    FROM person LEFT JOIN commune ON commune.code = person.commune_code
    WHERE person.merged_into_id IS NULL AND (numbers IS NULL OR person.id = ANY (numbers))
    ON CONFLICT (person_id) DO UPDATE SET
        (born_on, words, keys, followers) = (excluded.born_on, excluded.words, excluded.keys, excluded.followers)
        WHERE (known.born_on, known.words, known.keys, known.followers)
            IS DISTINCT FROM (excluded.born_on, excluded.words, excluded.keys, excluded.followers);
END $$
"""
FURTHER = """UNION SELECT coalesce('t' || further.phone, 'e' || lower(further.email)) FROM further_contact AS further
                WHERE further.person_id = person.id"""
ROWS = {
    "INSERT": "NEW TABLE AS changed",
    "UPDATE": "OLD TABLE AS former NEW TABLE AS changed",
    "DELETE": "OLD TABLE AS changed",
}


def upgrade() -> None:
    op.create_table(
        "further_contact",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("uid", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=False),
        sa.CheckConstraint(r"phone ~ '^\+[0-9]{6,15}$'", name=op.f("ck_further_contact_phone")),
        sa.CheckConstraint("num_nonnulls(phone, email) = 1", name=op.f("ck_further_contact_way")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_further_contact_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_further_contact")),
        sa.UniqueConstraint("uid", name=op.f("uq_further_contact_uid")),
        sa.UniqueConstraint(
            "person_id",
            "phone",
            "email",
            name=op.f("uq_further_contact_person_id_phone_email"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.execute(INDEX % FURTHER)
    for event, rows in ROWS.items():
        op.execute(
            f"CREATE TRIGGER index_people_{event.lower()} AFTER {event} ON further_contact"
            f" REFERENCING {rows} FOR EACH STATEMENT EXECUTE FUNCTION crm_people_changed('person_id')"
        )


def downgrade() -> None:
    op.execute(INDEX % "")
    op.drop_table("further_contact")
