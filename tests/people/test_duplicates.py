"""Suspected duplicates: found in the background, asked of those who may know, not asked again."""

import pytest
from sqlalchemy import func, select

from crm.demo.names import FAMILIES
from crm.people import actions
from crm.people.models import LinkageModel, NameCount, Person, PersonSearch, SuspectedPair
from crm.people.queries.matching import in_use
from crm.people.rules import comparing, model
from crm.people.rules.names import sound
from tests import factories

HOME = {"given_name": "Kévin", "family_name": "Delobel", "phone": "+33639981234", "address": "12 rue du Moulin"}


@pytest.fixture
def twice(alice, charlie):
    """One person in two structures, and a twin of theirs."""
    first = factories.make_person(alice, **HOME)
    second = factories.make_person(charlie, **{**HOME, "given_name": "Kevin", "address": ""})
    twin = factories.make_person(alice, **{**HOME, "given_name": "Enzo"})
    return first, second, twin


def pairs(db):
    return [(pair.a_id, pair.b_id) for pair in db.scalars(select(SuspectedPair).order_by(SuspectedPair.id))]


def test_they_are_found_but_not_twins(db, twice, platform, now):
    first, second, _ = twice
    assert actions.find_duplicates(now=now) == 1
    assert pairs(db) == [(first.id, second.id)]
    pair = db.scalar(select(SuspectedPair))
    assert pair.probability > 0.9
    assert "même date de naissance" in pair.explanation
    assert pair.platform_id == platform.id


def test_a_second_night_changes_nothing(db, twice, now):
    actions.find_duplicates(now=now)
    before = pairs(db)
    actions.find_duplicates(now=now)
    assert pairs(db) == before
    assert db.scalar(select(func.count()).select_from(LinkageModel)) == 2
    assert db.get(NameCount, ("given", "kevin")).count == 2


def test_what_is_no_longer_likely_is_forgotten(db, twice, now):
    actions.find_duplicates(now=now)
    twice[1].given_name, twice[1].family_name, twice[1].phone = "Aminata", "Nowak", None
    db.commit()
    actions.find_duplicates(now=now)
    assert pairs(db) == []


def test_restricted_files_are_never_compared(db, twice, now):
    twice[0].restricted = True
    db.commit()
    assert actions.find_duplicates(now=now) == 0


def test_a_structure_sees_only_pairs_of_its_own(db, browser, alice, twice, now):
    actions.find_duplicates(now=now)
    db.commit()
    pair = db.scalar(select(SuspectedPair))
    assert "Kevin" not in browser.login(alice).get("/people/duplicates").text
    assert browser.get(f"/people/duplicates/{pair.uid}").status_code == 404
    assert browser.post(f"/people/duplicates/{pair.uid}/apart").status_code == 404


def test_twenty_pairs_cost_no_more_queries_than_one(browser, alice, queries):
    def one():
        factories.make_pair(factories.make_person(alice), factories.make_person(alice))

    one()
    browser.login(alice).get("/people/duplicates")
    del queries[:]
    browser.get("/people/duplicates")
    few = len(queries)
    for _ in range(20):
        one()
    del queries[:]
    browser.get("/people/duplicates")
    assert len(queries) <= few


@pytest.mark.parametrize("name", FAMILIES[:60])
def test_the_database_hears_names_as_we_do(db, alice, name):
    person = factories.make_person(alice, family_name=name, given_name="Anaïs")
    keys = db.get(PersonSearch, person.id).keys
    assert {f"s{sound(word)}" for word in person.folded.split()} <= set(keys)


def test_the_index_follows_what_is_written(db, alice, charlie):
    person = factories.make_person(alice, given_name="Zélie", phone=None)
    row = db.get(PersonSearch, person.id)
    assert row.followers == [alice.structure_id]
    assert " zelie " in row.words
    assert row.words.endswith("| lille ")
    person.given_name, person.phone = "Maëlle", "+33639980011"
    factories.follow(person, charlie)
    db.commit()
    db.expire_all()
    row = db.get(PersonSearch, person.id)
    assert sorted(row.followers) == sorted([alice.structure_id, charlie.structure_id])
    assert " maelle " in row.words
    assert "t+33639980011" in row.keys
    assert db.scalar(select(func.count()).select_from(Person)) == db.scalar(
        select(func.count()).select_from(PersonSearch)
    )


def test_a_page_goes_on_among_pairs_as_likely(db, browser, alice, now):
    people = [factories.make_person(alice, family_name=f"Nom{n:03}") for n in range(52)]
    for other in people[1:]:
        ends = {"a_id": people[0].id, "b_id": other.id}
        factories.add(SuspectedPair(**ends, probability=0.9, explanation="même nom", found_at=now))
    first = browser.login(alice).get("/people/duplicates").text
    after = first.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    second = browser.get(after).text
    assert all((other.name in first) != (other.name in second) for other in people[1:])
    assert browser.get("/people/duplicates?after=0.|x").status_code == 200


def test_what_was_learned_is_read_back_as_it_was(db, now):
    believed = model.default(1000)
    levels = {field: table.tolist() for field, table in believed.levels.items()}
    db.add(LinkageModel(learned_at=now, levels=levels, shares=believed.shares.tolist(), people=1000, totals={}))
    db.commit()
    db.expire_all()
    same = tuple(len(words) - 1 for words in comparing.FIELDS.values())
    assert in_use()[0].weights(same) == believed.weights(same)
