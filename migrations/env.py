"""Runs migrations one at a time, under a lock of their own, never waiting long for a table in use."""

from alembic import context
from flask import current_app
from sqlalchemy import text

from crm.db import Base, db

TIMEOUTS = "SET lock_timeout = '5s'; SET statement_timeout = '15min'"
LOCK = 7_205_759  # any number of ours: two deploys never migrate at once


def options() -> dict[str, object]:
    return {"target_metadata": Base.metadata, **current_app.extensions["migrate"].configure_args}


if context.is_offline_mode():
    context.configure(dialect_name="postgresql", literal_binds=True, **options())
    with context.begin_transaction():
        context.execute(TIMEOUTS)
        context.run_migrations()
else:
    with db.engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({LOCK})"))
        connection.execute(text(TIMEOUTS))
        connection.commit()
        context.configure(connection=connection, **options())
        with context.begin_transaction():
            context.run_migrations()
        connection.execute(text(f"SELECT pg_advisory_unlock({LOCK})"))
        connection.commit()
