"""Decisions, which are assignments; the screen and the minutes, which show what all present may see."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from crm.dropouts.models import ContactAttempt
from crm.psad.models import Decision
from tests import factories
from tests.psad.conftest import url


def decide_url(meeting, case):
    return url(meeting, f"cases/{case.uid}")


@pytest.fixture
def data(alice, today):
    owner = f"{alice.structure_id}:{alice.user_id}"
    return {"owner": owner, "next_on": str(today + timedelta(days=10)), "words": "Appeler la famille."}


def test_a_decision_is_an_assignment(browser, db, dina, alice, meeting, case, data, today):
    assert "Décision" in browser.login(dina).get(decide_url(meeting, case)).text
    assert browser.post(decide_url(meeting, case), data=data).status_code == 303
    db.refresh(case)
    assert (case.assigned, case.owner_id, case.next_step_on) == (True, alice.user_id, today + timedelta(days=10))
    made = db.query(Decision).one()
    assert (made.words, made.structure_id, made.decided_by_id) == (
        "Appeler la famille.",
        case.structure_id,
        dina.user_id,
    )
    browser.post(decide_url(meeting, case), data=data | {"words": "Passer à domicile."})
    db.refresh(made)
    assert (db.query(Decision).count(), made.words) == (1, "Passer à domicile.")


def test_a_partner_who_is_given_a_case_enters_the_circle(browser, db, dina, partner, meeting, case, person, data):
    browser.login(dina).post(decide_url(meeting, case), data=data | {"owner": f"{partner.structure_id}:"})
    db.refresh(case)
    db.expire(person)
    assert (case.structure_id, case.owner_id) == (partner.structure_id, None)
    assert person.followed_by(partner.structure_id, None)


def test_save_and_next_goes_on_within_the_same_list(browser, db, dina, alice, platform, meeting, case, data):
    other = factories.make_case(factories.make_person(alice), platform)
    address = decide_url(meeting, case) + "?state=to_contact"
    answer = browser.login(dina).post(address, data=data | {"next": "1"})
    assert answer.location == decide_url(meeting, other) + "?state=to_contact"
    answer = browser.post(answer.location, data=data | {"next": "1"})
    assert answer.location == url(meeting) + "?state=to_contact"


@pytest.mark.parametrize(("changed", "said"), [({"next_on": "2020-01-01"}, "est passée"), ({"owner": "1:"}, "")])
def test_what_cannot_be_is_refused_and_nothing_is_written(browser, db, dina, meeting, case, data, changed, said):
    answer = browser.login(dina).post(decide_url(meeting, case), data=data | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert "Appeler la famille." in answer.text
    assert not db.query(Decision).count()


def test_nothing_is_decided_before_the_day(browser, db, dina, meeting, case, data, today):
    meeting.held_on = today + timedelta(days=1)
    db.commit()
    answer = browser.login(dina).post(decide_url(meeting, case), data=data)
    assert answer.status_code == 422
    assert "pas encore eu lieu" in answer.text


def test_others_decide_nothing(browser, db, alice, charlie, meeting, case, data):
    for actor in (alice, charlie):
        assert browser.login(actor).post(decide_url(meeting, case), data=data).status_code == 404


def test_the_screen_names_only_whom_all_present_follow(
    browser, db, dina, alice, partner, charlie, meeting, case, person
):
    for actor in (dina, alice, partner):
        page = browser.login(actor).get(url(meeting, "screen")).text
        assert f"{person.initials}, " in page
        assert person.family_name not in page
        assert (person.phone or "—") not in page
    factories.follow(person, partner)
    assert person.name in browser.get(url(meeting, "screen")).text
    assert browser.login(charlie).get(url(meeting, "screen")).status_code == 404


def test_a_restricted_record_is_not_for_a_meeting(browser, db, dina, meeting, case, person):
    person.restricted = True
    db.commit()
    page = browser.login(dina).get(url(meeting, "screen")).text
    assert person.initials not in page
    assert "1 dossier à traiter hors de l’écran" in page
    assert browser.get(decide_url(meeting, case)).status_code == 404


def test_what_was_decided_of_a_record_restricted_since_names_nobody(browser, db, dina, meeting, case, person, data):
    browser.login(dina).post(decide_url(meeting, case), data=data)
    assert person.name in browser.get(url(meeting)).text
    person.restricted = True
    db.commit()
    assert person.name not in browser.get(url(meeting)).text


def test_minutes_call_people_as_the_screen_does(browser, db, dina, alice, charlie, meeting, case, person, data):
    browser.login(dina).post(decide_url(meeting, case), data=data)
    browser.post(url(meeting, "minutes"), data={"words": "Deux places libres.", "close": "1"})
    answer = browser.login(alice).get(url(meeting, "compte-rendu.pdf"))
    words = " ".join(" ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages).split())
    assert person.initials in words
    assert person.family_name not in words
    for said in ("Appeler la famille.", "Deux places libres.", "North", "East", "1 décision"):
        assert said in words
    assert browser.login(charlie).get(url(meeting, "compte-rendu.pdf")).status_code == 404


def test_what_is_done_for_a_case_is_its_last_action(db, alice, dina, meeting, case, data, now):
    """The database keeps it, whoever writes; something older that is typed later changes nothing."""
    case.last_action_at = now - timedelta(days=90)
    db.commit()
    for at, expected in ((now, now), (now - timedelta(days=8), now)):
        author = {"author_id": alice.user_id, "structure_id": alice.structure_id}
        factories.add(ContactAttempt(case_id=case.id, at=at, channel="call", result="no_answer", **author))
        db.refresh(case)
        assert case.last_action_at == expected
