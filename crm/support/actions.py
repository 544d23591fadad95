"""What can be done in the accompaniment."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from crm import journal
from crm.accounts.models import Membership, User
from crm.codes.people import CircleReason
from crm.codes.support import (
    Audience,
    ContactType,
    EndReason,
    JobContract,
    Severity,
    SituationCategory,
    SituationState,
    SupportScheme,
    Theme,
)
from crm.db import db
from crm.errors import Refused
from crm.people.actions import came, join, leave
from crm.people.models import Person
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.support import queries
from crm.support.models import Barrier, ContactEvent, Draft, Note, NoteWording, Situation, SupportEpisode

FIRST_STEP = timedelta(days=14)
DRAFTS_LAST = timedelta(days=7)
STALE_NOTE = "Quelqu’un a changé cette note pendant que vous écriviez. Rien n’est perdu : voici son texte et le vôtre."
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
    now: datetime,
) -> ContactEvent:
    """Write what happened, and the next step of the structure's own episode, opened when there was none."""
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
    forget_draft(actor, person, "contact")
    journal.record(actor, "support.contact", person)
    db.session.flush()
    return contact


def open_episode(
    actor: Membership,
    person: Person,
    referent: User,
    *,
    now: datetime,
    scheme: SupportScheme = SupportScheme.NONE,
    next_step: str = "Premier entretien",
) -> SupportEpisode:
    """The actor's structure starts to accompany the person, and enters the circle."""
    episode = SupportEpisode(
        person_id=person.id,
        structure_id=actor.structure_id,
        referent_id=referent.id,
        scheme=scheme,
        opened_on=now.date(),
        next_step=next_step,
        next_step_on=now.date() + FIRST_STEP,
    )
    db.session.add(episode)
    join(person, CircleReason.EPISODE, now=now, structure_id=actor.structure_id)
    db.session.flush()
    return episode


def plan(actor: Membership, episode: SupportEpisode, step: str, on: date, *, now: datetime) -> None:
    """Say what comes next, and when."""
    require(actor, May.WORK_EPISODE, episode)
    if on < now.date():
        raise Refused("La prochaine étape est à une date passée : choisissez aujourd’hui ou plus tard.")
    episode.next_step, episode.next_step_on = step, on
    db.session.flush()


def close(actor: Membership, episode: SupportEpisode, reason: EndReason, *, now: datetime) -> None:
    """The structure stops accompanying: it leaves the circle, unless something else keeps it there."""
    require(actor, May.WORK_EPISODE, episode)
    if episode.closed_on:
        raise Refused("Cet accompagnement est déjà clos.")
    episode.closed_on, episode.end_reason = now.date(), reason
    episode.next_step, episode.next_step_on = "", None
    for kind in (CircleReason.EPISODE, CircleReason.CREATED):
        leave(episode.person, kind, now=now, structure_id=episode.structure_id)
    journal.record(actor, "support.close", episode.person)
    db.session.flush()


def note(actor: Membership, person: Person, audience: Audience, text: str) -> Note:
    """Write free text for the audience chosen."""
    require(actor, May.WRITE_SUPPORT, person)
    if why := forbidden_number(text):
        raise Refused(why)
    written = Note(
        person_id=person.id, structure_id=actor.structure_id, author_id=actor.user_id, audience=audience, text=text
    )
    db.session.add(written)
    forget_draft(actor, person, "note")
    journal.record(actor, "support.note", person)
    db.session.flush()
    return written


def edit_note(actor: Membership, note: Note, text: str, *, version: int, now: datetime) -> None:
    """Change the words of a note and keep the former ones, unless somebody else changed them meanwhile."""
    require(actor, May.EDIT_NOTE, note)
    if why := forbidden_number(text):
        raise Refused(why)
    if version != note.version:
        raise Refused(STALE_NOTE)
    db.session.add(NoteWording(note_id=note.id, text=note.text, replaced_at=now, replaced_by_id=actor.user_id))
    note.text = text
    forget_draft(actor, note.person, f"note-{note.uid}")
    journal.record(actor, "support.edit_note", note.person)
    db.session.flush()


def keep_draft(actor: Membership, person: Person, kind: str, values: dict[str, list[str]], *, now: datetime) -> None:
    """Keep what is being typed; nothing typed any more forgets it."""
    require(actor, May.WRITE_SUPPORT, person)
    if not any(text for texts in values.values() for text in texts):
        forget_draft(actor, person, kind)
        return
    statement = insert(Draft).values(user_id=actor.user_id, person_id=person.id, kind=kind, values=values, saved_at=now)
    again = {"values": statement.excluded["values"], "saved_at": statement.excluded.saved_at}
    db.session.execute(statement.on_conflict_do_update(index_elements=["user_id", "person_id", "kind"], set_=again))


def forget_draft(actor: Membership, person: Person, kind: str) -> None:
    db.session.execute(
        delete(Draft).where(Draft.user_id == actor.user_id, Draft.person_id == person.id, Draft.kind == kind)
    )


def forget_old_drafts(*, now: datetime) -> None:
    db.session.execute(delete(Draft).where(Draft.saved_at < now - DRAFTS_LAST))


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
