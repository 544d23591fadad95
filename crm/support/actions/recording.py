"""What happened with a person: contacts, situations, what stands in the way."""

from collections.abc import Sequence
from datetime import date, datetime

from crm import journal
from crm.accounts.models import Membership
from crm.codes.support import (
    ContactType,
    JobContract,
    Severity,
    SituationCategory,
    SituationState,
    Theme,
)
from crm.db import db
from crm.errors import Refused
from crm.people.actions import came
from crm.people.models import Person
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.support import queries
from crm.support.actions.episodes import open_episode, plan
from crm.support.actions.notes import forget_draft
from crm.support.models import Barrier, ContactEvent, Situation
from crm.territory.rules import PARIS

WITHOUT_THE_PERSON = (ContactType.MEDIATION_NO_CONTACT, ContactType.ADMINISTRATIVE, ContactType.PARTNER_INTERVIEW)


def log_contact(
    actor: Membership,
    person: Person,
    *,
    type: ContactType,
    happened_at: datetime,
    minutes: int | None,
    themes: Sequence[Theme],
    summary: str,
    next_step: str,
    next_step_on: date | None,
    situation: SituationCategory | None = None,
    now: datetime,
) -> ContactEvent:
    """Write what happened, the next step of the structure's own episode, opened when there was none, and the
    situation if it has changed."""
    require(actor, May.WRITE_SUPPORT, person)
    if happened_at > now:
        raise Refused("Un contact se note une fois qu’il a eu lieu : vérifiez la date et l’heure.")
    if why := forbidden_number(summary):
        raise Refused(why)
    contact = ContactEvent(
        person_id=person.id,
        structure_id=actor.structure_id,
        author_id=actor.user_id,
        type=type,
        happened_at=happened_at,
        minutes=minutes,
        themes=list(themes),
        summary=summary,
        commune_code=person.commune_code,
    )
    db.session.add(contact)
    if type not in WITHOUT_THE_PERSON:
        came(person, happened_at)
    episode = queries.open_episode(person, actor.structure_id) or open_episode(actor, person, actor.user, now=now)
    if next_step_on:
        plan(actor, episode, next_step, next_step_on, now=now)
    if situation and situation not in {line.category for line in queries.situations(person)}:
        day = happened_at.astimezone(PARIS).date()
        end_situations(person, day)
        situate(actor, person, category=situation, contract=None, started_on=day, ended_on=None, now=now)
    forget_draft(actor, person, "contact")
    journal.record(actor, "support.contact", person)
    db.session.flush()
    return contact


def situate(
    actor: Membership,
    person: Person,
    *,
    category: SituationCategory,
    contract: JobContract | None,
    started_on: date,
    ended_on: date | None,
    now: datetime,
) -> Situation:
    """Record what the person does, by the dates of the fact."""
    require(actor, May.WRITE_SUPPORT, person)
    if ended_on and ended_on < started_on:
        raise Refused("La fin vient avant le début : vérifiez les deux dates.")
    today = now.date()
    state = SituationState.PLANNED if started_on > today else SituationState.ONGOING
    if ended_on and ended_on <= today:
        state = SituationState.ENDED
    situation = Situation(
        person_id=person.id,
        category=category,
        state=state,
        contract=contract,
        started_on=started_on,
        ended_on=ended_on,
        structure_id=actor.structure_id,
        author_id=actor.user_id,
    )
    db.session.add(situation)
    journal.record(actor, "support.situate", person)
    db.session.flush()
    return situation


def end_situations(person: Person, day: date) -> None:
    """Another situation begins that day: those that had begun before are over."""
    for situation in queries.situations(person):
        if situation.started_on <= day:
            situation.state, situation.ended_on = SituationState.ENDED, day


def weigh(actor: Membership, person: Person, theme: Theme, severity: Severity, *, now: datetime) -> Barrier:
    """Say how much a theme stands in the way today."""
    require(actor, May.WRITE_SUPPORT, person)
    barrier = Barrier(
        person_id=person.id,
        theme=theme,
        severity=severity,
        checked_at=now,
        structure_id=actor.structure_id,
        author_id=actor.user_id,
    )
    db.session.add(barrier)
    journal.record(actor, "support.weigh", person)
    db.session.flush()
    return barrier
