"""Read one file, always as someone."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import and_, or_, select
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.db import db
from crm.people.models import Circle, Person
from crm.policy import May, permitted


def get(actor: Membership, uid: UUID, may: May = May.READ_PERSON) -> Person:
    """The person, if the actor may; the file that took over, if theirs was merged."""
    other = select(Person.merged_into_id).where(Person.uid == uid, Person.merged_into_id.is_not(None)).scalar_subquery()
    wanted = or_(Person.id == other, and_(Person.uid == uid, Person.merged_into_id.is_(None)))
    person = db.session.scalar(select(Person).where(wanted, permitted(actor, may, Person)))
    if person is None:
        raise NotFound
    return person


def circle(person: Person) -> Sequence[Circle]:
    """Who follows the person today, one line for each structure or platform."""
    seen: dict[tuple[int | None, int | None], Circle] = {}
    for line in person.circle:
        if line.until is None:
            seen.setdefault((line.structure_id, line.platform_id), line)
    return list(seen.values())


def colleagues(actor: Membership) -> Sequence[User]:
    """Counsellors and managers of the actor's structure."""
    query = (
        select(User)
        .join(Membership)
        .where(Membership.structure_id == actor.structure_id, Membership.ended_on.is_(None), User.active)
        .order_by(User.family_name, User.id)
    )
    return db.session.scalars(query).unique().all()
