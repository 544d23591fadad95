"""A year of birth alone is found in the index, within those whom a structure follows"""

from alembic import op

revision = "0025"
down_revision = "0024"

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
YEAR = "UNION SELECT 'y' || extract(year FROM person.born_on)"


def upgrade() -> None:
    op.execute(INDEX % YEAR)
    op.execute("SELECT crm_index_people(NULL)")


def downgrade() -> None:
    op.execute(INDEX % "")
    op.execute("SELECT crm_index_people(NULL)")
