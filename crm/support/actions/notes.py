"""Free text: notes, and what is still being typed."""

from datetime import datetime, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects.postgresql import insert

from crm import journal
from crm.accounts.models import Membership
from crm.codes.support import Audience
from crm.db import db
from crm.errors import Refused
from crm.people.models import Person
from crm.people.rules import forbidden_number
from crm.policy import May, require
from crm.support.models import Draft, Note, NoteWording
from crm.support.rules import AT_THIS_MOMENT

DRAFTS_LAST = timedelta(days=7)
STALE_NOTE = "Quelqu’un a changé cette note pendant que vous écriviez. Rien n’est perdu : voici son texte et le vôtre."


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
    require(actor, May.WRITE_SUPPORT, note.person)
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
    key = {"user_id": actor.user_id, "person_id": person.id, "kind": kind}
    since = case((Draft.saved_at < now - AT_THIS_MOMENT, now), else_=Draft.started_at)
    statement = insert(Draft).values(**key, values=values, saved_at=now, started_at=now)
    again = {"values": statement.excluded["values"], "saved_at": now, "started_at": since}
    db.session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=again))


def forget_draft(actor: Membership, person: Person, kind: str) -> None:
    db.session.execute(
        delete(Draft).where(Draft.user_id == actor.user_id, Draft.person_id == person.id, Draft.kind == kind)
    )


def forget_old_drafts(*, now: datetime) -> None:
    db.session.execute(delete(Draft).where(Draft.saved_at < now - DRAFTS_LAST))
