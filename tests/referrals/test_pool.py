"""The coordinator's pool: `pool`, `propose`, `what_if`, `accept_proposals`, `move_proposal`, `release_proposal`,
`set_aside`."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from crm.codes.people import LicenceB, Mobility
from crm.codes.referrals import ReferralState as State
from crm.codes.referrals import Urgency
from crm.messages.models import Message
from crm.referrals import actions, queries
from crm.referrals.models import Pool, Proposal, Referral, SetAside
from tests import factories

POOL = "/referrals/pool"


@pytest.fixture
def near(alice):
    """A structure in Lille, where everybody lives here, besides Alice's."""
    return factories.make_structure("Near", capacity=20)


@pytest.fixture
def far(alice):
    return factories.make_structure("Far", capacity=20, commune_code="59512")


@pytest.fixture
def pooled(alice, platform, person, near, far):
    """A referral of Alice's that waits."""
    return factories.make_pooled(alice, person, platform)


def proposed(db):
    return db.scalars(select(Proposal).order_by(Proposal.rank)).all()


def then(browser, answer):
    """The page to which an answer leads."""
    assert answer.status_code == 303
    return browser.get(answer.location).text


def solved(browser, dina, db):
    assert browser.login(dina).post(f"{POOL}/propose").status_code == 303
    return proposed(db)


def test_a_pool_is_proposed_and_nothing_is_assigned(browser, dina, pooled, near, db):
    (one,) = solved(browser, dina, db)
    assert (one.structure_id, one.why, one.fixed) == (near.id, "", False)
    page = browser.get(POOL).text
    assert pooled.person.name in page
    assert "à 0 km" in page
    assert "Sinon" in page
    assert "Far (+" in page
    db.refresh(pooled)
    assert pooled.recipient_structure_id is None


def test_new_dropouts_wait_in_the_same_pool(browser, dina, platform, charlie, pooled, db):
    case = factories.make_case(factories.make_person(charlie), platform)
    assert {one.subject.partition(":")[0] for one in solved(browser, dina, db)} == {"referral", "case"}
    assert browser.post(f"{POOL}/accept", data={"all": "1"}).status_code == 303
    db.refresh(case)
    db.refresh(pooled)
    assert case.assigned
    assert pooled.recipient_structure_id
    assert not proposed(db)


def test_accepting_some_tells_the_structure_and_leaves_the_rest(browser, alice, dina, platform, pooled, near, db):
    factories.make_pooled(alice, factories.make_person(alice), platform)
    first, second = solved(browser, dina, db)
    answer = browser.post(f"{POOL}/accept", data={"proposal": [str(first.uid)]})
    assert "1 confié·e·s" in then(browser, answer)
    assert [one.uid for one in proposed(db)] == [second.uid]
    received = db.scalars(select(Referral).where(Referral.recipient_structure_id.is_not(None))).one()
    assert received.state is State.PENDING
    assert received.owner_structure_id == received.recipient_structure_id
    assert [m.kind.value for m in db.scalars(select(Message))] == ["referral_received"]


def test_pressing_twice_hands_nobody_over_twice(browser, dina, pooled, db):
    (one,) = solved(browser, dina, db)
    data = {"proposal": [str(one.uid)]}
    browser.post(f"{POOL}/accept", data=data)
    assert "Rien à confier" in then(browser, browser.post(f"{POOL}/accept", data=data))
    assert len(db.scalars(select(Message)).all()) == 1


def test_what_was_assigned_meanwhile_is_told_by_whom(browser, dina, pooled, near, far, db, now):
    solved(browser, dina, db)
    actions.assign(dina, pooled, far, now=now)
    db.commit()
    text = then(browser, browser.post(f"{POOL}/accept", data={"all": "1"}))
    assert f"déjà confié·e à Far par {dina.name}" in text
    db.refresh(pooled)
    assert pooled.recipient_structure_id == far.id


def test_a_place_taken_meanwhile_is_not_given_twice(browser, dina, pooled, near, db):
    solved(browser, dina, db)
    near.capacity = 0
    db.commit()
    text = then(browser, browser.post(f"{POOL}/accept", data={"all": "1"}))
    assert "1 jeune n’a pas été confié" in text
    assert "plus de place" in text
    assert len(proposed(db)) == 1


def test_moving_one_elsewhere_is_kept_and_undone(browser, dina, pooled, near, far, db):
    (one,) = solved(browser, dina, db)
    page = browser.get(f"{POOL}/{one.uid}/move").text
    assert "l’a envoyé·e" in page
    assert browser.post(f"{POOL}/{one.uid}/move", data={"structure": str(far.uid)}).status_code == 303
    (one,) = proposed(db)
    assert (one.structure_id, one.fixed) == (far.id, True)
    (one,) = solved(browser, dina, db)
    assert one.structure_id == far.id
    assert "choisie par vous" in browser.get(POOL).text
    assert browser.post(f"{POOL}/{one.uid}/release").status_code == 303
    (one,) = proposed(db)
    assert (one.structure_id, one.fixed) == (near.id, False)


def test_nobody_goes_back_to_the_sender_even_by_hand(browser, alice, dina, pooled, db):
    (one,) = solved(browser, dina, db)
    answer = browser.post(f"{POOL}/{one.uid}/move", data={"structure": str(alice.structure.uid)})
    assert answer.status_code == 422
    assert "North l’a envoyé·e" in answer.text
    (kept,) = proposed(db)
    assert kept.structure_id != alice.structure_id


def test_nothing_chosen_is_said(browser, dina, pooled, db):
    (one,) = solved(browser, dina, db)
    answer = browser.post(f"{POOL}/{one.uid}/move", data={})
    assert answer.status_code == 422
    assert "Choisissez une structure" in answer.text


def test_a_conflict_of_interest_is_never_proposed_again(browser, dina, pooled, near, far, db):
    (one,) = solved(browser, dina, db)
    assert browser.post(f"{POOL}/{one.uid}/set-aside").status_code == 303
    assert db.scalars(select(SetAside.structure_id)).all() == [near.id]
    (one,) = proposed(db)
    assert one.structure_id == far.id


def test_weights_are_kept_for_the_platform(browser, dina, pooled, db):
    weights = dict.fromkeys(("theme", "public", "language", "continuity", "load", "answer", "urgency", "duty"), "2")
    data = weights | {"travel": "8", "reach": "25"}
    assert browser.login(dina).post(f"{POOL}/propose", data=data).status_code == 303
    pool = db.scalars(select(Pool)).one()
    assert (pool.weights["travel"], pool.weights["theme"], pool.reach) == (8, 2, 25)
    (one,) = proposed(db)
    assert one.cost == 2 * 20 + 2 * 10
    wrong = browser.post(f"{POOL}/propose", data=data | {"reach": "0"})
    assert wrong.status_code == 422
    assert "Entre 1 et 1" in wrong.text


def test_what_if_says_who_would_move_and_writes_nothing(browser, dina, pooled, near, db):
    solved(browser, dina, db)
    asked = dict.fromkeys(("travel", "theme", "public", "language", "continuity", "load", "answer", "urgency"), "2")
    asked |= {"duty": "2", "reach": "40"}
    assert "Personne n’irait ailleurs" in browser.get(f"{POOL}/what-if", query_string=asked).text
    closed = browser.get(f"{POOL}/what-if", query_string=asked | {f"places-{near.uid}": "0"}).text
    assert "1 jeune irait ailleurs" in closed.replace("\u202f", " ")
    assert "Far" in closed
    (one,) = proposed(db)
    assert one.structure_id == near.id
    assert browser.get(f"{POOL}/what-if?reach=x&places-x=y").status_code == 200


def test_why_nobody_is_on_the_page(browser, alice, dina, platform, person, db):
    factories.make_pooled(alice, person, platform)
    (one,) = solved(browser, dina, db)
    assert one.structure_id is None
    assert one.person.name not in browser.get(f"{POOL}?where=x&after={'9' * 40}").text
    page = browser.get(f"{POOL}?where=nobody").text
    assert "Aucune structure à moins de 40 km ne convient" in page
    assert "l’a envoyé·e" in page


def test_what_a_person_needs_reaches_the_solver(dina, alice, platform, near, now, db):
    minor = factories.make_person(alice, born_on=now.date().replace(year=2013), received_in="ar")
    minor.mobility, minor.licence_b = Mobility.NONE, LicenceB.NONE
    factories.make_pooled(alice, minor, platform, urgency=Urgency.URGENT)
    declined = factories.make_referral(alice, minor, near, state=State.PENDING)
    actions.decline(factories.make_counsellor("Nina", near), declined, "session_full", "", now=now)
    factories.add(SetAside(person_id=minor.id, structure_id=alice.structure_id, made_at=now, made_by_id=dina.user_id))
    (need,) = queries.instance_of(platform, now).needs
    assert (need.mobile, need.language, need.age, need.duty, need.urgency, need.waited) == (False, "ar", 17, True, 2, 5)
    assert need.declined == {str(near.uid)}
    assert need.forbidden == need.known == {str(alice.structure.uid)}
    assert need.area == "595"


def test_places_are_what_was_declared_less_who_came(alice, platform, near, charlie, now):
    factories.make_referral(alice, factories.make_person(alice), near)
    factories.make_referral(alice, factories.make_person(alice), near, sent_at=now - timedelta(days=20))
    places = {place.name: place for place in queries.instance_of(platform, now).places}
    assert (places["Near"].load, places["Near"].capacity) == (1, 8)
    assert places["North"].capacity == 4  # it declared nothing


def test_a_stranger_and_a_counsellor_see_nothing(browser, alice, bob, dina, pooled, db):
    (one,) = solved(browser, dina, db)
    other = factories.make_coordinator("Elsa", factories.make_platform("PSAD de Laon", alice.structure, ["022"]))
    for actor in (alice, bob):
        assert browser.login(actor).get(POOL).status_code == 403
        assert browser.post(f"{POOL}/propose").status_code == 403
        assert browser.post(f"{POOL}/accept", data={"all": "1"}).status_code == 403
        assert browser.get(f"{POOL}/what-if").status_code == 403
    browser.login(other)
    for verb in ("move", "release", "set-aside"):
        assert browser.post(f"{POOL}/{one.uid}/{verb}").status_code == 404
    assert pooled.person.name not in browser.get(POOL).text
    assert "Rien à confier" in then(browser, browser.post(f"{POOL}/accept", data={"proposal": str(one.uid)}))
    assert len(proposed(db)) == 1


def test_choices_that_no_longer_fit_are_said(browser, dina, pooled, near, db):
    (one,) = solved(browser, dina, db)
    browser.post(f"{POOL}/{one.uid}/move", data={"structure": str(near.uid)})
    near.capacity = 0
    db.commit()
    answer = browser.post(f"{POOL}/propose")
    assert answer.status_code == 422
    assert "ne tiennent pas ensemble" in answer.text
    (one,) = proposed(db)
    full = next(choice for choice in queries.choices(dina, one, datetime.now(UTC)) if choice.structure == near)
    assert (full.there.possible, full.there.words) == (False, ("n’a pas de place",))


def test_the_pool_costs_the_same_for_many(browser, alice, dina, platform, near, far, db, request):
    sent = request.getfixturevalue("queries")
    for _ in range(12):
        factories.make_pooled(alice, factories.make_person(alice), platform)
    assert len(solved(browser, dina, db)) == 12
    del sent[:]
    assert browser.get(POOL).text.count("data-drag=") == 12
    assert len(sent) < 20
    del sent[:]
    assert browser.post(f"{POOL}/propose").status_code == 303
    assert len(sent) < 32
