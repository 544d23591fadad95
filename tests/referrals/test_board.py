"""The territory: its `board`, what to `watch` over."""

from datetime import UTC, datetime, timedelta

import pytest

from crm.codes.referrals import ReferralState as State
from crm.pages import phone
from crm.referrals import queries
from crm.referrals.queries.board import Filters
from tests import factories

TODAY = datetime.now(UTC)


@pytest.fixture
def near():
    return factories.make_structure("Near")


@pytest.fixture
def held(alice, platform, person, near):
    """A referral of the pool, given to Near, which has not answered for twelve days."""
    sent_at = TODAY - timedelta(days=12)
    return factories.make_referral(
        alice, person, near, platform_id=platform.id, sent_at=sent_at, next_step_on=TODAY.date() + timedelta(days=8)
    )


def test_columns_by_state_and_counts_equal_lists(browser, alice, dina, platform, near, held):
    factories.make_pooled(alice, factories.make_person(alice), platform, next_step_on=TODAY.date())
    for state in (State.ACCEPTED, State.UNDER_REVIEW, State.MISSED, State.MISSED, State.ENGAGED):
        factories.make_referral(alice, factories.make_person(alice), near, platform_id=platform.id, state=state)
    columns = queries.board(dina, Filters(), TODAY.date())
    assert {c.name: c.count for c in columns} == {
        "pool": 1,
        "pending": 1,
        "under_review": 1,
        "accepted": 1,
        "appointment_set": 0,
        "missed": 2,
    }
    browser.login(dina)
    for column in columns:
        assert len(column.cards) == column.count
        assert browser.get(f"/referrals/board?column={column.name}").text.count("<article") == column.count
    assert browser.get("/referrals/board").text.count("<article") == 6


def test_filters_stand_in_the_address(browser, alice, dina, platform, near, held):
    pooled = factories.make_pooled(alice, factories.make_person(alice), platform, next_step_on=TODAY.date())
    browser.login(dina)
    for asked, shown in (
        (f"structure={near.uid}", [held]),
        ("soon=1", [pooled]),
        ("theme=train", [held, pooled]),
        ("urgency=urgent", []),
        ("arrondissement=595", [held, pooled]),
        ("arrondissement=022", []),
        ("structure=x&theme=x&urgency=x&column=x&after=x", [held, pooled]),
        (f"after=2030-01-01_{'9' * 40}", [held, pooled]),
    ):
        text = browser.get(f"/referrals/board?{asked}").text
        assert text.count("<article") == len(shown), asked
        assert all(referral.person.name in text for referral in shown), asked


def test_a_long_column_goes_on_by_keyset(dina, alice, platform, near, db):
    for day in range(53):
        factories.make_referral(
            alice,
            factories.make_person(alice),
            near,
            platform_id=platform.id,
            next_step_on=TODAY.date() + timedelta(days=day // 2),
        )
    (whole,) = [c for c in queries.board(dina, Filters(), TODAY.date()) if c.name == "pending"]
    assert (whole.count, len(whole.cards)) == (53, 12)
    (first,) = queries.board(dina, Filters(), TODAY.date(), "pending")
    (second,) = queries.board(dina, Filters(), TODAY.date(), "pending", first.following)
    assert (len(first.cards), len(second.cards), second.following) == (50, 3, None)
    assert not {card.id for card in first.cards} & {card.id for card in second.cards}


def test_a_card_is_given_to_a_structure_where_it_is_dropped(browser, dina, platform, alice, near, db):
    """What dragging sends is what the page of the card sends."""
    pooled = factories.make_pooled(alice, factories.make_person(alice), platform)
    page = browser.login(dina).get("/referrals/board").text
    assert f'data-drag="/referrals/{pooled.uid}/assign"' in page
    assert f'data-drop="{near.id}"' in page
    assert browser.post(f"/referrals/{pooled.uid}/assign", data={"structure": near.id}).status_code == 303
    db.refresh(pooled)
    assert pooled.recipient_structure_id == near.id


def test_loads_silences_and_counsellors(browser, dina, alice, held, near, person):
    taken = factories.make_referral(
        alice, factories.make_person(alice), near, state=State.ACCEPTED, sent_at=TODAY - timedelta(days=3)
    )
    nina = factories.make_counsellor("Nina", near)
    factories.follow(person, nina)
    taken.assigned_to_id = nina.user_id
    lines = queries.loads(dina, TODAY)
    line = next(one for one in lines if one.structure == near)
    assert (line.pending, line.in_hand, line.came, line.places) == (1, 1, 2, 4)
    assert [(one.structure, days) for one, days in queries.silent_structures(lines, TODAY)] == [(near, 12)]
    assert [(c.name, c.people, c.referrals) for c in queries.counsellors(dina, near.uid)] == [(nina.name, 1, 1)]
    page = browser.login(dina).get(f"/referrals/watch?structure={near.uid}").text
    assert "12 jours de silence" in page
    assert phone(near.phone) in page
    assert nina.name in page


def test_an_answer_ends_the_silence(dina, held, db):
    held.state = State.UNDER_REVIEW
    db.commit()
    assert not queries.silent_structures(queries.loads(dina, TODAY), TODAY)


def test_a_b_a_is_seen_without_the_name_of_a_stranger(browser, dina, alice, charlie, person):
    """Dina does not follow this person: she learns between which structures, and whom to call."""
    factories.make_referral(alice, person, charlie.structure, sent_at=TODAY - timedelta(days=40), state=State.ENGAGED)
    assert not queries.rounds(dina, TODAY)
    factories.make_referral(charlie, person, alice.structure, sent_at=TODAY - timedelta(days=5))
    (one,) = queries.rounds(dina, TODAY)
    assert (one.person, one.steps) == (None, ("North", "South", "North"))
    page = browser.login(dina).get("/referrals/watch").text
    assert "revient à la structure" in page
    assert person.name not in page


def test_three_without_being_taken_on_are_seen_by_name_in_ones_circle(browser, dina, alice, platform, person):
    for name, days in (("One", 60), ("Two", 30), ("Three", 4)):
        structure = factories.make_structure(name)
        factories.make_referral(alice, person, structure, state=State.EXPIRED, sent_at=TODAY - timedelta(days=days))
    factories.make_case(person, platform)
    (one,) = queries.rounds(dina, TODAY)
    assert one.person == person
    assert one.steps == ("North", "One", "North", "Two", "North", "Three")
    assert person.name in browser.login(dina).get("/referrals/watch").text


def test_a_chain_of_three_is_seen(dina, alice, person, near):
    sent = {"sent_at": TODAY - timedelta(days=4)}
    parent = None
    for name in ("One", "Two", "Three"):
        structure = factories.make_structure(name)
        state = State.PENDING if name == "Three" else State.REDIRECTED
        parent = factories.make_referral(alice, person, structure, state=state, parent_id=parent and parent.id, **sent)
    assert [one.why for one in queries.rounds(dina, TODAY)]


def test_old_rounds_are_forgotten(dina, alice, charlie, person):
    long_ago = TODAY - timedelta(days=200)
    factories.make_referral(alice, person, charlie.structure, sent_at=long_ago, state=State.ENGAGED)
    factories.make_referral(charlie, person, alice.structure, sent_at=TODAY - timedelta(days=5))
    assert not queries.rounds(dina, TODAY)


def test_only_the_coordinator_of_the_territory(browser, alice, bob, dina, held):
    for actor in (alice, bob):
        for page in ("board", "watch"):
            assert browser.login(actor).get(f"/referrals/{page}").status_code == 403
    other = factories.make_coordinator("Elsa", factories.make_platform("PSAD de Laon", alice.structure, ["022"]))
    assert held.person.name not in browser.login(other).get("/referrals/board").text
    assert not queries.counsellors(other, held.recipient_structure.uid)


def test_the_board_costs_the_same_for_many(browser, alice, dina, platform, near, request):
    sent = request.getfixturevalue("queries")
    for _ in range(10):
        factories.make_referral(alice, factories.make_person(alice), near, platform_id=platform.id)
        factories.make_pooled(alice, factories.make_person(alice), platform)
    browser.login(dina)
    for address, most in (("/referrals/board", 16), ("/referrals/watch", 26)):
        del sent[:]
        assert browser.get(address).status_code == 200
        assert len(sent) < most, address
