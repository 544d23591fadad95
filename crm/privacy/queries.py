"""Read the access journal."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.accounts.models import Membership
from crm.db import db
from crm.journal import AccessEntry
from crm.policy import May, require

PAGE = 100


def journal(actor: Membership, before: int | None = None) -> Sequence[AccessEntry]:
    """One part of the journal, latest first, with one line more when it goes on."""
    require(actor, May.READ_JOURNAL)
    query = select(AccessEntry).options(joinedload(AccessEntry.user), joinedload(AccessEntry.structure))
    query = query.options(joinedload(AccessEntry.person)).order_by(AccessEntry.id.desc()).limit(PAGE + 1)
    return db.session.scalars(query.where(AccessEntry.id < before) if before else query).all()
