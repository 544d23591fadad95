"""Two files made one, and made two again exactly."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.codes.people import CircleReason, Flag, PairState
from crm.codes.support import Severity, Theme
from crm.db import Base
from crm.errors import Refused
from crm.people import actions
from crm.people.models import Circle, Guardian, Person, PersonFlag
from crm.support.models import Barrier, ContactEvent, Note, SupportEpisode
from tests import factories
from tests.people.conftest import DERIVED, everything


def test_all_that_hangs_on_both_is_brought_together(db, alice, bob, charlie, pair, now):
    gone = pair.b
    factories.add(Guardian(person_id=gone.id, name="Mme Exemple", relation="mother", phone="+33639980001"))
    factories.make_referral(bob, gone, charlie.structure)
    actions.merge(alice, pair, {"phone": gone.phone}, now=now)
    kept = db.get(Person, pair.a_id)
    assert [g.name for g in kept.guardians] == ["Mme Exemple"]
    assert kept.phone is not None
    for table in Base.metadata.sorted_tables:
        for key in table.foreign_keys:
            if key.column.table.name == "person" and table.name not in {*DERIVED, "person"}:
                left = db.scalars(select(key.parent).where(key.parent == pair.b_id)).all()
                assert left == [], table.name
    assert pair.state is PairState.MERGED


def test_one_episode_stays_open_in_each_structure(db, alice, pair, now):
    actions.merge(alice, pair, {}, now=now)
    episodes = db.scalars(select(SupportEpisode).where(SupportEpisode.person_id == pair.a_id)).all()
    assert len(episodes) == 2
    assert [e.closed_on for e in episodes].count(None) == 1


def test_the_old_address_leads_to_the_file_that_was_kept(db, browser, alice, pair, now):
    actions.merge(alice, pair, {}, now=now)
    db.commit()
    answer = browser.login(alice).get(f"/people/{pair.b.uid}")
    assert answer.status_code == 302
    assert answer.location.endswith(str(pair.a.uid))
    assert str(pair.b.uid) not in browser.get("/people?q=kevin").text


def test_twice_is_refused(dina, platform, pair, now):
    pair.platform = platform
    done = actions.merge(dina, pair, {}, now=now)
    with pytest.raises(Refused):
        actions.merge(dina, pair, {}, now=now)
    actions.undo_merge(dina, done, now=now)
    with pytest.raises(Refused):
        actions.undo_merge(dina, done, now=now)


def test_overlapping_appointments_are_refused_and_nothing_is_half_done(db, browser, alice, bob, pair, now):
    factories.make_appointment(bob, pair.a, now + timedelta(days=3))
    before = everything(db)
    answer = browser.login(alice).post(f"/people/duplicates/{pair.uid}", data={})
    assert answer.status_code == 422
    assert "chevauchent" in answer.text
    db.expire_all()
    assert everything(db) == before


def test_strangers_may_not(db, browser, charlie, alice, pair, now):
    for path in ("", "/apart"):
        assert browser.login(charlie).post(f"/people/duplicates/{pair.uid}{path}").status_code == 404
    done = actions.merge(alice, pair, {}, now=now)
    db.commit()
    assert browser.post(f"/people/merges/{done.uid}/undo").status_code == 404


def test_a_coordinator_compares_identities_only(browser, dina, platform, pair, db):
    pair.platform_id = platform.id
    pair.a.housing, pair.b.housing = "homeless", "parents_family"
    db.commit()
    page = browser.login(dina).get(f"/people/duplicates/{pair.uid}").text
    assert "Kévin" in page
    assert "Logement" not in page


def test_what_is_known_is_proposed_over_what_is_not(browser, alice, pair):
    page = browser.login(alice).get(f"/people/duplicates/{pair.uid}").text
    phone = page.split('id="phone"')[1].split("</fieldset>")[0]
    assert (
        "checked"
        in phone.split('value="gone"')[0].rsplit("<input", 1)[1] + phone.split('value="gone"')[1].split(">")[0]
    )


LIVES = st.lists(
    st.sampled_from(["contact", "note", "flag", "guardian", "barrier", "circle", "meeting", "case", "referral"]),
    max_size=8,
)


@given(LIVES, LIVES, st.booleans())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_merge_then_undo_leaves_every_row_as_it_was(db, alice, bob, charlie, platform, now, ours, theirs, older):
    kept, gone = factories.make_person(alice), factories.make_person(bob if older else charlie)
    for person, life in ((kept, ours), (gone, theirs)):
        live(person, life, alice if person is kept else bob, charlie, platform, now)
    pair = factories.make_pair(kept, gone, platform=platform)
    if not older:
        factories.follow(gone, alice)
    db.expire_all()
    before = everything(db)
    try:
        with db.begin_nested():
            done = actions.merge(alice, pair, {"given_name": "Autre", "address": "ailleurs"}, now=now)
    except Refused:
        db.expire_all()
    else:
        assert everything(db)["person"] != before["person"]
        actions.undo_merge(alice, done, now=now)
    assert everything(db) == before


def live(person, life, actor, charlie, platform, now):
    common = {"person_id": person.id, "structure_id": actor.structure_id, "author_id": actor.user_id}
    for number, what in enumerate(life):
        if what == "contact":
            factories.add(ContactEvent(**common, type="phone_interview", happened_at=now, themes=["housing"]))
        elif what == "note":
            factories.add(Note(**common, audience="author", text=f"n{number}"))
        elif what == "flag" and life.index("flag") == number:
            factories.add(PersonFlag(person_id=person.id, flag=Flag.QPV, value=True, dated_on=date(2026, 1, 1)))
        elif what == "guardian":
            factories.add(Guardian(person_id=person.id, name="X", relation="mother"))
        elif what == "barrier":
            factories.add(Barrier(**common, theme=Theme.HOUSING, severity=Severity.BLOCKING, checked_at=now))
        elif what == "circle" and life.index("circle") == number:
            factories.add(
                Circle(person_id=person.id, structure_id=charlie.structure_id, reason=CircleReason.CREATED, since=now)
            )
        elif what == "meeting":
            somebody = factories.make_counsellor(f"c{next(factories.number)}", actor.structure)
            factories.make_appointment(somebody, person, now + timedelta(days=1 + number))
        elif what == "case" and life.index("case") == number:
            factories.make_case(person, platform)
        elif what == "referral" and life.index("referral") == number:
            factories.make_referral(actor, person, charlie.structure)
