"""B, appointments. Source: participations. Attribution: the structure of the appointment, the commune of residence
written on the booking."""

from typing import Any

from sqlalchemy import Text, and_, cast, func, literal, or_

from crm.appointments.models import Appointment, Participation
from crm.codes.appointments import Channel, MessageKind, MessageState, ParticipationStatus
from crm.messages.models import Message
from crm.reports.queries.indicators.shared import Facts, Period, day, facts, some

S = ParticipationStatus
MISSED_OR_KEPT = (S.ATTENDED, S.NO_SHOW)
RESOLVED = (*MISSED_OR_KEPT, S.EXCUSED, S.REVOKED)


def participations(p: Period, *conditions: Any, **more: Any) -> Facts:
    part = Participation
    found = facts(
        part,
        day(part.starts_at),
        part.commune_code,
        Appointment.structure_id,
        **{"origin": cast(part.slot_origin, Text), **more},
    )
    return found.join(Appointment, Appointment.id == part.appointment_id).where(p.holds(part.starts_at), *conditions)


def booked(p: Period) -> Facts:
    """B-1. Unit: participations that start in P, whatever came of them, but for rescheduled and waiting ones."""
    return participations(p, Participation.status.not_in((S.RESCHEDULED, S.WAITING)))


def resolved(p: Period) -> Facts:
    """B-3. Of B-1, those of which the outcome is known: attended, excused, revoked, no-show."""
    return participations(p, Participation.status.in_(RESOLVED))


def no_shows(p: Period) -> Facts:
    """B-2, B-2b by slot origin, and the numerator of B-2c. Of B-3 (as rdv-insertion counts), those not excused."""
    return participations(p, Participation.status == S.NO_SHOW)


def kept_or_missed(p: Period) -> Facts:
    """The denominator of B-2c: attended or no-show, cancellations left out."""
    return participations(p, Participation.status.in_(MISSED_OR_KEPT))


def days_ahead(p: Period) -> Facts:
    """B-4. Unit: calendar days from booking to appointment, median, over B-1."""
    ahead = day(Participation.starts_at) - day(Participation.booked_at)
    return participations(p, Participation.status.not_in((S.RESCHEDULED, S.WAITING)), value=ahead)


def reminder(*conditions: Any) -> Any:
    return some(
        Message.kind == MessageKind.APPOINTMENT_REMINDER,
        Message.subject == func.concat("participation:", Participation.id),
        *conditions,
    )


def to_remind(p: Period) -> Facts:
    """The denominator of B-5: booked more than 48 hours ahead, for whom a reminder could leave (a mobile or an e-mail,
    messages agreed to): the product wrote one and neither withdrew nor withheld it."""
    early = Participation.booked_at < Participation.starts_at - func.make_interval(0, 0, 0, 0, 48)
    could = Message.state.not_in((MessageState.SUPPRESSED, MessageState.CANCELLED))
    return participations(p, early, Participation.status.not_in((S.RESCHEDULED, S.WAITING)), reminder(could))


def reminded(p: Period) -> Facts:
    """B-5. Of those, with a reminder delivered; an e-mail is, once the recipient's server has taken it."""
    taken = and_(Message.channel == Channel.EMAIL, Message.state == MessageState.SENT)
    return to_remind(p).where(reminder(or_(Message.state == MessageState.DELIVERED, taken)), literal(True))
