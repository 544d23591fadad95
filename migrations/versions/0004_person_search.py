"""People are found in a table of their own, by what is typed and by how it sounds"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

SOUNDS = (
    (r"[yj](?=[aeiou])", r"i"),
    (r"y", r"i"),
    (r"ph", r"f"),
    (r"(?<=[aeiou][aeiou])x$", r""),
    (r"x", r"ks"),
    (r"ch(?=[lrnt]|ael|aila)", r"k"),
    (r"[st]?ch|sh", r"x"),
    (r"h", r""),
    (r"^ou(?=[aei])", r"v"),
    (r"w", r"v"),
    (r"[ae]i(?=[aeou])", r"i"),
    (r"aul(?=t)|eau|au", r"o"),
    (r"ou|oo", r"u"),
    (r"a[ei]|ei", r"e"),
    (r"c(?=[ei])", r"s"),
    (r"gu(?=[ei])", r"g"),
    (r"qu|[cq]", r"k"),
    (r"z", r"s"),
    (r"di(?=[aeou])", r"i"),
    (r"bv|vb", r"v"),
    (r"m(?=[bpf])", r"n"),
    (r"en(?=[bcdfgkprstv])", r"an"),
    (r"(.)\1+", r"\1"),
    (r"(?<=..)(e|[dtsp]{1,2})$", r""),
)
"""As `crm.people.rules.names.SOUNDS` was on this day; a test compares the two on real names."""


def upgrade() -> None:
    replaced = "word"
    for pattern, new in SOUNDS:
        replaced = f"regexp_replace({replaced}, '{pattern}', '{new}', 'g')"
    op.execute(
        f"CREATE FUNCTION crm_sound(word text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE RETURN {replaced}"
    )
    op.create_table(
        "person_search",
        sa.Column("person_id", sa.BigInteger(), nullable=False),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("keys", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("followers", sa.ARRAY(sa.BigInteger()), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_person_search_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_person_search")),
    )
    op.create_index(
        "ix_person_search",
        "person_search",
        ["followers", "words", "keys"],
        postgresql_using="gin",
        postgresql_ops={"words": "gin_trgm_ops"},
    )
    op.create_index("ix_person_search_born_on", "person_search", ["born_on"])
    op.execute(INDEX)
    op.execute(CHANGED)
    for table, key in (("person", "id"), ("circle", "person_id"), ("guardian", "person_id")):
        for event, rows in (
            ("INSERT", "NEW TABLE AS changed"),
            ("UPDATE", "NEW TABLE AS changed OLD TABLE AS former"),
            ("DELETE", "OLD TABLE AS changed"),
        ):
            if (table, event) != ("person", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER index_people_{event.lower()} AFTER {event} ON {table}"
                    f" REFERENCING {rows}"
                    f" FOR EACH STATEMENT EXECUTE FUNCTION crm_people_changed('{key}')"
                )
    op.execute("SELECT crm_index_people(NULL)")


INDEX = """
CREATE FUNCTION crm_index_people(numbers bigint[]) RETURNS void LANGUAGE plpgsql AS $$
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
"""Brings the rows of these people up to date, or of everybody."""

CHANGED = """
CREATE FUNCTION crm_people_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    numbers bigint[];
BEGIN
    EXECUTE format('SELECT array_agg(DISTINCT %I) FROM changed', tg_argv[0]) INTO numbers;
    IF tg_op = 'UPDATE' THEN  -- a row may have gone from one person to another
        EXECUTE format('SELECT $1 || array_agg(DISTINCT %I) FROM former', tg_argv[0]) INTO numbers USING numbers;
    END IF;
    IF numbers IS NOT NULL THEN
        PERFORM crm_index_people(numbers);
    END IF;
    RETURN NULL;
END $$
"""


def downgrade() -> None:
    for table in ("person", "circle", "guardian"):
        for event in ("insert", "update", "delete"):
            op.execute(f"DROP TRIGGER IF EXISTS index_people_{event} ON {table}")
    op.execute("DROP FUNCTION crm_people_changed")
    op.execute("DROP FUNCTION crm_index_people")
    op.drop_table("person_search")
    op.execute("DROP FUNCTION crm_sound")
