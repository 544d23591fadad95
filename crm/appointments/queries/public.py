"""What stands behind addresses that need no account: an appointment’s page, and the calendar of a counsellor."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, false, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from werkzeug.exceptions import NotFound

from crm import links
from crm.accounts.models import Membership, User
from crm.accounts.rules import token_hash
from crm.appointments import rules
from crm.appointments.models import Answer, Appointment, CalendarFeed, Participation
from crm.appointments.queries.listing import WHOLE
from crm.codes.appointments import AnswerKind, AppointmentStatus
from crm.db import db
from crm.people.models import Person
from crm.policy import May, not_restricted, permitted

PURPOSE = "appointment"
PAST, AHEAD = timedelta(days=30), timedelta(days=366)
"""How far back and ahead a calendar reads."""


def token(participation: Participation) -> str:
    """What opens its page, at `/r/…`."""
    return links.sign(PURPOSE, participation.uid)


def by_token(token: str, now: datetime, *, locked: bool = False) -> Participation | None:
    """The participation whose link this is, while it lives. Locked, two taps on one page come one after the other."""
    uid = links.read(PURPOSE, token)
    query = select(Participation).where(Participation.uid == uid).options(*WHOLE)
    if locked:
        query = query.with_for_update(of=Participation)
    found = db.session.scalar(query) if uid else None
    return found if found and rules.lives(found.ends_at, now) else None


def next_of(participation: Participation) -> Participation | None:
    """The participation that took over, where the appointment was moved."""
    query = (
        select(Participation)
        .join(Participation.appointment)
        .where(
            Appointment.moved_from_id == participation.appointment_id,
            Participation.person_id == participation.person_id,
        )
        .order_by(Participation.id.desc())
    )
    return db.session.scalar(query.limit(1))


def answered(participation: Participation, kind: AnswerKind) -> Answer | None:
    """What the person said of this kind, and nobody has taken note of yet."""
    query = select(Answer).where(
        Answer.participation_id == participation.id, Answer.kind == kind, Answer.settled_at.is_(None)
    )
    return db.session.scalar(query)


def answers(actor: Membership, counsellor_id: int | None = None) -> Sequence[Answer]:
    """What people answered on their page, and nobody has taken note of yet; oldest first."""
    query = waiting(actor).order_by(Answer.given_at, Answer.id).limit(50)
    if counsellor_id:
        query = query.where(Appointment.counsellor_id == counsellor_id)
    return db.session.scalars(query).all()


def answer(actor: Membership, uid: UUID) -> Answer:
    found = db.session.scalar(waiting(actor).where(Answer.uid == uid))
    if found is None:
        raise NotFound
    return found


def waiting(actor: Membership) -> Select[Answer]:
    return (
        select(Answer)
        .join(Answer.participation)
        .join(Participation.appointment)
        .join(Participation.person)
        .where(
            Answer.settled_at.is_(None),
            permitted(actor, May.CHANGE_APPOINTMENT, Appointment),
            not_restricted(actor, Person),
        )
        .options(contains_eager(Answer.participation).contains_eager(Participation.person))
        .options(contains_eager(Answer.participation).contains_eager(Participation.appointment))
    )


def feed(token: str) -> CalendarFeed:
    """The calendar whose secret address this is, while its owner works somewhere."""
    query = select(CalendarFeed).where(CalendarFeed.token_hash == token_hash(token))
    found = db.session.scalar(query.options(joinedload(CalendarFeed.user).selectinload(User.memberships)))
    if found is None or not found.user.active:
        raise NotFound
    return found


def own_feed(user: User) -> CalendarFeed | None:
    return db.session.scalar(select(CalendarFeed).where(CalendarFeed.user_id == user.id))


def calendar(feed: CalendarFeed, now: datetime) -> str:
    """A counsellor's appointments as their calendar shows them."""
    return rules.feed((entry(a, initials=feed.initials) for a in in_calendar(feed.user, now)), "Passerelle")


def in_calendar(user: User, now: datetime) -> Sequence[Appointment]:
    """What was moved stands at its new hour only; what was cancelled stays, and says so."""
    later = aliased(Appointment)
    query = (
        select(Appointment)
        .where(
            Appointment.counsellor_id == user.id,
            visible(user),
            Appointment.starts_at >= now - PAST,
            Appointment.starts_at < now + AHEAD,
            Appointment.status != AppointmentStatus.MOVED,
            ~select(later.id).where(later.moved_from_id == Appointment.id).exists(),
        )
        .options(
            joinedload(Appointment.site), selectinload(Appointment.participations).joinedload(Participation.person)
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    return db.session.scalars(query).all()


def visible(user: User) -> ColumnElement[bool]:
    """What the user may read today, in any of the places where they work."""
    return or_(false(), *(permitted(m, May.READ_APPOINTMENT, Appointment) for m in user.memberships if m.current))


def entry(appointment: Appointment, *, initials: bool) -> rules.Entry:
    cancelled = appointment.status is not AppointmentStatus.PLANNED
    people = [p.person.initials for p in appointment.participations if p.person.open_to(appointment.counsellor_id)]
    return rules.Entry(
        uid=f"{appointment.uid}@passerelle",
        sequence=appointment.sequence,
        stamped_at=appointment.created_at,
        starts_at=appointment.starts_at,
        ends_at=appointment.ends_at,
        where=appointment.site.name if appointment.site else appointment.location.label,
        title=rules.title(appointment.kind, people, initials=initials, cancelled=cancelled),
        cancelled=cancelled,
    )
