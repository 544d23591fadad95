"""A list shows what a page would, and nothing more: for every permission, every role, every row."""

from datetime import time, timedelta

import pytest
from sqlalchemy import select

from crm.appointments.models import Absence, Appointment, Opening, Room
from crm.codes.support import Audience
from crm.dropouts.models import DropoutCase, ReportLink
from crm.duty.models import TrainingObligation
from crm.imports.models import ImportFile
from crm.people.models import Merge, Person, RestrictedAccess, SuspectedPair
from crm.policy import POLICY, May, can, permitted
from crm.psad.models import Meeting, Seat
from crm.referrals.models import Proposal, Referral
from crm.structures.models import Structure
from crm.support.models import Handover, Note, SupportEpisode
from tests import factories

TABLES = {
    May.READ_IDENTITY: Person,
    May.READ_PERSON: Person,
    May.EDIT_PERSON: Person,
    May.WRITE_SUPPORT: Person,
    May.BOOK: Person,
    May.REFER: Person,
    May.SETTLE_PAIR: SuspectedPair,
    May.UNDO_MERGE: Merge,
    May.READ_NOTE: Note,
    May.EDIT_NOTE: Note,
    May.WORK_EPISODE: SupportEpisode,
    May.HAND_OVER: SupportEpisode,
    May.TAKE_BACK: Handover,
    May.READ_APPOINTMENT: Appointment,
    May.CHANGE_APPOINTMENT: Appointment,
    May.SEE_NAME: Person,
    May.READ_OPENING: Opening,
    May.EDIT_OPENING: Opening,
    May.READ_ABSENCE: Absence,
    May.EDIT_ABSENCE: Absence,
    May.READ_ROOM: Room,
    May.EDIT_ROOM: Room,
    May.READ_REFERRAL: Referral,
    May.SEND_REFERRAL: Referral,
    May.ANSWER_REFERRAL: Referral,
    May.ASSIGN_REFERRAL: Referral,
    May.ASSIGN_POOL: Proposal,
    May.READ_CASE: DropoutCase,
    May.WORK_CASE: DropoutCase,
    May.ASSIGN_CASE: DropoutCase,
    May.READ_OBLIGATION: TrainingObligation,
    May.WORK_OBLIGATION: TrainingObligation,
    May.READ_MEETING: Meeting,
    May.HOLD_MEETING: Meeting,
    May.GIVE_LINK: ReportLink,
    May.READ_IMPORT: ImportFile,
    May.EDIT_STRUCTURE: Structure,
}


@pytest.fixture
def actors(alice, bob, charlie, dina, rita, dora, adam):
    return {"alice": alice, "bob": bob, "charlie": charlie, "dina": dina, "rita": rita, "dora": dora, "adam": adam}


@pytest.fixture
def world(db, actors, alice, bob, charlie, platform, person, now):
    """One of each, seen by some and not by others."""
    elsewhere = factories.make_person(charlie)
    hidden = factories.make_person(alice, restricted=True)
    named = factories.make_person(alice, restricted=True)
    factories.add(RestrictedAccess(person_id=named.id, user_id=alice.user_id))
    factories.make_appointment(alice, person, now)
    for who, partners in ((alice, False), (bob, False), (charlie, False), (charlie, True)):
        factories.make_opening(who, 2, time(14), time(16), partners=partners)
        factories.add(Room(structure_id=who.structure_id, name=f"{who.name}{partners}", seats=2))
        for counsellor_id in (who.user_id, None):
            hours = {"starts_at": now, "ends_at": now + timedelta(days=1)}
            factories.add(Absence(structure_id=who.structure_id, counsellor_id=counsellor_id, **hours))
    factories.make_referral(alice, person, charlie.structure)
    for other in (hidden, named):
        factories.make_case(other, platform)
    until = {"made_at": now, "expires_at": now + timedelta(days=30)}
    factories.add(ReportLink(platform_id=platform.id, label="JDC", source="jdc", made_by_id=alice.user_id, **until))
    factories.make_proposal(person, platform, charlie.structure)
    for target, owner in (
        ("dropouts", {"source": "jdc", "platform_id": platform.id}),
        ("people", {"structure_id": alice.structure_id}),
        ("people", {"structure_id": charlie.structure_id}),
        ("structures", {}),
    ):
        file = {"filename": "liste.csv", "sha256": target, "signature": "", "uploaded_by_id": alice.user_id}
        factories.add(ImportFile(target=target, **owner, **file))
    for other, where in ((person, None), (hidden, platform), (named, platform), (elsewhere, None)):
        structure = charlie.structure if other is elsewhere else alice.structure
        dates = {name: now.date() for name in ("opened_on", "ends_on", "due_on")}
        factories.add(TrainingObligation(person_id=other.id, structure=structure, platform=where, **dates))
    for days, who in ((0, charlie), (30, alice)):
        seats = [Seat(structure_id=who.structure_id)]
        factories.add(Meeting(platform=platform, held_on=now.date() + timedelta(days=days), seats=seats))
    for other in (elsewhere, hidden, named):
        factories.make_pair(person, other, platform=platform if other is named else None)
    factories.add(Merge(kept_id=person.id, gone_id=hidden.id, merged_at=now, merged_by_id=alice.user_id, before=[]))
    episode = db.scalar(select(SupportEpisode).where(SupportEpisode.person_id == person.id))
    for lender, other in ((alice, bob), (charlie, alice)):
        factories.add(
            Handover(
                batch=person.uid,
                episode_id=episode.id,
                structure_id=lender.structure_id,
                from_user_id=lender.user_id,
                to_user_id=other.user_id,
                made_by_id=lender.user_id,
                made_at=now,
            )
        )
    for audience in Audience:
        factories.add(
            Note(
                person_id=elsewhere.id,
                structure_id=charlie.structure_id,
                author_id=charlie.user_id,
                audience=audience,
                text="…",
            )
        )


def test_every_permission_is_in_the_policy():
    assert set(POLICY) == set(May)


@pytest.mark.parametrize("may", TABLES)
def test_lists_and_pages_agree(db, world, actors, may):
    table = TABLES[may]
    rows = db.scalars(select(table)).all()
    assert rows
    for name, actor in actors.items():
        listed = set(db.scalars(select(table).where(permitted(actor, may, table))))
        assert listed == {row for row in rows if can(actor, may, row)}, name


def test_the_region_reaches_no_person(db, world, rita):
    for may, table in TABLES.items():
        assert not db.scalars(select(table).where(permitted(rita, may, table))).all(), may


def test_a_restricted_record_opens_to_those_named_only(db, world, alice, bob):
    for actor, expected in ((alice, 1), (bob, 0)):
        query = select(Person).where(permitted(actor, May.READ_PERSON, Person), Person.restricted)
        assert len(db.scalars(query).all()) == expected
