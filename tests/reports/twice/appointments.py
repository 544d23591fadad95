"""B, appointments."""

from datetime import datetime, timedelta

from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import Channel, MessageKind, MessageState, ParticipationStatus, SlotOrigin
from crm.messages.models import Message
from crm.people.models import Person
from tests import factories
from tests.reports.twice import Fact, World, local, second

HALF_HOUR = timedelta(minutes=30)
KNOWN = ("attended", "no_show", "excused", "revoked")
TAKEN = (*KNOWN, "scheduled", "confirmed")


def tell(w: World) -> None:
    taken = set()
    for person in w.people:
        for _ in range(w.chance.randrange(2, 10)):
            starts_at = w.moment(before=30, after=30)
            half_hour = starts_at.timestamp() // HALF_HOUR.total_seconds()
            if not taken & {half_hour - 1, half_hour, half_hour + 1}:
                taken.add(half_hour)
                w.add(booked(w, person, starts_at))
    w.flush()
    for part in w.rows(Participation):
        w.add(*(message(w, part) for _ in range(w.chance.randrange(3))))


def booked(w: World, person: Person, starts_at: datetime) -> Participation:
    actor, hours = w.pick(w.staff), {"starts_at": starts_at, "ends_at": starts_at + HALF_HOUR}
    who = {"structure_id": actor.structure_id, "counsellor_id": actor.user_id, "created_by_id": actor.user_id}
    booked_at = starts_at - w.pick((timedelta(hours=48), timedelta(hours=48, seconds=1), w.later(40 * 24 * 60)))
    return Participation(
        appointment=Appointment(**who, **hours),
        person=person,
        status=w.pick((*ParticipationStatus, *KNOWN)),
        slot_origin=w.pick(SlotOrigin),
        booked_at=booked_at,
        commune_code=w.home(person, booked_at),
        **hours,
    )


def message(w: World, part: Participation) -> Message:
    return Message(
        kind=w.pick((MessageKind.APPOINTMENT_REMINDER,) * 3 + (MessageKind.APPOINTMENT_CONFIRMATION,)),
        subject=f"participation:{part.id}",
        recipient=f"person:{part.person_id}",
        occasion=str(next(factories.number)),
        channel=w.pick(Channel),
        state=w.pick([state for state in MessageState if state != "sending"]),
        not_before=part.booked_at,
        not_after=part.starts_at,
        sent_at=part.starts_at,
        person_id=part.person_id,
    )


@second("B-1", statuses=TAKEN)
@second("B-3", statuses=KNOWN)
@second("B-2", statuses=("no_show",))
@second("B-2p", statuses=("attended", "no_show"))
def participations(w: World, statuses) -> list[Fact]:
    return [fact_of(p) for p in w.rows(Participation) if p.status in statuses and w.holds(local(p.starts_at))]


def fact_of(p: Participation) -> Fact:
    days = (local(p.starts_at) - local(p.booked_at)).days
    return Fact(p.commune_code, local(p.starts_at), p.person_id, value=days, under={"origin": p.slot_origin})


@second("B-4")
def days_ahead(w: World) -> list[Fact]:
    return participations(w, TAKEN)


def reminders(w: World, p: Participation) -> list[Message]:
    mine = [m for m in w.rows(Message) if m.subject == f"participation:{p.id}"]
    return [m for m in mine if m.kind == "appointment_reminder"]


def early(w: World) -> list[Participation]:
    """Those of B-1 that were booked more than 48 hours ahead, and of whom a reminder could leave."""
    taken = [p for p in w.rows(Participation) if p.status in TAKEN and w.holds(local(p.starts_at))]
    early = [p for p in taken if p.starts_at - p.booked_at > timedelta(hours=48)]
    return [p for p in early if any(m.state not in ("suppressed", "cancelled") for m in reminders(w, p))]


@second("B-5t")
def to_remind(w: World) -> list[Fact]:
    return [fact_of(p) for p in early(w)]


@second("B-5")
def reminded(w: World) -> list[Fact]:
    def arrived(m: Message) -> bool:
        return m.state == "delivered" or (m.state == "sent" and m.channel == "email")

    return [fact_of(p) for p in early(w) if any(arrived(m) for m in reminders(w, p))]
