"""The ways somebody looks at their list."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from crm.accounts.models import Membership
from crm.db import db
from crm.support.models import SavedFilter


def save_filter(actor: Membership, name: str, query: str) -> None:
    """Keep a filter under a name; the same name again means the new one."""
    statement = insert(SavedFilter).values(user_id=actor.user_id, name=name, query=query)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["user_id", "name"], set_={"query": statement.excluded.query})
    )


def forget_filter(actor: Membership, uid: UUID) -> None:
    db.session.execute(delete(SavedFilter).where(SavedFilter.user_id == actor.user_id, SavedFilter.uid == uid))
