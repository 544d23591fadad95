"""What a message about an appointment says, from what the appointment is when it leaves."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from crm.appointments import rules
from crm.appointments.models import Answer, Appointment, Participation
from crm.appointments.queries.listing import WHOLE
from crm.appointments.queries.public import token
from crm.appointments.rules import OPEN
from crm.codes.appointments import AnswerKind, Channel, MessageKind, ParticipationStatus
from crm.codes.people import Language
from crm.db import db
from crm.messages import queries as messaging
from crm.messages.models import Message
from crm.messages.rules import Content, Obsolete
from crm.people import queries as people
from crm.people.models import Person
from crm.structures.models import Site, Structure
from crm.territory.rules import PARIS


def where(appointment: Appointment, language: Language, *, short: bool = False) -> str:
    """Where to go, or how to be there, in one line; `short`, without the name of what has an address."""
    spot = appointment.site or appointment.structure
    name = "" if short and spot.address else spot.name
    address = appointment.place or ", ".join(filter(None, [name, spot.address, spot.commune.name]))
    return rules.place(appointment.location, address, language)


def ending(appointment: Appointment) -> tuple[str, str]:
    """Who signs, and the number to call as it is dialled: that of the place, or the one the structure chose."""
    signature, phone = messaging.ending(appointment.structure)
    return signature, dialled((appointment.site and appointment.site.phone) or phone or "")


def call_back(appointment: Appointment) -> str:
    """The number to call, as it is dialled; nothing if there is none."""
    return ending(appointment)[1]


ADDRESSES = (
    joinedload(Participation.appointment).joinedload(Appointment.structure).joinedload(Structure.commune),
    joinedload(Participation.appointment).joinedload(Appointment.structure).joinedload(Structure.channels),
    joinedload(Participation.appointment).joinedload(Appointment.site).joinedload(Site.commune),
    joinedload(Participation.person).selectinload(Person.opt_outs),
)


def causes(subjects: Sequence[str]) -> Sequence[Participation]:
    """All that a batch of messages is about, in one query: while it is kept, `compose` reads it from the session."""
    ids = [int(number) for kind, _, number in (s.partition(":") for s in subjects) if kind == "participation"]
    if not ids:
        return []
    found = select(Participation).where(Participation.id.in_(ids)).options(*WHOLE, *ADDRESSES)
    return db.session.scalars(found).all()


def compose(message: Message, public_url: str) -> Content:
    """What to say about an appointment, from what it is at this very moment."""
    over = message.kind is MessageKind.APPOINTMENT_CANCELLED
    found = db.session.get(Participation, int(message.subject.partition(":")[2]), options=WHOLE)
    again = rules.is_again(message.occasion)
    if found is None or rules.occasion(found.starts_at, again=again) != message.occasion:
        raise Obsolete
    if again and not found.person.reminded_shortly:
        raise Obsolete
    if (found.status is not ParticipationStatus.REVOKED) if over else (found.status not in OPEN):
        raise Obsolete
    person, appointment = found.person, found.appointment
    to = people.address(person, appointment.structure, message.channel, message.not_before)
    return written(
        found,
        message.kind,
        message.channel,
        person.language,
        to=to,
        url=f"{public_url}/r/{token(found)}",
        today=on_the_day(message.not_before, found.starts_at),
    )


def written(
    found: Participation, kind: MessageKind, channel: Channel, language: Language, *, to: str, url: str, today: bool
) -> Content:
    """The message itself, in a language: it ends with the structure's signature and the number to call."""
    signature, call_back = ending(found.appointment)
    words = rules.Words(
        language=language,
        given_name=found.person.given_name,
        starts_at=found.starts_at,
        today=today,
        where=where(found.appointment, language, short=channel is Channel.SMS),
        structure=signature,
        call_back=call_back,
        url=url,
    )
    if channel is Channel.SMS:
        return Content(to=to, subject="", text=rules.brief(kind, words))
    subject, text = rules.letter(kind, words)
    return Content(to=to, subject=subject, text=text, calendar=invitation(found, to, words.where))


def on_the_day(leaves_at: datetime, starts_at: datetime) -> bool:
    return leaves_at.astimezone(PARIS).date() == starts_at.astimezone(PARIS).date()


def invitation(participation: Participation, to: str, place: str) -> str:
    appointment, structure = participation.appointment, participation.appointment.structure
    entry = rules.Entry(
        uid=f"{root(appointment).uid}@passerelle",
        sequence=appointment.sequence,
        stamped_at=participation.resolved_at or participation.booked_at,
        starts_at=participation.starts_at,
        ends_at=participation.ends_at,
        where=place,
        cancelled=participation.status is ParticipationStatus.REVOKED,
    )
    return rules.invitation(entry, to, structure.email, structure.short_name)


def root(appointment: Appointment) -> Appointment:
    """The first of a chain of moves: its UID is the calendar entry's for good."""
    while appointment.moved_from:
        appointment = appointment.moved_from
    return appointment


def dialled(phone: str) -> str:
    """« 03 20 00 00 00 » from E.164, for a French number."""
    national = "0" + phone.removeprefix("+33") if phone.startswith("+33") else phone
    return " ".join(national[i : i + 2] for i in range(0, len(national), 2)) if national.startswith("0") else phone


ANSWERS = {
    AnswerKind.CANNOT_COME: "ne peut pas venir. Le créneau est libre.",
    AnswerKind.MOVED: "a choisi ce nouveau créneau.",
    AnswerKind.CALL_BACK: "demande à être rappelé·e.",
}


def compose_answer(message: Message, public_url: str) -> Content:
    """Tell the counsellor what a person answered: initials and an hour, the rest is behind the link."""
    found = db.session.get(Answer, int(message.subject.partition(":")[2]))
    if found is None or found.settled_at:
        raise Obsolete
    participation = found.participation
    person, counsellor = participation.person, participation.appointment.counsellor
    when = " à ".join(said(participation.starts_at, Language.FRENCH) for said in (rules.day, rules.hour))
    return Content(
        to=counsellor.email,
        subject=f"{found.kind.label} : {person.initials}",
        text=(
            f"Bonjour {counsellor.given_name},\n\n{person.initials}, {when} : {ANSWERS[found.kind]}\n\n"
            f"{public_url}/people/{person.uid}\n\nPasserelle\n"
        ),
    )
