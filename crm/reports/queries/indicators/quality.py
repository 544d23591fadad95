"""F, trajectories and quality. Attribution: the structure that recorded it, the person's commune then."""

from typing import Any

from sqlalchemy import ColumnElement, Date, Integer, and_, cast, func, literal, or_, select
from sqlalchemy.orm import aliased

from crm.appointments.models import Appointment
from crm.codes.appointments import MessageState
from crm.codes.people import EducationLevel
from crm.codes.support import EndReason, JobContract, Severity, SituationCategory, SituationState
from crm.messages.models import Message
from crm.people.models import Person, SharingAgreement
from crm.referrals.models import Referral
from crm.reports.queries.indicators.shared import Facts, Period, day, facts, residence, some, then
from crm.structures.models import Structure
from crm.support.models import Barrier, ContactEvent, Situation, SupportEpisode

C = SituationCategory
ENTRIES = (C.JOB, C.WORK_STUDY, C.TRAINING, C.IMMERSION, C.PMSMP, C.VOLUNTEERING_CIVIC_SERVICE, C.SCHOOLING)
DURABLE = (JobContract.CDI, JobContract.CDD_GE_6M)
FAILED = (MessageState.FAILED, MessageState.TOO_LATE)
LEFT = (MessageState.SENT, MessageState.DELIVERED)


def entries(p: Period, *conditions: Any) -> Facts:
    """F-1 by category. Unit: situations begun in P, among jobs, work-study, training, schooling, immersion, service."""
    found = facts(
        Situation,
        Situation.started_on,
        residence(Situation.person_id, Situation.started_on),
        Situation.structure_id,
        situation=Situation.category,
    ).join(Person, Person.id == Situation.person_id)
    begun = Situation.state != SituationState.PLANNED
    return found.where(p.has(Situation.started_on), Situation.category.in_(ENTRIES), begun, *conditions)


def durable(p: Period) -> Facts:
    """F-2. Of F-1, a CDI or a contract of six months or more."""
    return entries(p, Situation.contract.in_(DURABLE))


def overcome(p: Period) -> Facts:
    """F-3. Unit: barriers found gone in P, that were blocking when last checked before."""
    before = aliased(Barrier)
    previous = (
        select(before.severity)
        .where(
            before.person_id == Barrier.person_id,
            before.theme == Barrier.theme,
            or_(
                before.checked_at < Barrier.checked_at,
                and_(before.checked_at == Barrier.checked_at, before.id < Barrier.id),
            ),
        )
        .order_by(before.checked_at.desc(), before.id.desc())
        .limit(1)
    )
    on = day(Barrier.checked_at)
    found = facts(Barrier, on, residence(Barrier.person_id, on), Barrier.structure_id)
    found = found.join(Person, Person.id == Barrier.person_id)
    gone = (p.holds(Barrier.checked_at), Barrier.severity == Severity.NONE)
    return found.where(*gone, previous.scalar_subquery() == Severity.BLOCKING.value)


def followed(p: Period, *conditions: Any) -> Facts:
    """The denominator of F-4. Unit: people, once, with an episode open on the last day of P."""
    episode = SupportEpisode
    found = facts(episode, p.last_day, on_last_day(p, Person.commune_code), episode.structure_id)
    found = found.join(Person, Person.id == episode.person_id)
    open_then = (episode.opened_on < p.last, or_(episode.closed_on.is_(None), episode.closed_on >= p.last))
    return found.where(*open_then, *conditions)


def on_last_day(p: Period, attribute: Any) -> ColumnElement[str]:
    return then(Person.id, cast(literal(p.last_day), Date), attribute)


def complete(p: Period) -> Facts:
    """F-4. Of those, with a level, a situation and a commune known, and a file checked for less than twelve months."""
    known = some(Situation.person_id == Person.id, Situation.category != C.UNKNOWN, Situation.started_on < p.last)
    year_before = p.end.replace(year=p.end.year - 1)
    return followed(
        p,
        on_last_day(p, Person.education_level) != EducationLevel.UNKNOWN.value,
        on_last_day(p, Person.commune_code).is_not(None),
        Person.confirmed_at >= year_before,
        known,
    )


def kept_long_enough(p: Period) -> Facts:
    """F-5. Unit: people, once, whose episode was closed in P because the time of keeping was over."""
    episode = SupportEpisode
    where = residence(episode.person_id, episode.closed_on)
    found = facts(episode, episode.closed_on, where, episode.structure_id)
    found = found.join(Person, Person.id == episode.person_id)
    return found.where(p.has(episode.closed_on), episode.end_reason == EndReason.RETENTION_PURGE)


def agreements(on: Any, *conditions: Any) -> Facts:
    table = SharingAgreement
    found = facts(table, on, residence(table.person_id, on), table.structure_id)
    return found.join(Person, Person.id == table.person_id).where(*conditions)


def agreed(p: Period) -> Facts:
    """F-6. Unit: sharing agreements in force on the last day of P."""
    table = SharingAgreement
    still = or_(table.revoked_on.is_(None), table.revoked_on >= p.last)
    return agreements(p.last_day, table.agreed_on < p.last, still)


def revoked(p: Period) -> Facts:
    """F-6, second part. Unit: sharing agreements revoked in P."""
    return agreements(SharingAgreement.revoked_on, p.has(SharingAgreement.revoked_on))


def messages(p: Period, *conditions: Any) -> Facts:
    """F-8 by channel. Unit: messages to young people that left in P, or were to leave in P and failed for good."""
    at = func.coalesce(Message.sent_at, Message.not_before)
    found = facts(
        Message, day(at), residence(Message.person_id, day(at)), Message.structure_id, channel=Message.channel
    )
    found = found.join(Person, Person.id == Message.person_id)
    return found.where(p.holds(at), Message.state.in_((*LEFT, *FAILED)), *conditions)


def failed(p: Period) -> Facts:
    """F-8, failures. Of those, not delivered."""
    return messages(p, Message.state.in_(FAILED))


def contributors(p: Period) -> Facts:
    """F-7. Unit: structures registered and active before P ends; `value` is 1 where one recorded a contact, an
    appointment or a referral in P. Attribution: where the structure stands."""
    worked = or_(
        some(ContactEvent.structure_id == Structure.id, p.holds(ContactEvent.happened_at)),
        some(Appointment.structure_id == Structure.id, p.holds(Appointment.starts_at)),
        some(Referral.sender_structure_id == Structure.id, p.holds(Referral.sent_at)),
    )
    found = facts(
        Structure, p.last_day, Structure.commune_code, Structure.id, person=False, value=cast(worked, Integer)
    )
    # a structure closed in the middle of the quarter still counts if it worked in it
    return found.where(or_(and_(Structure.active, Structure.created_at < p.end), worked))
