"""New cases, in the pool of their platform until they are given to a structure."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload

from crm.codes.referrals import Urgency
from crm.codes.support import Theme
from crm.db import db
from crm.dropouts.models import DropoutCase
from crm.dropouts.rules import AMBER, OPEN
from crm.people.models import Person
from crm.referrals.queries import Waiting, need_of, subject


def in_pool(platform_id: int) -> Select[DropoutCase]:
    """Open cases that no structure has been given yet."""
    return select(DropoutCase).where(
        DropoutCase.platform_id == platform_id, DropoutCase.state.in_(OPEN), DropoutCase.assigned.is_(False)
    )


def pooled(platform_id: int, today: date, uids: Sequence[UUID] | None = None) -> list[Waiting]:
    """New cases, as the pool of their platform shows them."""
    query = in_pool(platform_id).options(joinedload(DropoutCase.person).joinedload(Person.commune))
    if uids is not None:
        query = query.where(DropoutCase.uid.in_(uids))
    return [card(found, today) for found in db.session.scalars(query)]


def card(found: DropoutCase, today: date) -> Waiting:
    name, urgency = subject("case", found.uid), pressing(found, today)
    need = need_of(
        name,
        found.person,
        today,
        theme=Theme.REMOBILISATION,
        urgency=list(Urgency).index(urgency),
        waited=max((today - found.reported_on).days, 0),
    )
    page = ("dropouts.show", found.uid)
    return Waiting(name, found.person, "Décrochage signalé", urgency, found.reported_on, page, need)


def pressing(found: DropoutCase, today: date) -> Urgency:
    """Urgent when the interview of L.313-8 is due within a month, soon when the person or a partner asked for it."""
    if found.interviewed_at is None and found.interview_due_on <= today + AMBER:
        return Urgency.URGENT
    return Urgency.SOON if found.requested else Urgency.NORMAL


def pooled_count(platform_id: int) -> int:
    return db.session.scalar(select(func.count()).select_from(in_pool(platform_id).subquery())) or 0


def arrivals(structure_ids: Sequence[int], since: datetime) -> dict[int, int]:
    """Cases opened since then that each structure was given."""
    query = (
        select(DropoutCase.structure_id, func.count())
        .where(DropoutCase.structure_id.in_(structure_ids), DropoutCase.assigned, DropoutCase.created_at >= since)
        .group_by(DropoutCase.structure_id)
    )
    return dict(db.session.execute(query).all())
