"""Move a case on, give it up, close it."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.codes.dropouts import AttemptChannel, AttemptResult
from crm.codes.dropouts import DropoutState as State
from crm.dropouts import actions, queries
from crm.dropouts.models import DropoutCase
from crm.errors import Refused
from crm.people import actions as people
from crm.people.actions import came
from crm.people.models import Guardian
from tests import factories
from tests.dropouts.conftest import refreshed, url

START = datetime(2030, 3, 1, 9, tzinfo=UTC)


@pytest.fixture
def unreachable(db, alice, case, now):
    for day, channel in ((0, AttemptChannel.CALL), (7, AttemptChannel.SMS), (15, AttemptChannel.CALL)):
        assert not queries.unreachable_proposed(case)
        actions.attempt(alice, case, channel, AttemptResult.NO_ANSWER, "", now=now + timedelta(days=day))
    actions.decide(alice, case, "give_up", now=now + timedelta(days=16))
    assert case.state is State.UNREACHABLE
    return case


def test_too_early_nobody_is_called_unreachable(db, alice, case, now):
    actions.attempt(alice, case, AttemptChannel.CALL, AttemptResult.NO_ANSWER, "", now=now)
    with pytest.raises(Refused, match="trois essais"):
        actions.decide(alice, case, "give_up", now=now)
    assert case.state is State.CONTACTING


def test_a_sign_of_life_brings_back(db, unreachable, now):
    came(unreachable.person, now + timedelta(days=10))
    assert unreachable.state is State.UNREACHABLE  # that was before
    came(unreachable.person, now + timedelta(days=17))
    assert (unreachable.state, unreachable.next_step_on) == (State.CONTACTING, (now + timedelta(days=17)).date())
    assert unreachable.transitions[-1].actor_id is None


def test_a_new_number_brings_back(browser, alice, unreachable, db):
    person = unreachable.person
    edit = {"phone": "+33639980001", "address": "", "born_on": person.born_on}
    people.edit(alice, person, edit, version=person.version, now=START)
    assert unreachable.state is State.CONTACTING


def test_a_number_of_a_guardian_brings_back(db, alice, unreachable):
    mother = {"name": "Awa Exemple", "relation": "mother", "phone": "+33639980002"}
    people.add_guardian(alice, unreachable.person, mother, now=START)
    assert unreachable.state is State.CONTACTING


def test_a_number_that_goes_brings_nothing(db, alice, unreachable):
    person = unreachable.person
    edit = {"phone": None, "address": "", "born_on": person.born_on}
    people.edit(alice, person, edit, version=person.version, now=START)
    assert unreachable.state is State.UNREACHABLE


def test_a_move_that_is_not_allowed_is_refused(browser, alice, case, db):
    answer = browser.login(alice).post(url(case, "decide"), data={"move": "miss"})
    assert answer.status_code == 409
    assert browser.post(url(case, "decide"), data={"move": "nothing"}).status_code == 409
    assert refreshed(db, case).state is State.TO_CONTACT


@pytest.mark.parametrize("number", ["+33639980099", None], ids=["a new number", "nothing new"])
def test_a_merge_that_brings_a_number_brings_back(db, alice, dina, unreachable, now, number):
    other = factories.make_person(alice, phone=None, email=None)
    if number:
        factories.add(Guardian(person_id=other.id, name="Awa", relation="mother", phone=number))
    pair = factories.make_pair(unreachable.person, other)
    people.merge(alice, pair, {}, now=now + timedelta(days=20))
    case = db.get(DropoutCase, unreachable.id)
    assert case.state is (State.CONTACTING if number else State.UNREACHABLE)


def test_a_text_that_says_stop_brings_back(unreachable, now):
    people.stop(unreachable.person.phone, now + timedelta(days=20))
    assert unreachable.state is State.CONTACTING
