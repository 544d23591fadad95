"""The formal summons, its letters, the transmission and its sheet."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from crm.codes.duty import ObligationState as State
from crm.duty import actions, queries, rules
from crm.today.queries import lines
from tests.duty.conftest import at, one, url


def words(answer):
    assert answer.mimetype == "application/pdf"
    return [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(answer.data)).pages]


def form(today, **kw):
    meeting = datetime.combine(today + timedelta(days=10), datetime.min.time()).replace(hour=14, minute=30)
    asked = {"trigger": "missed_interview", "summoned_on": str(today), "interview_at": meeting.isoformat()[:16]}
    return {**asked, "place": "12 rue des Arts, Lille", **kw}


@pytest.fixture
def summoned(db, alice, obligation, today):
    """Summoned seventy days ago: the two months have run out."""
    obligation.opened_on = today - timedelta(days=150)
    day = today - timedelta(days=70)
    when = {"summoned_on": day, "interview_at": at(day + timedelta(days=9)), "now": at(day)}
    actions.summon(alice, obligation, "no_longer_answers", place="Ici", **when)
    db.commit()
    return obligation


def test_the_summons_opens_two_months(browser, db, alice, minor, obligation, today):
    assert browser.login(alice).get(url(obligation, "summon")).status_code == 200
    assert browser.post(url(obligation, "summon"), data=form(today)).status_code == 303
    db.refresh(obligation)
    assert (obligation.state, obligation.transmit_due_on) == (State.SUMMONED, rules.transmit_due(today))
    letters = words(browser.get(url(obligation, "convocation.pdf")))
    assert len(letters) == 2
    assert minor.full_name in letters[0]
    assert "Awa Exemple" in letters[1]
    assert all("14 h 30" in one_ and "12 rue des Arts, Lille" in one_ and "R. 114-7" in one_ for one_ in letters)


def test_a_guardian_not_to_be_contacted_gets_no_letter(browser, db, alice, minor, obligation, today):
    minor.guardians[0].may_be_contacted = False
    db.commit()
    browser.login(alice).post(url(obligation, "summon"), data=form(today))
    assert len(words(browser.get(url(obligation, "convocation.pdf")))) == 1


@pytest.mark.parametrize("days", [0, 75])
def test_the_interview_lies_within_the_two_months(browser, db, alice, obligation, today, days):
    wrong = datetime.combine(today + timedelta(days=days), datetime.min.time()).isoformat()[:16]
    answer = browser.login(alice).post(url(obligation, "summon"), data=form(today, interview_at=wrong))
    assert answer.status_code == 422
    assert "dans les deux mois" in answer.text
    db.refresh(obligation)
    assert (obligation.state, obligation.summoned_on) == (State.TO_CHECK, None)


def test_without_a_summons_there_is_no_paper(browser, alice, obligation):
    browser.login(alice)
    assert browser.get(url(obligation, "convocation.pdf")).status_code == 404
    assert browser.get(url(obligation, "transmission.pdf")).status_code == 404


def test_a_stranger_summons_nobody(browser, charlie, obligation, today):
    browser.login(charlie)
    assert browser.post(url(obligation, "summon"), data=form(today)).status_code == 404
    assert browser.get(url(obligation, "convocation.pdf")).status_code == 404


def test_a_summons_can_be_called_off(browser, db, alice, obligation, today):
    browser.login(alice).post(url(obligation, "summon"), data=form(today))
    browser.post(url(obligation, "decide"), data={"move": "withdraw"})
    db.refresh(obligation)
    assert (obligation.state, obligation.summoned_on, obligation.due_on) == (State.TO_CHECK, None, obligation.ends_on)
    assert [change.move for change in obligation.changes] == ["summon", "withdraw"]


def test_a_person_transmits_after_the_two_months(browser, db, alice, minor, summoned, today):
    browser.login(alice)
    early = str(summoned.transmit_due_on)
    browser.get(url(summoned))
    assert one(db, minor).state is State.TO_TRANSMIT
    (sheet,) = words(browser.get(url(summoned, "transmission.pdf")))
    assert "président du conseil départemental du Nord" in sheet
    assert minor.full_name in sheet
    assert "119" in sheet
    answer = browser.post(url(summoned, "transmit"), data={"transmitted_on": early})
    assert answer.status_code == 422
    assert "ne sont pas écoulés" in answer.text
    assert browser.post(url(summoned, "transmit"), data={"transmitted_on": str(today)}).status_code == 303
    db.refresh(summoned)
    assert (summoned.state, summoned.transmitted_on) == (State.TRANSMITTED_DEPARTMENT, today)
    assert summoned.changes[-1].actor_id == alice.user_id


def test_it_is_not_transmitted_while_the_two_months_run(browser, alice, obligation, today):
    browser.login(alice).post(url(obligation, "summon"), data=form(today))
    answer = browser.post(url(obligation, "transmit"), data={"transmitted_on": str(today)})
    assert answer.status_code == 422


def test_what_is_due_climbs_to_each_role_in_its_time(db, alice, bob, dina, summoned):
    due_on = summoned.transmit_due_on
    for actor, days in ((alice, 30), (bob, 15), (dina, 7)):
        assert not queries.due_count(actor, due_on - timedelta(days=days + 1))
        assert queries.due_count(actor, due_on - timedelta(days=days)) == 1
        assert len(queries.due(actor, due_on)) == 1


def test_the_day_and_the_digest_say_so(browser, alice, dina, minor, summoned):
    assert minor.name in browser.login(alice).get("/today").text
    labels = [line.label for line in lines(alice, datetime.now(UTC))]
    assert "convocation au bout de ses deux mois" in labels
