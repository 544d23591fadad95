"""The page behind a message's link, without an account.

`public`, `public_confirm`, `public_decline`, `public_choose`, `public_call_back`; `settle_answer` on the day's page.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from crm import links
from crm.appointments import actions, queries
from crm.appointments.models import Answer, Participation
from crm.codes.appointments import AppointmentLocation, Channel, MessageState, SlotOrigin
from crm.codes.people import Language
from crm.messages.models import Message
from crm.messages.rules import Suppressed
from crm.people.models import RestrictedAccess
from crm.structures.models import ChannelSetting
from tests import factories

DAY = datetime(2090, 1, 10, 13, 30, tzinfo=UTC)
LONG_AGO = datetime(2026, 1, 5, 9, tzinfo=UTC)


@pytest.fixture
def booked(alice, person, now):
    booked = actions.book(
        alice,
        person,
        starts_at=DAY,
        minutes=30,
        location=AppointmentLocation.OFFICE,
        slot_origin=SlotOrigin.AGREED,
        counsellor=alice.user,
        now=now,
    )
    return factories.add(booked)


@pytest.fixture
def address(app, booked):
    return f"/r/{queries.token(booked)}"


def press(browser, address, verb, **data):
    """Send a form that stood on the page, maybe on one opened long before."""
    seal = links.seal(address.rpartition("/")[2])
    return browser.post(f"{address}/{verb}", data={"csrf_token": seal, **data})


def waiting(db, kind):
    return db.scalars(select(Message).where(Message.kind == kind, Message.state == MessageState.WAITING)).all()


def test_it_says_when_where_and_whom_to_call_and_no_more(browser, alice, person, address):
    text = browser.get(address).text
    for words in ("mardi 10 janvier", "14 h 30", "North", "01\u00a099\u00a000\u00a012\u00a034"):
        assert words in text
    for secret in (person.given_name, person.family_name, person.email, alice.user.family_name, str(person.uid)):
        assert secret not in text


def test_nothing_is_left_behind(browser, address):
    answer = browser.get(address)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "today" not in answer.text
    assert "sign-in" not in answer.text


@pytest.mark.parametrize("verb", ["", "/decline", "/choose"])
def test_reading_changes_nothing(browser, booked, address, db, verb):
    before = db.scalar(select(Participation.status)), len(db.scalars(select(Message)).all())
    assert browser.get(address + verb).status_code == 200
    db.expire_all()
    assert (booked.status, len(db.scalars(select(Message)).all())) == before


def test_the_link_holds_nothing_of_the_person(app, booked, person):
    token = queries.token(booked)
    assert len(token) == 36
    assert links.read("appointment", token) == booked.uid
    assert links.read("another purpose", token) is None


def test_forged_expired_and_unknown_links_get_the_same_answer(app, browser, alice, person, db):
    old = factories.make_appointment(alice, person, LONG_AGO)
    expired = f"/r/{queries.token(old)}"
    unknown = "/r/" + links.sign("appointment", uuid4())
    wrong = expired[:-1] + ("A" if expired[-1] != "A" else "B")
    pages = [browser.get(url) for url in (expired, unknown, wrong, "/r/1", "/r/é", "/r/" + "A" * 500)]
    assert {page.status_code for page in pages} == {404}
    assert len({re.sub(r'href="/r/[^"]*"|nonce="[^"]*"', "", page.text) for page in pages}) == 1
    assert "le numéro écrit dans votre message" in pages[0].text


def test_every_changed_letter_of_a_link_closes_it(app, booked):
    token = queries.token(booked)
    for place in range(len(token)):
        other = "x" if token[place] != "x" else "y"
        assert links.read("appointment", token[:place] + other + token[place + 1 :]) is None


@pytest.mark.parametrize("seal", ["", "0" * 22, "é"])
def test_a_form_that_is_not_ours_changes_nothing(browser, booked, address, db, seal):
    for verb in ("confirm", "decline", "choose", "call-back"):
        assert browser.post(f"{address}/{verb}", data={"csrf_token": seal}).status_code == 400
    db.expire_all()
    assert booked.status == "scheduled"


def test_confirming_twice_is_once_and_keeps_the_reminder(browser, booked, address, db):
    for _ in range(2):
        assert press(browser, address, "confirm").location == address
    db.expire_all()
    assert booked.status == "confirmed"
    assert len(waiting(db, "appointment_reminder")) == 1
    assert not db.scalars(select(Answer)).all()
    assert "vous venez" in browser.get(address).text


def test_i_cannot_come_frees_the_slot_and_tells_the_counsellor(browser, alice, bob, booked, address, person, db):
    for _ in range(2):
        assert press(browser, address, "decline").status_code == 303
    db.expire_all()
    assert (booked.status, booked.appointment.status) == ("excused", "freed")
    assert not waiting(db, "appointment_reminder")
    [told] = waiting(db, "appointment_answered")
    content = queries.compose_answer(told, "http://site")
    assert content.to == alice.user.email
    assert person.family_name not in content.subject + content.text
    assert f"http://site/people/{person.uid}" in content.text
    day = browser.login(alice).get("/today").text
    assert "Ne peut pas venir" in day
    assert person.given_name in day
    assert "vous ne venez pas" in browser.get(address).text


def test_i_can_come_after_all(browser, booked, address, db):
    press(browser, address, "decline")
    later = press(browser, address, "confirm").location
    new = db.scalars(select(Participation).order_by(Participation.id.desc())).first()
    assert (new.starts_at, new.status, new.slot_origin) == (DAY, "scheduled", "self_booked")
    assert later == f"/r/{queries.token(new)}"
    assert later in browser.get(address).text
    assert press(browser, address, "confirm").location == address
    assert len(db.scalars(select(Participation)).all()) == 2


def test_a_slot_that_went_to_somebody_else_is_said_kindly(browser, alice, booked, address, db):
    press(browser, address, "decline")
    factories.make_appointment(alice, factories.make_person(alice), DAY)
    answer = press(browser, address, "confirm")
    assert answer.status_code == 409
    assert "vient de prendre cette heure" in answer.text
    assert len(db.scalars(select(Participation)).all()) == 2


@pytest.fixture
def tomorrow(alice):
    """Alice lets people choose hours of hers on every weekday; the first free ones."""
    for weekday in range(1, 6):
        factories.make_opening(
            alice, weekday, time(9), time(12), slot_minutes=30, self_bookable=True, valid_from=date(2026, 1, 1)
        )


def offered(browser, address):
    return re.findall(r'name="slot" value="([^"]+)"', browser.get(f"{address}/choose").text)


def test_another_open_slot_is_taken_once(browser, alice, booked, address, tomorrow, db):
    slot = offered(browser, address)[0]
    later = press(browser, address, "choose", slot=slot).location
    old, new = db.scalars(select(Participation).order_by(Participation.id))
    assert (old.status, new.status, new.slot_origin) == ("rescheduled", "scheduled", "self_booked")
    assert (new.starts_at.isoformat(), later) == (slot, f"/r/{queries.token(new)}")
    assert new.appointment.sequence == 1
    assert not [m for m in waiting(db, "appointment_reminder") if m.subject == f"participation:{old.id}"]
    assert press(browser, address, "choose", slot=slot).location == address
    assert browser.get(f"{address}/choose").location == address
    assert len(db.scalars(select(Participation)).all()) == 2
    assert "A choisi un autre créneau" in browser.login(alice).get("/today").text


def test_a_slot_taken_meanwhile_leads_to_the_next_ones(browser, alice, booked, address, tomorrow, db):
    first, second, *_ = offered(browser, address)
    factories.make_appointment(alice, factories.make_person(alice), datetime.fromisoformat(first))
    answer = press(browser, address, "choose", slot=first)
    assert answer.status_code == 409
    assert "Voici les autres" in answer.text
    assert first not in answer.text
    assert second in answer.text
    db.expire_all()
    assert booked.status == "scheduled"


def test_after_a_cancellation_another_slot_may_be_chosen(browser, alice, booked, address, tomorrow, db, now):
    actions.cancel(alice, booked, now=now)
    later = press(browser, address, "choose", slot=offered(browser, address)[0]).location
    assert later != address
    assert "Je viens" in browser.get(later).text
    assert later in browser.get(address).text


def test_hours_that_are_not_offered_are_not_taken(browser, booked, address, tomorrow, db):
    assert press(browser, address, "choose", slot="2090-01-10T03:00:00+00:00").status_code == 409
    assert press(browser, address, "choose", slot="").status_code == 200
    assert len(db.scalars(select(Participation)).all()) == 1


def test_a_text_message_carries_the_link(db, alice, person, booked, now):
    factories.add(ChannelSetting(structure_id=alice.structure_id, account="tests", monthly_quota=100))
    message = waiting(db, "appointment_confirmation")[0]
    message.channel = Channel.SMS
    content = queries.compose(message, "http://site")
    assert (content.to, content.subject, content.calendar) == (person.phone, "", "")
    assert f"http://site/r/{queries.token(booked)}" in content.text
    person.phone = None
    with pytest.raises(Suppressed):
        queries.compose(message, "http://site")


def test_a_message_says_today_on_the_day(db, booked):
    [reminder] = waiting(db, "appointment_reminder")
    assert "aujourd’hui" not in queries.compose(reminder, "").text
    reminder.not_before = booked.starts_at - timedelta(hours=3)
    assert "aujourd’hui" in queries.compose(reminder, "").text


def test_the_page_asks_the_database_little(request, browser, address):
    sent = request.getfixturevalue("queries")
    browser.get(address)
    sent.clear()
    browser.get(address)
    assert len(sent) <= 6, sent


def test_asking_to_be_called_back_is_a_thing_to_do(browser, alice, bob, charlie, booked, address, person, db):
    for _ in range(2):
        press(browser, address, "call-back")
    [asked] = db.scalars(select(Answer)).all()
    assert "Nous allons vous rappeler" in browser.get(address).text
    assert "Demande à être rappelé·e" in browser.login(alice).get("/today").text
    assert "Demande à être rappelé·e" in browser.login(bob).get("/today").text
    assert browser.login(charlie).post(f"/answers/{asked.uid}/settle").status_code == 404
    assert browser.login(alice).post(f"/answers/{asked.uid}/settle", data={"back": "/today"}).location == "/today"
    assert "Demande à être rappelé·e" not in browser.get("/today").text
    db.expire_all()
    assert asked.settled_by_id == alice.user_id


def test_a_restricted_file_is_named_to_its_readers_only(browser, alice, bob, booked, address, person, db):
    press(browser, address, "call-back")
    person.restricted = True
    factories.add(RestrictedAccess(person_id=person.id, user_id=alice.user_id))
    assert person.given_name in browser.login(alice).get("/today").text
    assert "Réponses des jeunes" not in browser.login(bob).get("/today").text


def test_it_may_be_taken_back(browser, booked, address, db):
    press(browser, address, "call-back")
    press(browser, address, "call-back", wanted="no")
    assert "Nous allons vous rappeler" not in browser.get(address).text
    press(browser, address, "call-back")
    assert len(db.scalars(select(Answer).where(Answer.settled_at.is_(None))).all()) == 1


def test_what_was_cancelled_or_moved_says_so(browser, alice, booked, address, db, now):
    new = actions.move(alice, booked, DAY + timedelta(days=1), now=now)
    text = browser.get(address).text
    assert "Ce rendez-vous a changé" in text
    assert f"/r/{queries.token(new)}" in text
    assert press(browser, address, "confirm").location == address
    actions.cancel(alice, new, now=now)
    assert "Ce rendez-vous est annulé" in browser.get(f"/r/{queries.token(new)}").text
    assert press(browser, f"/r/{queries.token(new)}", "decline").status_code == 303
    db.expire_all()
    assert new.status == "revoked"


@pytest.mark.parametrize(
    ("language", "words", "direction"),
    [
        ("ar", "الثلاثاء 10 يناير", "rtl"),
        ("en", "Tuesday 10 January", "ltr"),
        ("uk", "вівторок 10 січня", "ltr"),
        ("fa_AF", "سه‌شنبه 10 جنوری", "rtl"),
    ],
)
def test_it_speaks_the_persons_language_or_the_one_chosen(browser, booked, address, db, language, words, direction):
    text = browser.get(f"{address}?lang={language}").text
    assert words in text
    assert f'lang="{language.replace("_", "-")}" dir="{direction}"' in text
    assert f'action="{address}/confirm?lang={language}"' in text
    booked.person.language = Language(language)
    assert words in browser.get(address).text
    assert "mardi 10 janvier" in browser.get(f"{address}?lang=fr").text


def test_a_browser_is_answered_in_its_language_where_nobody_is_known(browser):
    for spoken, words in (
        ("uk-UA,uk;q=0.9", "Це посилання"),
        ("prs-AF", "این لینک"),
        ("de", "Ce lien"),
        ("", "Ce lien"),
    ):
        assert words in browser.get("/r/nothing", headers={"Accept-Language": spoken}).text


def test_too_many_tries_are_answered_in_words(app, browser, booked, address):
    app.config["RATELIMIT_ENABLED"] = True
    from crm.protection import limiter

    limiter.enabled = True
    try:
        answers = [browser.get(address) for _ in range(62)]
    finally:
        limiter.enabled = False
        app.config["RATELIMIT_ENABLED"] = False
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert "Attendez quelques minutes" in answers[-1].text
