"""Read referrals, always as someone; and what a message about one says."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership, User
from crm.codes.appointments import MessageKind
from crm.codes.people import StoryKind
from crm.codes.referrals import ReferralState as State
from crm.codes.structures import Role
from crm.db import db
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete, Suppressed
from crm.people.models import Person
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.referrals.models import Referral
from crm.referrals.rules import ANSWERABLE, LOOP, MANY, OPEN, SHAREABLE
from crm.structures.models import Platform, Structure
from crm.support.models import Situation

WHOLE = (
    joinedload(Referral.person),
    joinedload(Referral.sender_structure),
    joinedload(Referral.recipient_structure),
    joinedload(Referral.platform),
)
PAGE = 50

BOXES = ("to_answer", "in_hand", "pool", "sent", "ended")


def get(actor: Membership, uid: UUID, may: May = May.READ_REFERRAL) -> Referral:
    query = select(Referral).where(Referral.uid == uid, permitted(actor, may, Referral))
    found = db.session.scalar(query.options(*WHOLE))
    if found is None:
        raise NotFound
    return found


def box(actor: Membership, name: str) -> ColumnElement[bool]:
    """What a box of the inbox holds; its counter counts the same rows."""
    ours = Referral.recipient_structure_id == actor.structure_id
    pool = and_(Referral.platform_id == actor.platform_id, Referral.recipient_structure_id.is_(None))
    return and_(
        permitted(actor, May.READ_REFERRAL, Referral),
        {
            "to_answer": and_(ours, Referral.state.in_(ANSWERABLE)),
            "in_hand": and_(ours, Referral.state.in_([State.ACCEPTED, State.APPOINTMENT_SET, State.MISSED])),
            "pool": and_(pool, Referral.state.in_(ANSWERABLE)),
            "sent": and_(sent_by(actor), Referral.state.in_(OPEN)),
            "ended": Referral.state.not_in([*OPEN, State.DRAFT]),
        }[name],
    )


def sent_by(actor: Membership) -> ColumnElement[bool]:
    if actor.role is Role.PSAD_COORDINATOR:
        return and_(Referral.platform_id == actor.platform_id, Referral.recipient_structure_id.is_not(None))
    return Referral.sender_structure_id == actor.structure_id


def boxes(actor: Membership) -> tuple[str, ...]:
    return (
        ("pool", "sent", "ended") if actor.role is Role.PSAD_COORDINATOR else ("to_answer", "in_hand", "sent", "ended")
    )


def listed(actor: Membership, name: str, after: int | None = None) -> tuple[Sequence[Referral], int | None]:
    """One part of a box, the most pressing first, and from where it goes on."""
    query: Select[Referral] = select(Referral).where(box(actor, name)).options(*WHOLE)
    if name == "ended":
        query = query.order_by(Referral.id.desc())
        query = query.where(Referral.id < after) if after else query
    else:
        query = query.order_by(Referral.id)
        query = query.where(Referral.id > after) if after else query
    rows = db.session.scalars(query.limit(PAGE + 1)).all()
    return rows[:PAGE], rows[PAGE - 1].id if len(rows) > PAGE else None


def counts(actor: Membership) -> dict[str, int]:
    """How many each open box holds."""
    names = [name for name in boxes(actor) if name != "ended"]
    row = db.session.execute(
        select(*(select(func.count()).where(box(actor, name)).scalar_subquery() for name in names))
    )
    return dict(zip(names, row.one(), strict=True))


def travels(referral: Referral) -> list[tuple[str, str]]:
    """All that the recipient reads before accepting: the names, and the fields that were picked."""
    return [("Prénom et nom", referral.person.name), *picked(referral.person, referral.shared_fields)]


def picked(person: Person, fields: Sequence[str]) -> list[tuple[str, str]]:
    return [(SHAREABLE[name], value_of(person, name)) for name in SHAREABLE if name in fields]


def value_of(person: Person, name: str) -> str:
    match name:
        case "born_on":
            return f"{person.born_on:%d/%m/%Y}"
        case "commune":
            return person.commune.name if person.commune else ""
        case "education_level" | "mobility":
            return str(getattr(person, name).label)
        case "situation":
            return situation(person)
        case "guardians":
            return ", ".join(f"{g.name} {g.phone or ''}".strip() for g in person.guardians if g.may_be_contacted)
        case _:
            return str(getattr(person, name) or "")


def situation(person: Person) -> str:
    query = select(Situation).where(Situation.person_id == person.id).order_by(Situation.started_on.desc()).limit(1)
    latest = db.session.scalar(query)
    return latest.category.label if latest else ""


def recipients(actor: Membership, person: Person) -> Sequence[Structure]:
    """Where the person may be sent: active structures, those that cover where they live first."""
    near = Structure.coverage.any(arrondissement_code=person.commune.arrondissement_code) if person.commune else None
    query = select(Structure).where(Structure.active, Structure.id != actor.structure_id)
    if near is not None:
        query = query.order_by(near.desc())
    return db.session.scalars(query.order_by(Structure.short_name)).all()


def platforms(person: Person) -> Sequence[Platform]:
    """The pools where the person may be sent: that of where they live first."""
    query = select(Platform)
    if person.commune:
        near = Platform.territory.any(arrondissement_code=person.commune.arrondissement_code)
        query = query.order_by(near.desc())
    return db.session.scalars(query.order_by(Platform.name)).all()


def loops(person: Person, sender_id: int | None, recipient_id: int | None, today: date) -> list[str]:
    """Why this referral may go round in circles, in words."""
    since = today - LOOP
    earlier = db.session.scalars(
        select(Referral).where(
            Referral.person_id == person.id, Referral.sent_at >= since, Referral.state != State.DRAFT
        )
    ).all()
    warnings = []
    if any((r.sender_structure_id, r.recipient_structure_id) == (recipient_id, sender_id) for r in earlier):
        warnings.append("Cette structure vous a adressé ce jeune il y a moins de trois mois.")
    if len(earlier) >= MANY and not any(r.engaged_at for r in earlier):
        warnings.append(
            f"C’est la {len(earlier) + 1}e orientation en trois mois sans prise en charge : alertez la coordination."
        )
    return warnings


def story(actor: Membership, person: Person) -> list[Event]:
    """Referrals on the timeline, for those who read the shared record."""
    if not can(actor, May.READ_PERSON, person):
        return []
    query = select(Referral).where(Referral.person_id == person.id, Referral.sent_at.is_not(None)).options(*WHOLE)
    return [told(r) for r in db.session.scalars(query.order_by(Referral.sent_at.desc()).limit(40)) if r.sent_at]


def told(referral: Referral) -> Event:
    to = referral.recipient_structure.short_name if referral.recipient_structure else "la coordination"
    title = f"{referral.kind.label} vers {to} : {referral.state.label.lower()}"
    assert referral.sent_at is not None  # filtered by story
    return Event(
        referral.sent_at, StoryKind.REFERRAL, title, referral.theme.label, referral.sender_structure.short_name
    )


def silent(today: date) -> Select[Referral]:
    """Referrals whose next step has come: to be nudged or to expire."""
    return select(Referral).where(Referral.state.in_(ANSWERABLE), Referral.next_step_on <= today)


LETTERS = {
    MessageKind.REFERRAL_RECEIVED: (
        "Une orientation vous attend",
        "Une orientation vient de vous être adressée par {other}.",
    ),
    MessageKind.REFERRAL_NUDGE: (
        "Une orientation attend votre réponse",
        "{other} attend votre réponse depuis le {sent}.",
    ),
    MessageKind.REFERRAL_ANSWERED: (
        "Une réponse à votre orientation",
        "{other} a répondu à votre orientation : {state}.",
    ),
    MessageKind.REFERRAL_EXPIRED: (
        "Une orientation sans réponse",
        "{other} n’a pas répondu à temps à votre orientation.",
    ),
}
TO_RECIPIENT = (MessageKind.REFERRAL_RECEIVED, MessageKind.REFERRAL_NUDGE)


def compose(message: Message, public_url: str) -> Content:
    """A word to the recipient or to the sender: who, what state, and a link. Never the person's name."""
    referral = db.session.get(Referral, int(message.subject.partition(":")[2]), options=WHOLE)
    if referral is None or referral.sent_at is None:
        raise Obsolete
    if message.kind in TO_RECIPIENT:
        if referral.state not in ANSWERABLE or message.recipient != f"structure:{referral.owner_structure_id}":
            raise Obsolete
        structure = db.session.get_one(Structure, referral.owner_structure_id)
        address, other = structure.email, referral.sender_structure.short_name
    else:
        address = db.session.get_one(User, referral.sender_id).email
        other = referral.recipient_structure.short_name if referral.recipient_structure else "La coordination"
    if not address:
        raise Suppressed("La structure n’a pas d’adresse e-mail.")
    subject, line = LETTERS[message.kind]
    said = line.format(other=other, sent=f"{referral.sent_at:%d/%m/%Y}", state=referral.state.label.lower())
    text = f"Bonjour,\n\n{said}\n\nOuvrez-la dans Passerelle :\n{public_url}/referrals/{referral.uid}\n"
    return Content(to=address, subject=subject, text=text)


def sent_lately(actor: Membership, since_days: int, today: date) -> Sequence[Referral]:
    """Answers that came back in the last days, for the sender's day."""
    query = (
        select(Referral)
        .where(
            permitted(actor, May.SEND_REFERRAL, Referral),
            Referral.sender_id == actor.user_id,
            Referral.answered_at >= today - timedelta(days=since_days),
        )
        .options(*WHOLE)
        .order_by(Referral.answered_at.desc())
    )
    return db.session.scalars(query.limit(20)).all()


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    query = select(Referral).where(
        Referral.person_id == person.id, Referral.state.in_(OPEN), permitted(actor, May.READ_REFERRAL, Referral)
    )
    return "referrals/_panel.html", {"referrals": db.session.scalars(query.options(*WHOLE)).all()}
