"""A name of several words is found written as one: Ben Ali under Benali"""

from alembic import op

revision = "0014"
down_revision = "0013"

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
            %s
            UNION SELECT 't' || person.phone WHERE person.phone IS NOT NULL
            UNION SELECT 't' || guardian.phone FROM guardian
                WHERE guardian.person_id = person.id AND guardian.phone IS NOT NULL
            UNION SELECT 'e' || lower(person.email) WHERE person.email IS NOT NULL
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

AS_ONE = """UNION SELECT 's' || crm_sound(word || next)
            FROM (VALUES (person.given_name), (person.family_name), (person.usual_name)) AS names (name),
            LATERAL (SELECT btrim(crm_fold(name)) AS folded) AS one,
            LATERAL (
                SELECT replace(folded, ' ', '') AS word, '' AS next
                UNION ALL SELECT word, lead(word) OVER (ORDER BY place)
                FROM unnest(string_to_array(folded, ' ')) WITH ORDINALITY AS part (word, place)
            ) AS parts
            WHERE word || next IS NOT NULL"""
"""A whole name, and two of its words that follow each other, as one."""


def upgrade() -> None:
    op.execute(INDEX % AS_ONE)
    op.execute("SELECT crm_index_people(NULL)")


def downgrade() -> None:
    op.execute(INDEX % "")
    op.execute("SELECT crm_index_people(NULL)")
