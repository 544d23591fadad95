"""Read the accompaniment, always as someone."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

from crm.accounts.models import Membership
from crm.codes.people import StoryKind
from crm.codes.support import PathKind, Severity, SituationState
from crm.db import db
from crm.people.models import Person
from crm.people.rules import Event
from crm.policy import May, can, permitted
from crm.reading import fold
from crm.structures.models import Structure
from crm.support.models import (
    Barrier,
    ContactEvent,
    Draft,
    Note,
    PathItem,
    Situation,
    SupportEpisode,
    Trade,
    TradeExplored,
)
from crm.support.rules import AT_THIS_MOMENT
from crm.territory.rules import PARIS

LINES = 60


def episode(actor: Membership, uid: UUID) -> SupportEpisode:
    query = select(SupportEpisode).where(SupportEpisode.uid == uid, permitted(actor, May.WORK_EPISODE, SupportEpisode))
    found = db.session.scalar(query)
    if found is None:
        raise NotFound
    return found


def note(actor: Membership, uid: UUID) -> Note:
    found = db.session.scalar(select(Note).where(Note.uid == uid, permitted(actor, May.EDIT_NOTE, Note)))
    if found is None or not can(actor, May.WRITE_SUPPORT, found.person):
        raise NotFound
    return found


def draft(actor: Membership, person: Person, kind: str) -> dict[str, Any] | None:
    """What the actor was typing: its values, and when it was kept, in milliseconds since 1970."""
    kept = db.session.get(Draft, (actor.user_id, person.id, kind))
    return {"at": int(kept.saved_at.timestamp() * 1000), "values": kept.values} if kept else None


def also_editing(actor: Membership, note: Note, now: datetime) -> Draft | None:
    """Somebody else who is typing in the same note at this moment."""
    query = select(Draft).where(
        Draft.person_id == note.person_id,
        Draft.kind == f"note-{note.uid}",
        Draft.user_id != actor.user_id,
        Draft.saved_at > now - AT_THIS_MOMENT,
    )
    return db.session.scalar(query.options(joinedload(Draft.user)).order_by(Draft.saved_at.desc()).limit(1))


def open_episode(person: Person, structure_id: int | None) -> SupportEpisode | None:
    return db.session.scalar(
        select(SupportEpisode).where(
            SupportEpisode.person_id == person.id,
            SupportEpisode.structure_id == structure_id,
            SupportEpisode.closed_on.is_(None),
        )
    )


def episodes(person: Person) -> Sequence[SupportEpisode]:
    query = select(SupportEpisode).where(SupportEpisode.person_id == person.id, SupportEpisode.closed_on.is_(None))
    both = (joinedload(SupportEpisode.structure), joinedload(SupportEpisode.referent))
    return db.session.scalars(query.options(*both).order_by(SupportEpisode.opened_on)).all()


def barriers(person: Person) -> Sequence[Barrier]:
    """What stands in the way today: the latest check of each theme, unless it is lifted."""
    latest = (
        select(Barrier)
        .where(Barrier.person_id == person.id)
        .ext(distinct_on(Barrier.theme))
        .order_by(Barrier.theme, Barrier.checked_at.desc())
    )
    return [b for b in db.session.scalars(latest) if b.severity is not Severity.NONE]


def story(actor: Membership, person: Person) -> list[Event]:
    """What the accompaniment tells on the timeline: contacts, situations, and the notes that the actor may read."""
    if not can(actor, May.READ_PERSON, person):
        return []
    return [*told_contacts(person), *told_situations(person), *told_notes(actor, person), *told_path(person)]


def told_contacts(person: Person) -> list[Event]:
    query = (
        select(ContactEvent)
        .where(ContactEvent.person_id == person.id)
        .options(joinedload(ContactEvent.author), joinedload(ContactEvent.structure))
        .order_by(ContactEvent.happened_at.desc())
        .limit(LINES)
    )
    return [
        Event(c.happened_at, StoryKind.CONTACT, c.type.label, c.summary, f"{c.author.name} ({c.structure.short_name})")
        for c in db.session.scalars(query)
    ]


def told_situations(person: Person) -> list[Event]:
    query = select(Situation).where(Situation.person_id == person.id).order_by(Situation.started_on.desc())
    told = []
    for situation in db.session.scalars(query.limit(LINES)):
        contract = f", {situation.contract.label}" if situation.contract else ""
        since = f"Depuis le {situation.started_on:%d/%m/%Y}"
        until = f", jusqu’au {situation.ended_on:%d/%m/%Y}" if situation.ended_on else ""
        title = f"Situation : {situation.category.label}{contract}"
        told.append(Event(situation.created_at, StoryKind.SITUATION, title, since + until))
    return told


def told_notes(actor: Membership, person: Person) -> list[Event]:
    query = (
        select(Note)
        .where(Note.person_id == person.id, permitted(actor, May.READ_NOTE, Note))
        .options(joinedload(Note.author), joinedload(Note.structure))
        .order_by(Note.created_at.desc())
        .limit(LINES)
    )
    return [
        Event(
            n.created_at,
            StoryKind.NOTE,
            f"Note ({n.audience.label.lower()})",
            n.text,
            n.author.name,
            f"/notes/{n.uid}" if can(actor, May.EDIT_NOTE, n) else "",
        )
        for n in db.session.scalars(query)
    ]


def panel(actor: Membership, person: Person) -> tuple[str, dict[str, Any]]:
    """Beside the timeline: who accompanies, what comes next, what stands in the way."""
    full = can(actor, May.READ_PERSON, person)
    own = open_episode(person, actor.structure_id)
    obstacles = barriers(person) if full else []
    shown = {"episodes": episodes(person), "own": own, "barriers": obstacles, "full": full}
    return "support/_panel.html", {**shown, "hidden": hidden_notes(actor, person) if full else {}}


def hidden_notes(actor: Membership, person: Person) -> dict[str, int]:
    """How many notes the actor may not read, by the structure that keeps them: said, so that nobody believes they see
    all."""
    query = select(Structure.short_name, func.count()).select_from(Note).join(Note.structure)
    query = query.where(Note.person_id == person.id, ~permitted(actor, May.READ_NOTE, Note))
    query = query.group_by(Structure.short_name).order_by(Structure.short_name)
    return dict(db.session.execute(query).all())


def situations(person: Person) -> Sequence[Situation]:
    """What the person does now."""
    query = select(Situation).where(Situation.person_id == person.id, Situation.state == SituationState.ONGOING)
    return db.session.scalars(query.order_by(Situation.started_on.desc())).all()


def path(person: Person) -> dict[PathKind, list[PathItem]]:
    """What is asked, offered and agreed, each apart, open lines first."""
    query = select(PathItem).where(PathItem.person_id == person.id).options(joinedload(PathItem.structure))
    lines = db.session.scalars(query.order_by(PathItem.state != "open", PathItem.due_on, PathItem.id.desc())).all()
    return {kind: [line for line in lines if line.kind is kind] for kind in PathKind}


def path_item(actor: Membership, uid: UUID) -> PathItem:
    found = db.session.scalar(select(PathItem).where(PathItem.uid == uid))
    if found is None or not can(actor, May.WRITE_SUPPORT, found.person):
        raise NotFound
    return found


def explored(person: Person) -> Sequence[TradeExplored]:
    query = select(TradeExplored).where(TradeExplored.person_id == person.id).options(joinedload(TradeExplored.trade))
    return db.session.scalars(query.order_by(TradeExplored.explored_on.desc(), TradeExplored.trade_id)).all()


def trades(text: str) -> Sequence[Trade]:
    """Trades whose label holds every word typed, or its beginning; sheets before their names."""
    words = fold(text).split()
    query = select(Trade).where(*(Trade.folded.contains(f" {word}", autoescape=True) for word in words))
    query = query.order_by(Trade.code_appellation != "", func.length(Trade.label), Trade.id).limit(12)
    return db.session.scalars(query).all() if words else []


def trade(number: int) -> Trade:
    found = db.session.get(Trade, number)
    if found is None:
        raise NotFound
    return found


def barrier(actor: Membership, number: int) -> tuple[Barrier, Person]:
    query = select(Barrier, Person).join(Person, Person.id == Barrier.person_id).where(Barrier.id == number)
    found = db.session.execute(query.where(permitted(actor, May.WRITE_SUPPORT, Person))).first()
    if found is None:
        raise NotFound
    return found[0], found[1]


def told_path(person: Person) -> list[Event]:
    query = select(PathItem).where(PathItem.person_id == person.id).options(joinedload(PathItem.author))
    return [
        Event(
            datetime.combine(line.dated_on, time(12), PARIS),
            StoryKind.PATH,
            f"{line.kind.label} : {line.state.label.lower()}",
            line.text,
            line.author.name,
        )
        for line in db.session.scalars(query.order_by(PathItem.id.desc()).limit(LINES))
    ]
