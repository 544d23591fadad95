"""Extensions, and how text is folded for search"""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    for extension in ("pg_trgm", "unaccent", "btree_gist"):
        op.execute(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public")
    # Lower case, no accents, ligatures opened, anything but letters and digits made one space, a space on both sides:
    # ' jean pierre d amiens ' is found by ' pierre' as by ' d am'. Immutable, because it names its dictionary.
    op.execute(
        r"""
        CREATE FUNCTION crm_fold(value text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN ' ' || btrim(regexp_replace(
            lower(public.unaccent('public.unaccent'::regdictionary, value)), '[^a-z0-9]+', ' ', 'g'
        )) || ' '
        """
    )


def downgrade() -> None:
    op.execute("DROP FUNCTION crm_fold")
    for extension in ("btree_gist", "unaccent", "pg_trgm"):
        op.execute(f"DROP EXTENSION {extension}")
