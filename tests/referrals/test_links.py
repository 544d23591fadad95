"""The page behind the link of a structure without accounts.

`linked`, `linked_accept`, `linked_acknowledge`, `linked_advise`, `linked_ask`, `linked_decline`, `linked_follow`.
"""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from crm import links
from crm.codes.referrals import ReferralKind
from crm.codes.referrals import ReferralState as State
from crm.messages.models import Message
from crm.people.models import Circle
from crm.referrals import actions, queries
from crm.referrals.models import ReferralPost, ReferralTransition
from crm.referrals.rules import LINK
from tests import factories


@pytest.fixture
def without(db):
    """A structure where nobody has an account."""
    return factories.make_structure("Point accueil", email="accueil@example.org")


@pytest.fixture
def linked(alice, person, without):
    return make_linked(alice, person, without)


def make_linked(alice, person, without, **kw):
    referral = factories.make_referral(alice, person, without, **kw)
    actions.start_clock(referral, datetime.now(UTC))
    return factories.add(referral)


@pytest.fixture
def address(linked):
    return f"/o/{queries.token(linked)}"


def press(browser, address, verb, **data):
    seal = links.seal(address.rpartition("/")[2])
    named = {f"{verb}-{name}": value for name, value in ({"signed": "Zoé Petit, accueil"} | data).items()}
    return browser.post(f"{address}/{verb}", data={"csrf_token": seal, **named, **data})


def state_of(db, referral):
    db.expire_all()
    return referral.state


def test_it_shows_what_travels_and_no_more(browser, address, person):
    page = browser.get(address)
    assert person.name in page.text
    assert person.phone[-2:] in page.text
    assert person.email not in page.text
    assert str(person.uid) not in page.text
    for header, value in {"Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}.items():
        assert page.headers[header] == value
    assert page.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in page.headers


def test_a_scanner_that_opens_it_changes_nothing(browser, linked, address, db):
    before = db.scalar(select(func.count()).select_from(ReferralTransition)), linked.version
    for verb in ("", "/accept", "/decline", "/acknowledge", "/ask", "/advise", "/follow"):
        assert browser.get(address + verb).status_code == (303 if verb else 200)  # to the page where one signs in
        assert browser.head(address + verb).status_code == (303 if verb else 200)
    db.expire_all()
    assert (db.scalar(select(func.count()).select_from(ReferralTransition)), linked.version) == before


def test_expired_forged_reused_and_unknown_links_get_the_same_answer(browser, linked, address, db, without, alice):
    forged = address[:-1] + ("A" if address[-1] != "A" else "B")
    other = "/o/" + links.sign("appointment", linked.link_uid)
    pages = [browser.get(url) for url in (forged, other, "/o/" + links.sign("referral", uuid4()), "/o/1", "/o/é")]
    linked.linked_at -= LINK
    db.commit()
    pages += [browser.get(address), press(browser, address, "accept")]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r'nonce="[^"]*"', "", page.text) for page in pages}) == 1
    assert "Appelez la structure qui vous a écrit" in pages[0].text
    assert state_of(db, linked) is State.PENDING


@pytest.mark.parametrize("seal", ["", "0" * 22, "é"])
def test_a_form_that_is_not_ours_changes_nothing(browser, linked, address, db, seal):
    for verb in ("accept", "decline", "acknowledge", "ask", "follow"):
        data = {"csrf_token": seal, f"{verb}-signed": "Zoé"}
        assert browser.post(f"{address}/{verb}", data=data).status_code == 400
    assert state_of(db, linked) is State.PENDING


def test_accepting_signs_tells_the_sender_and_pressed_twice_is_once(browser, alice, linked, address, without, db):
    assert press(browser, address, "accept").location == address
    again = press(browser, address, "accept").text.replace("\u202f", " ")
    assert "maintenant « acceptée » par Zoé Petit, accueil" in again
    assert state_of(db, linked) is State.ACCEPTED
    [step] = [t for t in linked.transitions if t.move == "accept"]
    assert (step.actor_id, step.signed) == (None, "Zoé Petit, accueil")
    assert linked.next_step_on
    assert queries.counts(alice)["news"] == 1
    assert "Zoé Petit, accueil" in browser.login(alice).get(f"/referrals/{linked.uid}").text
    assert db.scalar(select(Circle.structure_id).where(Circle.structure_id == without.id)) == without.id


def test_who_does_not_sign_is_asked_to_and_keeps_what_was_typed(browser, linked, address, db):
    answer = press(browser, address, "decline", signed="", reason="session_full", text="Complet en mars.")
    assert answer.status_code == 422
    assert "Dites qui répond" in answer.text
    assert "Complet en mars." in answer.text
    assert state_of(db, linked) is State.PENDING


def test_refused_it_closes_and_the_link_is_used(browser, alice, linked, address, person, db):
    answer = press(browser, address, "decline", reason="session_full", text="Complet en mars.")
    assert answer.status_code == 200
    assert person.name not in answer.text
    assert browser.get(address).status_code == 404
    assert state_of(db, linked) is State.DECLINED
    assert "Complet en mars." in browser.login(alice).get(f"/referrals/{linked.uid}").text


def test_under_review_has_sixty_days(browser, linked, address, db):
    press(browser, address, "acknowledge")
    assert state_of(db, linked) is State.UNDER_REVIEW
    assert linked.expires_on == (linked.sent_at + timedelta(days=60)).date()


def test_a_question_is_looked_at_twice_then_reaches_the_sender(browser, alice, linked, address, db):
    doubtful = press(browser, address, "ask", text="Est-elle enceinte ?")
    assert doubtful.status_code == 422
    assert "enceinte" in doubtful.text
    assert not db.scalars(select(ReferralPost)).all()
    press(browser, address, "ask", text="Peut-il venir le jeudi ?")
    assert "Peut-il venir le jeudi" in browser.get(address).text
    assert "Peut-il venir le jeudi" in browser.login(alice).get(f"/referrals/{linked.uid}").text


def test_an_opinion_is_given_in_words(browser, alice, person, without, db):
    asked = make_linked(alice, person, without, kind=ReferralKind.OPINION)
    address = f"/o/{queries.token(asked)}"
    assert "J’accepte" not in browser.get(address).text
    assert press(browser, address, "advise", text="Plutôt une formation courte.").status_code == 200
    assert browser.get(address).status_code == 404
    assert state_of(db, asked) is State.CLOSED
    assert "Plutôt une formation courte." in browser.login(alice).get(f"/referrals/{asked.uid}").text


@pytest.mark.parametrize(("came", "state"), [("yes", State.ENGAGED), ("no", State.CLOSED)])
def test_it_is_followed_to_its_end(browser, linked, address, db, came, state):
    press(browser, address, "accept")
    assert press(browser, address, "follow", came=came).status_code == 200
    assert state_of(db, linked) is state
    assert browser.get(address).status_code == 404


def test_the_letter_carries_the_link_and_never_a_name(db, linked, person, address):
    [letter] = db.scalars(select(Message).where(Message.kind == "referral_received"))
    content = queries.compose(letter, "http://site")
    assert content.to == "accueil@example.org"
    assert f"http://site{address}" in content.text
    assert person.family_name not in content.text


def test_a_reminder_brings_a_new_link(db, linked, address, browser):
    sent = linked.sent_at
    actions.keep_clocks(sent + timedelta(days=3))
    db.commit()
    assert f"/o/{queries.token(linked)}" != address
    assert browser.get(address).status_code == 404
    assert browser.get(f"/o/{queries.token(linked)}").status_code == 200


def test_too_many_tries_are_answered_in_words(app, browser, address):
    from crm.protection import limiter

    limiter.enabled = True
    try:
        answers = [browser.get(address) for _ in range(62)]
    finally:
        limiter.enabled = False
    assert (answers[0].status_code, answers[-1].status_code) == (200, 429)
    assert "Attendez quelques minutes" in answers[-1].text


def test_a_structure_with_accounts_has_no_link(alice, charlie, person, now):
    referral = factories.make_referral(alice, person, charlie.structure)
    actions.start_clock(referral, now)
    assert referral.link_uid is None
