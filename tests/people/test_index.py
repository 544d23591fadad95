"""Find people: only one's own, whatever was typed."""

import pytest
from sqlalchemy import select

from crm.journal import AccessEntry
from crm.people.models import Guardian
from crm.protection import limiter
from tests import factories


@pytest.fixture
def zelie(alice):
    return factories.make_person(
        alice, given_name="Zélie-Anne", family_name="D’Hœdt", phone="+33639981234", email="zelie@example.org"
    )


@pytest.mark.parametrize(
    "typed",
    ["zelie", "hoedt zelie", "d hoedt", "ZÉLIE ANNE", "06 39 98 12 34", "+33639981234", "zelie@example.org",
     "zelie 2010", "02/03/2010", "zelie 2010-03-02", "zélie lille",
     "zeli hoet", "06 39 98 12 34 zelie", "selie 2 mars 2010"],
)  # fmt: skip
def test_she_is_found(browser, alice, zelie, person, typed):
    text = browser.login(alice).get("/people", query_string={"q": typed}).text
    assert str(zelie.uid) in text


@pytest.mark.parametrize(
    ("name", "typed"),
    [("De Smet", "desmet"), ("Desmet", "de smet"), ("Ben Ali", "benali"), ("Benali", "lina ben ali"),
     ("D’Hœdt", "dhoedt"), ("Saint-Pol", "st pol"), ("Aït Ouali", "aitouali"), ("Van der Meer", "vandermeer")],
)  # fmt: skip
def test_a_particle_may_be_written_apart_or_as_one(browser, alice, name, typed):
    factories.make_person(alice, given_name="Benoît", family_name="Alibert")
    person = factories.make_person(alice, family_name=name)
    text = browser.login(alice).get("/people", query_string={"q": typed}).text
    assert str(person.uid) in text
    assert "Personne ne porte exactement" not in text


def test_the_name_of_birth_is_shown_beside_the_one_in_use(browser, alice):
    factories.make_person(alice, given_name="Sarah", family_name="Bah", usual_name="Diallo", sex="female")
    assert "Sarah DIALLO, née BAH" in browser.login(alice).get("/people?q=bah").text
    assert "Sarah DIALLO, née BAH" in browser.get("/people/suggest?q=bah").text


@pytest.mark.parametrize("typed", ["zellie", "hoet"])
def test_a_slip_is_forgiven(browser, alice, zelie, person, typed):
    text = browser.login(alice).get("/people", query_string={"q": typed}).text
    assert str(zelie.uid) in text


@pytest.mark.parametrize("typed", ["zelie 1999", "zelie 01/01/2010", "xavier", "06 39 98 00 00", "autre@example.org"])
def test_nobody_else_is(browser, alice, zelie, typed):
    assert str(zelie.uid) not in browser.login(alice).get("/people", query_string={"q": typed}).text


def test_a_stranger_finds_nobody(browser, charlie, zelie):
    assert str(zelie.uid) not in browser.login(charlie).get("/people?q=zelie").text


def test_the_list_goes_on_where_it_stopped(browser, alice):
    people = [factories.make_person(alice, family_name=f"Nom{n:03}") for n in range(55)]
    first = browser.login(alice).get("/people?q=nom").text
    assert first.count('<th scope="row">') == 50
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(after).text
    assert all((str(p.uid) in first) != (str(p.uid) in second) for p in people)


def test_fifty_rows_cost_no_more_queries_than_one(browser, alice, queries):
    browser.login(alice).get("/people?q=lina")
    factories.make_person(alice)
    del queries[:]
    browser.get("/people?q=lina")
    few = len(queries)
    for _ in range(10):
        factories.make_person(alice)
    del queries[:]
    browser.get("/people?q=lina")
    assert len(queries) <= few


def test_the_best_answer_comes_first_and_says_why(browser, alice):
    sound = factories.make_person(alice, given_name="Kévyn", family_name="Abel")
    whole = factories.make_person(alice, given_name="Kevin", family_name="Zola")
    start = factories.make_person(alice, given_name="Kevina", family_name="Bart")
    text = browser.login(alice).get("/people?q=kevin").text
    places = [text.index(str(person.uid)) for person in (whole, start, sound)]
    assert places == sorted(places)
    assert text.count("se prononce comme") == 1


def test_a_guardian_s_phone_leads_to_the_child(browser, alice):
    child = factories.make_person(alice)
    factories.add(Guardian(person_id=child.id, name="Mme Exemple", relation="mother", phone="+33639987777"))
    text = browser.login(alice).get("/people", query_string={"q": "06 39 98 77 77"}).text
    assert str(child.uid) in text
    assert "téléphone d’un proche" in text


def test_files_opened_last_are_at_hand(browser, alice, bob, person):
    assert str(person.uid) not in browser.login(alice).get("/people").text
    browser.get(f"/people/{person.uid}")
    assert str(person.uid) in browser.get("/people").text
    assert str(person.uid) not in browser.login(bob).get("/people").text


@pytest.mark.parametrize("typed", ["zelie anne d hoedt 02/03/2010", "D’Hœdt Zélie-Anne 2 mars 2010"])
def test_outside_the_circle_only_the_exact_person_is_told(db, browser, alice, charlie, zelie, typed):
    charlie.structure.phone = alice.structure.phone = "+33320000000"
    db.commit()
    text = browser.login(charlie).get("/people", query_string={"q": typed}).text
    assert "déjà suivie ailleurs" in text
    assert alice.structure.short_name in text
    assert str(zelie.uid) not in text
    assert db.scalar(select(AccessEntry.verb).where(AccessEntry.user_id == charlie.user_id)) == "people.presence"


@pytest.mark.parametrize("typed", ["zelie 02/03/2010", "zelie anne d hoedt 2010", "zelie anne hoedt x 02/03/2010"])
def test_less_than_exact_tells_nothing(browser, charlie, zelie, typed):
    assert "déjà suivie" not in browser.login(charlie).get("/people", query_string={"q": typed}).text


def test_presence_is_not_asked_without_end(app, browser, charlie, zelie):
    limiter.enabled = True
    limiter.initialized or limiter.init_app(app)
    browser.login(charlie)
    answers = [browser.get(f"/people?q=zelie+anne+d+hoedt+02/03/2010+{n}").status_code for n in range(61)]
    limiter.enabled = False
    assert answers == [200] * 60 + [429]


def test_a_restricted_record_is_not_told_even_exactly(browser, db, charlie, zelie):
    zelie.restricted = True
    db.commit()
    query = {"q": "zelie anne d hoedt 02/03/2010"}
    assert "déjà suivie" not in browser.login(charlie).get("/people", query_string=query).text
